import { z } from "zod";
import { events } from "#src/features/reports/events.ts";
import { failRun, makeReport } from "#src/features/reports/making/make-report.ts";
import { deleteExpired, deleteOldDefinitions, deleteOldRuns } from "#src/features/reports/queries.ts";
import { makeAhead, sendDue } from "#src/features/reports/saved/send-due.ts";
import { deleteInBatches } from "#src/platform/db/delete-outdated.ts";
import { defineEventJob, defineJob, type Job, timeZoneData } from "#src/platform/jobs/job.ts";

const attempts = 3;

export const jobs: readonly Job[] = [
  defineEventJob({
    name: "reports.make",
    on: [events.requested],
    attempts,
    concurrency: 2,
    priority: 5,
    handler: async ({ data }, context) => {
      try {
        await makeReport(context, data.runId);
      } catch (error) {
        if (context.attempt >= attempts || context.signal.aborted) await failRun(context.actor, data.runId);
        throw error;
      }
    },
  }),
  defineJob({
    name: "reports.send",
    schema: z.object({}),
    schedule: { everyMs: 60_000 },
    concurrency: 1,
    attempts: 1,
    handler: (_data, context) => sendDue(context),
  }),
  /** After midnight of the school, since a report says what holds on a day. */
  defineJob({
    name: "reports.make-ahead",
    schema: timeZoneData,
    schedule: { pattern: "10 3 * * *", perSchoolTimeZone: true },
    concurrency: 1,
    priority: 10,
    handler: ({ timeZone }, context) => makeAhead(context, timeZone),
  }),
  defineJob({
    name: "reports.expire",
    schema: z.object({}),
    schedule: { pattern: "40 * * * *" },
    concurrency: 1,
    handler: async (_data, { actor }) => {
      for (const deleteSome of [deleteExpired, deleteOldRuns, deleteOldDefinitions]) {
        await deleteInBatches(actor, deleteSome);
      }
    },
  }),
];
