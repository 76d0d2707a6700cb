import { remindOfDeadlines } from "#src/features/progress/remind-of-deadlines.ts";
import { takeSnapshots } from "#src/features/progress/take-snapshots.ts";
import { defineJob, type Job, timeZoneData } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  /** Late in the school's day, so that the snapshot includes the day. */
  defineJob({
    name: "progress.snapshot",
    schema: timeZoneData,
    schedule: { pattern: "55 23 * * *", perSchoolTimeZone: true },
    handler: ({ timeZone }, { actor }) => takeSnapshots(actor, timeZone),
  }),
  /** In the morning, so that the student can still act on that day. */
  defineJob({
    name: "progress.remind",
    schema: timeZoneData,
    schedule: { pattern: "0 7 * * *", perSchoolTimeZone: true },
    handler: ({ timeZone }, { actor }) => remindOfDeadlines(actor, timeZone),
  }),
];
