import { z } from "zod";
import { deleteOldSessions } from "#src/features/sessions/delete-old-sessions.ts";
import { sendMails } from "#src/features/sessions/send-mails.ts";
import { sendPeople } from "#src/features/sessions/send-people.ts";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  defineJob({
    name: "sessions.forget",
    schema: z.object({}),
    schedule: { pattern: "30 3 * * *" },
    handler: (_data, { actor }) => deleteOldSessions(actor),
  }),
  defineJob({
    name: "sessions.send-mails",
    schema: z.object({}),
    schedule: { everyMs: 3_000 },
    // The next run does what this one did not.
    attempts: 1,
    concurrency: 1,
    handler: (_data, context) => sendMails(context),
  }),
  defineJob({
    name: "sessions.send-people",
    schema: z.object({}),
    schedule: { everyMs: 10_000 },
    attempts: 1,
    concurrency: 1,
    handler: (_data, context) => sendPeople(context),
  }),
];
