import { z } from "zod";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";
import { reseal } from "#src/platform/sealed/reseal.ts";

export const jobs: readonly Job[] = [
  defineJob({
    name: "keys.reseal",
    schema: z.object({}),
    schedule: { pattern: "40 2 * * *" },
    concurrency: 1,
    // What fails is found again by the run of the next night.
    attempts: 2,
    handler: async (_data, { actor, signal, progress, log }) => {
      const { fields, files, unreadable } = await reseal(actor, { signal, progress });
      if (fields + files > 0) log.info({ fields, files }, "fields and files were sealed under the key in use");
      if (unreadable > 0)
        throw new Error(`${unreadable} sealed values or files cannot be read with any key that there is`);
    },
  }),
];
