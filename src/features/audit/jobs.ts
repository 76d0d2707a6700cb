import { events } from "#src/features/audit/events.ts";
import { checkNow } from "#src/platform/audit/check.ts";
import { defineEventJob, type Job } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  defineEventJob({
    name: "audit.check-now",
    on: [events.checkAsked],
    concurrency: 1,
    attempts: 2,
    handler: ({ schoolId }, { actor }) => checkNow(actor, schoolId),
  }),
];
