import { z } from "zod";
import { expireCompetencies } from "#src/features/renewals/expire-competencies.ts";
import { remindOfExpiry } from "#src/features/renewals/remind-of-expiry.ts";
import { defineJob, type Job, timeZoneData } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  /** Often, since the day of each school ends at another time. */
  defineJob({
    name: "renewals.expire",
    schema: z.object({}),
    schedule: { everyMs: 10 * 60_000 },
    concurrency: 1,
    attempts: 1,
    handler: (_data, { actor }) => expireCompetencies(actor),
  }),
  /** In the morning, so that the student can ask for an assessment on that day. */
  defineJob({
    name: "renewals.remind",
    schema: timeZoneData,
    schedule: { pattern: "10 7 * * *", perSchoolTimeZone: true },
    handler: ({ timeZone }, { actor }) => remindOfExpiry(actor, timeZone),
  }),
];
