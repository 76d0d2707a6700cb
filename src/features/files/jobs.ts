import { z } from "zod";
import { collectFiles } from "#src/features/files/collect-files.ts";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  defineJob({
    name: "files.collect",
    schema: z.object({}),
    schedule: { pattern: "25 * * * *" },
    concurrency: 1,
    handler: (_data, { actor }) => collectFiles(actor),
  }),
];
