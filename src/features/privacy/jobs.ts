import { z } from "zod";
import { eraseDue } from "#src/features/privacy/erasing/erase-person.ts";
import { recallErasures } from "#src/features/privacy/erasing/recall-erasures.ts";
import { events } from "#src/features/privacy/events.ts";
import { failExport, makeExport } from "#src/features/privacy/exports/make-export.ts";
import { expireExports, forgetExports } from "#src/features/privacy/queries.ts";
import { retainAll } from "#src/features/privacy/retention/retain.ts";
import { deleteInBatches } from "#src/platform/db/delete-outdated.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { defineEventJob, defineJob, type Job } from "#src/platform/jobs/job.ts";

const attempts = 3;

export const jobs: readonly Job[] = [
  defineEventJob({
    name: "privacy.export",
    on: [events.exportRequested],
    attempts,
    concurrency: 1,
    priority: 5,
    handler: async ({ data }, context) => {
      try {
        await makeExport(context, data.exportId);
      } catch (error) {
        if (context.attempt >= attempts || context.signal.aborted) await failExport(context.actor, data.exportId);
        throw error;
      }
    },
  }),
  defineJob({
    name: "privacy.erase",
    schema: z.object({}),
    schedule: { everyMs: 10 * 60_000 },
    concurrency: 1,
    // What fails is taken up by the next run.
    attempts: 1,
    handler: (_data, context) => eraseDue(context),
  }),
  defineJob({
    name: "privacy.retain",
    schema: z.object({}),
    schedule: { pattern: "50 3 * * *" },
    concurrency: 1,
    handler: (_data, context) => retainAll(context),
  }),
  defineJob({
    name: "privacy.recall",
    schema: z.object({}),
    schedule: { pattern: "50 * * * *" },
    concurrency: 1,
    handler: async (_data, context) => {
      const count = await recallErasures(context);
      if (count > 0) context.log.warn({ count }, "people whom a backup had brought back were erased again");
    },
  }),
  defineJob({
    name: "privacy.expire",
    schema: z.object({}),
    schedule: { pattern: "20 * * * *" },
    concurrency: 1,
    handler: async (_data, { actor }) => {
      await withActor(actor, (tx) => tx.query(expireExports));
      await deleteInBatches(actor, forgetExports);
    },
  }),
];
