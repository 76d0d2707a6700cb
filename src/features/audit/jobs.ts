import { z } from "zod";
import { events } from "#src/features/audit/events.ts";
import { tellFault } from "#src/features/audit/tell-fault.ts";
import { checkDue, checkNow } from "#src/platform/audit/check.ts";
import { defineEventJob, defineJob, type Job } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  defineJob({
    name: "audit.check",
    schema: z.object({}),
    // Each school once a day; a new one soon after its first act.
    schedule: { everyMs: 60_000 },
    concurrency: 1,
    priority: 5,
    attempts: 1,
    handler: (_data, { actor, signal }) => checkDue(actor, signal, tellFault),
  }),
  defineEventJob({
    name: "audit.check-now",
    on: [events.checkAsked],
    concurrency: 1,
    attempts: 2,
    handler: ({ schoolId }, { actor }) => checkNow(actor, schoolId, tellFault),
  }),
];
