import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/deployments/permissions.ts";
import { deploymentStatuses, dueFroms, dueUnits, targetTypes } from "#src/features/deployments/values.ts";
import { type Params, type RowOf, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

export type LockedDeployment = RowOf<typeof lockForAct>;

/** Locks a deployment on which an admin acts; not_found for one that they may not see. */
export async function lockManaged(tx: Tx, ctx: UserContext, id: string): Promise<LockedDeployment> {
  const [found] = await tx.query(lockForAct, { id });
  authorize(ctx.actor, permissions.manage, { schoolId: found?.schoolId ?? "" });
  if (!found) throw new AppError("not_found", "There is no such assignment to students.");
  return found;
}

const d = competencyDeployments;
const t = deploymentTargets;

const locked = z.object({
  id: z.string(),
  schoolId: z.string(),
  templateId: z.string(),
  status: z.enum(deploymentStatuses),
  effectiveAt: z.date(),
  hasBegun: z.boolean(),
  dueAt: z.date().nullable(),
  dueFrom: z.enum(dueFroms).nullable(),
  dueOffset: z.number().nullable(),
  dueUnit: z.enum(dueUnits).nullable(),
  dueRotationId: z.string().nullable(),
  competencyIds: z.array(z.string()).nullable(),
  /** Those that it gives: the chosen ones, or all of the framework. */
  givenIds: z.array(z.string()),
  notifications: z.boolean(),
  deprecatedToo: z.boolean(),
  timeZone: z.string(),
  /** The groups that were not withdrawn. */
  targets: z.array(z.object({ type: z.enum(targetTypes), id: z.string() })),
});

const lockForAct = sqlStatement(
  "deployment_lock_for_act",
  locked,
  (p: Params<{ id: string }>) => sql`
    select ${d.id}, ${d.schoolId} as "schoolId", ${d.templateId} as "templateId", ${d.status},
           ${d.effectiveAt} as "effectiveAt", ${d.effectiveAt} <= now() as "hasBegun", ${d.dueAt} as "dueAt",
           ${d.dueFrom} as "dueFrom", ${d.dueOffset} as "dueOffset", ${d.dueUnit} as "dueUnit",
           ${d.dueRotationId} as "dueRotationId", ${d.competencyIds} as "competencyIds",
           array(select ${competencies.id} from ${competencies} where ${competencies.templateId} = ${d.templateId}
             and (${d.competencyIds} is null or ${competencies.id} = any(${d.competencyIds}))) as "givenIds",
           ${d.notifications}, ${d.deprecatedToo} as "deprecatedToo", ${schools.timeZone} as "timeZone",
           coalesce((select json_agg(json_build_object('type', ${t.targetType}, 'id', ${t.targetId})) from ${t}
             where ${t.deploymentId} = ${d.id} and ${t.withdrawnByAct} is null), '[]') as targets
    from ${d} join ${schools} on ${schools.id} = ${d.schoolId} where ${d.id} = ${p.id} for update of ${d}`,
);
