import { z } from "zod";
import { events } from "#src/features/wordings/events.ts";
import { attempts, rephraseAll, rephraseSchool } from "#src/features/wordings/rephrase.ts";
import { defineEventJob, defineJob, type Job } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  defineEventJob({
    name: "wordings.rephrase",
    on: [events.wanted],
    attempts,
    firstRetryAfterMs: 5_000,
    concurrency: 2,
    priority: 10,
    handler: ({ schoolId }, context) => rephraseSchool(context, schoolId),
  }),
  defineJob({
    name: "wordings.refresh",
    schema: z.object({}),
    schedule: { pattern: "40 3 * * *" },
    concurrency: 1,
    priority: 10,
    handler: (_, context) => rephraseAll(context),
  }),
];
