import { z } from "zod";
import { events } from "#src/features/health/events.ts";
import { runCheck, runDueCheck } from "#src/features/health/run-check.ts";
import { checkKinds } from "#src/features/health/values.ts";
import { defineEventJob, defineJob, type Job } from "#src/platform/jobs/job.ts";

/** Whatever waits goes first. */
const priority = 10;

export const jobs: readonly Job[] = [
  ...checkKinds.map((kind) =>
    defineJob({
      name: `health.check-${kind}`,
      schema: z.object({}),
      // Looks whether the check is due, so that a new installation is checked soon, and one that is off at night at all.
      schedule: { everyMs: 5 * 60_000 },
      concurrency: 1,
      priority,
      attempts: 1,
      handler: (_data, context) => runDueCheck(context, kind),
    }),
  ),
  defineEventJob({
    name: "health.check-now",
    on: [events.checkAsked],
    concurrency: 1,
    priority,
    attempts: 2,
    handler: ({ data }, context) => runCheck(context, data.kind),
  }),
];
