import { z } from "zod";
import { activateDeployment, failDeployment } from "#src/features/deployments/activate-deployment.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { defineEventJob, defineJob, type Job } from "#src/platform/jobs/job.ts";

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
  /** Effective dates that have come, activations that a crash left half done, and students who joined a group later. */
  defineJob({
    name: "deployments.keep-up",
    schema: z.object({}),
    schedule: { everyMs: 60_000 },
    concurrency: 1,
    attempts: 1,
    handler: async (_data, { actor, log }) => {
      const { rows } = await withActor(actor, (tx) =>
        tx.query<{ id: string }>({
          text: `
            select d.id from competency_deployments d
            where d.effective_at <= now() and (d.status = 'SCHEDULED'
              or (d.status = 'ACTIVATING' and d.updated_at < now() - interval '5 minutes')
              or (d.status = 'ACTIVE' and exists (
                select 1 from deployment_targets t join users u on u.school_id = t.school_id
                  and t.target_id = case t.target_type when 'cohort' then u.cohort_id when 'program' then u.program_id else u.id end
                where t.deployment_id = d.id and u.role = 'STUDENT' and u.status <> 'LEFT'
                  and u.updated_at > d.updated_at)))
            order by d.effective_at, d.id limit 100`,
        }),
      );
      for (const { id } of rows) {
        try {
          await activateDeployment(actor, id);
        } catch (error) {
          log.error({ err: error, deploymentId: id }, "a deployment could not be kept up");
        }
      }
    },
  }),
];
