import { sql } from "drizzle-orm";
import { z } from "zod";
import { events } from "#src/features/deployments/events.ts";
import { joinTargetedStudents } from "#src/features/deployments/queries.ts";
import { readPlan } from "#src/features/deployments/read-plan.ts";
import { recordAct } from "#src/features/deployments/record-act.ts";
import type { DeployAnswer, DeployBody } from "#src/features/deployments/schema.ts";
import type { DueFrom, DueUnit } from "#src/features/deployments/values.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * A school admin deploys a published framework to groups of their school. This writes the plan; a job creates the
 * assignments, at once or on the effective date.
 */
export async function deployFramework(ctx: UserContext, body: DeployBody): Promise<DeployAnswer> {
  const { schoolId, userId } = ctx.actor;
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const { framework, targets, dates, rule } = await readPlan(tx, ctx, body);
      const targetsJson = JSON.stringify(targets);
      const [counted] = await tx.query(countTargeted, { schoolId, targets: targetsJson });
      const deploymentId = newId();
      const assignmentsPlanned = (counted?.students ?? 0) * framework.competencies;
      const { templateId } = body;
      tx.send(insertDeployment, {
        id: deploymentId,
        schoolId,
        templateId,
        effectiveAt: dates.effectiveAt,
        dueAt: dates.dueAt,
        dueFrom: rule?.from ?? null,
        dueOffset: rule?.offset ?? null,
        dueUnit: rule?.unit ?? null,
        dueRotationId: rule?.rotationId ?? null,
        competencyIds: body.competencyIds ?? null,
        notifications: body.notifications,
        deprecatedToo: body.deprecatedToo,
        assignmentsPlanned,
        createdBy: userId,
      });
      tx.send(insertTargets, { deploymentId, schoolId, targets: targetsJson });
      recordAct(tx, ctx, {
        deploymentId,
        kind: "CREATE",
        status: "DONE",
        detail: {},
        students: counted?.students ?? 0,
      });
      audit(tx, ctx.actor, {
        action: "deployment.create",
        entityType: "deployment",
        entityId: deploymentId,
        schoolId,
        requestId: ctx.requestId,
        detail: { templateId, targets: targets.map(({ type, id }) => ({ type, id })), assignmentsPlanned },
      });
      if (!dates.isFuture) emit(tx, [events.requested.of({ schoolId, data: { deploymentId } })]);
      return { deploymentId, status: "SCHEDULED" as const, assignmentsPlanned };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

/** How many students are in groups that are no deployment's targets yet. */
export const countTargeted = sqlStatement(
  "deployment_count_students",
  z.object({ students: z.number() }),
  (p: Params<{ schoolId: string; targets: string }>) => sql`
    select count(distinct u.id)::int as students
    from (select ${p.schoolId}::text collate "C" as school_id, g.type collate "C" as target_type,
                 g.id collate "C" as target_id
          from jsonb_to_recordset(${p.targets}::jsonb) as g (type text, id text)) t
    ${joinTargetedStudents}`,
);

type NewDeployment = Pick<
  typeof competencyDeployments.$inferSelect,
  | "id"
  | "schoolId"
  | "templateId"
  | "effectiveAt"
  | "dueAt"
  | "dueRotationId"
  | "competencyIds"
  | "notifications"
  | "deprecatedToo"
  | "assignmentsPlanned"
  | "createdBy"
> & { dueFrom: DueFrom | null; dueOffset: number | null; dueUnit: DueUnit | null };

const insertDeployment = statement("deployment_insert", (db, p: Params<NewDeployment>) =>
  db.insert(competencyDeployments).values({
    id: p.id,
    schoolId: p.schoolId,
    templateId: p.templateId,
    status: "SCHEDULED",
    effectiveAt: p.effectiveAt,
    dueAt: p.dueAt,
    dueFrom: p.dueFrom,
    dueOffset: p.dueOffset,
    dueUnit: p.dueUnit,
    dueRotationId: p.dueRotationId,
    // The column's own encoder does not accept null.
    competencyIds: sql`${p.competencyIds}::text[]`,
    notifications: p.notifications,
    deprecatedToo: p.deprecatedToo,
    assignmentsPlanned: p.assignmentsPlanned,
    createdBy: p.createdBy,
  }),
);

export const insertTargets = sqlWrite(
  "deployment_insert_targets",
  (p: Params<{ deploymentId: string; schoolId: string; targets: string }>) => {
    const t = deploymentTargets;
    return sql`
      insert into ${t} (${columns(t.deploymentId, t.schoolId, t.targetType, t.targetId)})
      select distinct ${p.deploymentId}, ${p.schoolId}, g.type, g.id
      from jsonb_to_recordset(${p.targets}::jsonb) as g (type text, id text)`;
  },
);
