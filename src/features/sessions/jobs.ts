import { z } from "zod";
import { deleteOldSessions } from "#src/features/sessions/delete-old-sessions.ts";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  defineJob({
    name: "sessions.forget",
    schema: z.object({}),
    schedule: { pattern: "30 3 * * *" },
    handler: (_data, { actor }) => deleteOldSessions(actor),
  }),
];
