import { z } from "zod";
import { sealAudit } from "#src/platform/audit/seal.ts";
import { sealAccess } from "#src/platform/audit/seal-access.ts";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  defineJob({
    name: "audit.seal",
    schema: z.object({}),
    schedule: { everyMs: 60_000 },
    concurrency: 1,
    // What fails is sealed by the run of the next minute.
    attempts: 1,
    handler: async (_data, { actor }) => {
      await sealAudit(actor);
      await sealAccess(actor);
    },
  }),
];
