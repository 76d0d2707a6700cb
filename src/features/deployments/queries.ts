import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { DeploymentLine, deploymentsQuery } from "#src/features/deployments/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { readAs } from "#src/platform/db/transaction.ts";

/**
 * The students (`u`) whom a target (`t`) means now. A program's students are also those of its cohorts, whether or not
 * their own row names the program. Each student is listed once for each group, so that the join is one of equals and
 * stays quick where the planner knows nothing of the tables yet.
 */
export const targetedStudentsSql = `
  join (select s.id, s.school_id, s.updated_at, g.type, g.id as group_id
        from users s left join cohorts co on co.id = s.cohort_id
        cross join lateral (values ('cohort' collate "C", s.cohort_id), ('program', coalesce(s.program_id, co.program_id)),
          ('student', s.id)) g (type, id)
        where s.role = 'STUDENT' and s.status <> 'LEFT') u
    on u.school_id = t.school_id and u.type = t.target_type and u.group_id = t.target_id`;

/**
 * Whether a student has been given a deployment, by what there is and not by when it was written: a clock could not
 * tell of a student who joined in a transaction that committed late. What was withdrawn since counts as given, so that
 * nothing brings it back.
 */
export const isGivenSql = (student: string, deployment: string) => `
  exists (select from competency_assignments ga join assignment_deployments gd on gd.assignment_id = ga.id
          where ga.user_id = ${student} and gd.deployment_id = ${deployment})`;

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
