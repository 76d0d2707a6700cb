import { z } from "zod";
import { expireRequests } from "#src/features/requests/expire-requests.ts";
import { remindOfRequests } from "#src/features/requests/remind-of-requests.ts";
import { defineJob, type Job, timeZoneData } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  defineJob({
    name: "requests.expire",
    schema: z.object({}),
    schedule: { everyMs: 60_000 },
    concurrency: 1,
    attempts: 1,
    handler: (_data, { actor }) => expireRequests(actor),
  }),
  /** In the morning, so that the supervisor can still answer on that day. */
  defineJob({
    name: "requests.remind",
    schema: timeZoneData,
    schedule: { pattern: "5 7 * * *", perSchoolTimeZone: true },
    handler: ({ timeZone }, { actor }) => remindOfRequests(actor, timeZone),
  }),
];
