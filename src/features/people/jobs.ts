import { z } from "zod";
import { mailInvitations } from "#src/features/people/mail-invitations.ts";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  defineJob({
    name: "people.mail-invitations",
    schema: z.object({}),
    schedule: { everyMs: 3_000 },
    // The next run does what this one did not.
    attempts: 1,
    concurrency: 1,
    handler: (_data, context) => mailInvitations(context),
  }),
];
