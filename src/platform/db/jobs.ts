import { z } from "zod";
import { deleteOutdated } from "#src/platform/db/delete-outdated.ts";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  defineJob({
    name: "database.tidy",
    schema: z.object({}),
    schedule: { everyMs: 60 * 60_000 },
    concurrency: 1,
    handler: async (_data, { actor, log }) => {
      log.debug(await deleteOutdated(actor), "outdated rows are deleted");
    },
  }),
];
