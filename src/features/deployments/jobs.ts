import { z } from "zod";
import { activateDeployment, failDeployment } from "#src/features/deployments/activate-deployment.ts";
import { isGivenSql, targetedStudentsSql } from "#src/features/deployments/queries.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { defineEventJob, defineJob, type Job, type JobContext } from "#src/platform/jobs/job.ts";

const attempts = 5;

export const jobs: readonly Job[] = [
  defineEventJob({
    name: "deployments.activate",
    on: ["deployment.requested"],
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
  /** Effective dates that have come, activations that a crash left half done, and students who joined a group. */
  defineJob({
    name: "deployments.keep-up",
    schema: z.object({}),
    schedule: { everyMs: 60_000 },
    concurrency: 1,
    attempts: 1,
    handler: (_data, context) => keepUp(context, { changedWithin: "1 hour" }),
  }),
  /**
   * The same over all students, whatever their rows say of when they changed: what moves a student may forget to say
   * so, or commit long after it began.
   */
  defineJob({
    name: "deployments.catch-up",
    schema: z.object({}),
    schedule: { everyMs: 60 * 60_000 },
    concurrency: 1,
    attempts: 1,
    handler: (_data, context) => keepUp(context, { changedWithin: null }),
  }),
];

/** Runs what is due. Students count as missing by what they have; when they changed only narrows down where to look. */
async function keepUp({ actor, log }: JobContext, { changedWithin }: { changedWithin: string | null }): Promise<void> {
  const { rows } = await withActor(actor, (tx) =>
    tx.query<{ id: string }>({
      text: `
        with targeted as materialized (
          select d.id as deployment_id, u.id as student_id
          from competency_deployments d join deployment_targets t on t.deployment_id = d.id ${targetedStudentsSql}
          where d.status = 'ACTIVE' and d.effective_at <= now()
            and ($1::text is null or u.updated_at > now() - $1::interval)
            and exists (select from competencies c where c.template_id = d.template_id
                        and (d.competency_ids is null or c.id = any(d.competency_ids)))),
        missing as materialized (
          select distinct deployment_id from targeted where not ${isGivenSql("student_id", "targeted.deployment_id")})
        select d.id from competency_deployments d
        where d.effective_at <= now() and (d.status = 'SCHEDULED'
          or (d.status = 'ACTIVATING' and d.updated_at < now() - interval '5 minutes')
          or d.id in (select deployment_id from missing))
        order by d.effective_at, d.id limit 100`,
      values: [changedWithin],
    }),
  );
  for (const { id } of rows) {
    try {
      await activateDeployment(actor, id);
    } catch (error) {
      log.error({ err: error, deploymentId: id }, "a deployment could not be kept up");
    }
  }
}
