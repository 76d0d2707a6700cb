import { events } from "#src/features/frameworks/events.ts";
import { failImport, parseImport } from "#src/features/frameworks/parse-import.ts";
import { defineEventJob, type Job } from "#src/platform/jobs/job.ts";

const attempts = 5;

export const jobs: readonly Job[] = [
  defineEventJob({
    name: "frameworks.import",
    on: [events.importRequested],
    attempts,
    concurrency: 1,
    handler: async ({ data }, { actor, attempt }) => {
      try {
        await parseImport(actor, data.importId);
      } catch (error) {
        if (attempt >= attempts) await failImport(actor, data.importId);
        throw error;
      }
    },
  }),
];
