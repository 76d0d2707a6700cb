import { parseImport } from "#src/features/frameworks/parse-import.ts";
import { defineEventJob, type Job } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  defineEventJob({
    name: "frameworks.import",
    on: ["framework.import_requested"],
    concurrency: 1,
    handler: ({ data }, { actor }) => parseImport(actor, data.importId),
  }),
];
