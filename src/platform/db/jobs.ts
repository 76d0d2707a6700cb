import { join } from "node:path";
import { z } from "zod";
import { config } from "#src/config.ts";
import { deleteOutdated } from "#src/platform/db/delete-outdated.ts";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";
import { pruneOutbox } from "#src/platform/outbox/prune-outbox.ts";

export const jobs: readonly Job[] = [
  defineJob({
    name: "database.tidy",
    schema: z.object({}),
    schedule: { everyMs: 60 * 60_000 },
    concurrency: 1,
    handler: async (_data, { actor, log }) => {
      log.debug(await deleteOutdated(actor), "outdated rows are deleted");
      log.debug({ files: await pruneOutbox(join(config.dataDir, "outbox")) }, "old messages of the outbox are removed");
    },
  }),
];
