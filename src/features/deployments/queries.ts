import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { DeploymentLine, deploymentsQuery } from "#src/features/deployments/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { readAs } from "#src/platform/db/transaction.ts";

type Row = {
  id: string;
  template_id: string;
  framework_name: string;
  status: DeploymentLine["status"];
  targets: DeploymentLine["targets"] | null;
  effective_at: Date;
  due_at: Date | null;
  assignments_planned: number;
  assignments_done: number;
  error: string | null;
  created_at: Date;
};

const selectLines = `
  select d.id, d.template_id, t.name as framework_name, d.status, d.effective_at, d.due_at, d.assignments_planned,
         d.assignments_done, d.error, d.created_at,
         (select json_agg(json_build_object('type', g.target_type, 'id', g.target_id,
                   'name', coalesce(co.name, pr.name, st.name, '')) order by g.target_type, g.target_id)
          from deployment_targets g
          left join cohorts co on g.target_type = 'cohort' and co.id = g.target_id
          left join programs pr on g.target_type = 'program' and pr.id = g.target_id
          left join users st on g.target_type = 'student' and st.id = g.target_id
          where g.deployment_id = d.id) as targets
  from competency_deployments d join competency_templates t on t.id = d.template_id`;

/** Deployments of the admin's school, newest first. */
export async function listDeployments(
  ctx: UserContext,
  query: z.output<typeof deploymentsQuery>,
): Promise<{ items: DeploymentLine[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor, ["string"]);
  const { rows } = await readAs(ctx.actor, (tx) =>
    tx.query<Row>({
      name: "deployments_list",
      text: `${selectLines} where ($1::text is null or d.template_id = $1) and ($2::text is null or d.id < $2)
             order by d.id desc limit $3`,
      values: [query.templateId ?? null, after?.[0] ?? null, query.limit + 1],
    }),
  );
  return pageOf(rows, query.limit, lineOf, (row) => [row.id]);
}

export async function getDeployment(ctx: UserContext, id: string): Promise<DeploymentLine> {
  const { rows } = await readAs(ctx.actor, (tx) =>
    tx.query<Row>({ name: "deployment_get", text: `${selectLines} where d.id = $1`, values: [id] }),
  );
  const row = rows[0];
  if (!row) throw new AppError("not_found", "There is no such deployment.");
  return lineOf(row);
}

function lineOf(row: Row): DeploymentLine {
  return {
    id: row.id,
    templateId: row.template_id,
    frameworkName: row.framework_name,
    status: row.status,
    targets: row.targets ?? [],
    effectiveAt: row.effective_at.toISOString(),
    dueAt: row.due_at?.toISOString() ?? null,
    assignmentsPlanned: row.assignments_planned,
    assignmentsDone: row.assignments_done,
    error: row.error,
    createdAt: row.created_at.toISOString(),
  };
}
