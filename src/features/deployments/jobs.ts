import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { activateDeployment, failDeployment } from "#src/features/deployments/activate-deployment.ts";
import { events } from "#src/features/deployments/events.ts";
import { followDays } from "#src/features/deployments/follow-days.ts";
import { isGiven, joinTargetedStudents } from "#src/features/deployments/queries.ts";
import { deploymentSteps } from "#src/features/deployments/rules.ts";
import { runAct } from "#src/features/deployments/run-act.ts";
import { statesBefore } from "#src/lib/state-table.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { deploymentActs } from "#src/platform/db/tables/deployment-acts.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { defineEventJob, defineJob, type Job, type JobContext } from "#src/platform/jobs/job.ts";

const attempts = 5;

export const jobs: readonly Job[] = [
  defineEventJob({
    name: "deployments.activate",
    on: [events.requested],
    attempts,
    concurrency: 1,
    handler: async ({ data }, { actor, attempt }) => {
      try {
        await activateDeployment(actor, data.deploymentId);
      } catch (error) {
        if (attempt >= attempts) await failDeployment(actor, data.deploymentId);
        throw error;
      }
    },
  }),
  defineEventJob({
    name: "deployments.act",
    on: [events.actRequested],
    attempts,
    concurrency: 1,
    handler: ({ data }, { actor }) => runAct(actor, data.actId),
  }),
  /**
   * Finishes deployments whose effective date has passed, activations and acts that a crash interrupted, and students
   * who joined a group; moves due dates after the days that they are counted from.
   */
  defineJob({
    name: "deployments.keep-up",
    schema: z.object({}),
    schedule: { everyMs: 60_000 },
    concurrency: 1,
    attempts: 1,
    handler: async (_data, context) => {
      await activateDue(context, { changedWithin: "1 hour" });
      await finishActs(context);
      await followDays(context.actor);
    },
  }),
  /**
   * The same over all students, regardless of when their rows changed: a write may not set the time of change, or may
   * commit long after it began.
   */
  defineJob({
    name: "deployments.catch-up",
    schema: z.object({}),
    schedule: { everyMs: 60 * 60_000 },
    concurrency: 1,
    attempts: 1,
    handler: (_data, context) => activateDue(context, { changedWithin: null }),
  }),
];

/**
 * Runs what is due. A student is selected by the assignments that are missing; the time of change only limits the
 * search.
 */
async function activateDue(
  { actor, log }: JobContext,
  { changedWithin }: { changedWithin: string | null },
): Promise<void> {
  const rows = await withActor(actor, (tx) => tx.query(selectDue, { changedWithin }));
  for (const { id } of rows) {
    try {
      await activateDeployment(actor, id);
    } catch (error) {
      log.error({ err: error, deploymentId: id }, "a deployment could not be activated");
    }
  }
}

/** An act whose job ended without finishing it: the next run continues after the last student that is done. */
async function finishActs({ actor, log }: JobContext): Promise<void> {
  for (const { id } of await withActor(actor, (tx) => tx.query(selectInterrupted))) {
    try {
      await runAct(actor, id);
    } catch (error) {
      log.error({ err: error, actId: id }, "a change of a deployment could not be carried out");
    }
  }
}

const selectInterrupted = sqlStatement(
  "deployment_acts_interrupted",
  z.object({ id: z.string() }),
  () => sql`
    select ${deploymentActs.id} from ${deploymentActs}
    where ${deploymentActs.status} = 'RUNNING' and ${deploymentActs.updatedAt} < now() - interval '5 minutes'
    order by ${deploymentActs.id} limit 100`,
);

const d = alias(competencyDeployments, "d");
const t = alias(deploymentTargets, "t");

const selectDue = sqlStatement(
  "deployments_due",
  z.object({ id: z.string() }),
  (p: Params<{ changedWithin: string | null }>) => sql`
    with targeted as materialized (
      select ${d.id} as deployment_id, u.id as student_id
      from ${competencyDeployments} ${d} join ${deploymentTargets} ${t} on ${t.deploymentId} = ${d.id}
      ${joinTargetedStudents}
      join ${competencyTemplates} on ${competencyTemplates.id} = ${d.templateId}
      where ${d.status} = 'ACTIVE' and ${d.effectiveAt} <= now() and ${t.withdrawnByAct} is null
        and (${d.deprecatedToo} or ${competencyTemplates.status} <> 'DEPRECATED')
        and (${p.changedWithin}::text is null or u.updated_at > now() - ${p.changedWithin}::interval)
        and exists (select from ${competencies} where ${competencies.templateId} = ${d.templateId}
                    and (${d.competencyIds} is null or ${competencies.id} = any(${d.competencyIds})))),
    missing as materialized (
      select distinct deployment_id from targeted where not ${isGiven(sql`student_id`, sql`targeted.deployment_id`)})
    select ${d.id} from ${competencyDeployments} ${d}
    where ${d.effectiveAt} <= now() and (${isOneOf(d.status, ...statesBefore(deploymentSteps, "ACTIVATING", "job"))}
      or (${d.status} = 'ACTIVATING' and ${d.updatedAt} < now() - interval '5 minutes')
      or ${d.id} in (select deployment_id from missing))
    order by ${d.effectiveAt}, ${d.id} limit 100`,
);
