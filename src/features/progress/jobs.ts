import { events as assessmentEvents } from "#src/features/assessments/events.ts";
import { correctNotices } from "#src/features/progress/correct-notices.ts";
import { remindOfDeadlines } from "#src/features/progress/remind-of-deadlines.ts";
import { summarizeOverdue } from "#src/features/progress/summarize-overdue.ts";
import { takeSnapshots } from "#src/features/progress/take-snapshots.ts";
import { defineEventJob, defineJob, type Job, timeZoneData } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  /** What was taken back, voided or amended may have taken a milestone with it, of which the student was told. */
  defineEventJob({
    name: "progress.correct-notices",
    on: [assessmentEvents.changed],
    handler: async ({ data }, { actor }) => {
      if (data.act === "TAKEN_BACK" || data.act === "VOIDED" || data.act === "AMENDED")
        await correctNotices(actor, data);
    },
  }),
  /** Late in the school's day, so that the snapshot includes the day. */
  defineJob({
    name: "progress.snapshot",
    schema: timeZoneData,
    schedule: { pattern: "55 23 * * *", perSchoolTimeZone: true },
    handler: ({ timeZone }, context) => takeSnapshots(context, timeZone),
  }),
  /** In the morning, so that the student can still act on that day. */
  defineJob({
    name: "progress.remind",
    schema: timeZoneData,
    schedule: { pattern: "0 7 * * *", perSchoolTimeZone: true },
    handler: ({ timeZone }, { actor }) => remindOfDeadlines(actor, timeZone),
  }),
  /** At the beginning of the week, when it is planned. */
  defineJob({
    name: "progress.summarize-overdue",
    schema: timeZoneData,
    schedule: { pattern: "0 7 * * 1", perSchoolTimeZone: true },
    handler: ({ timeZone }, { actor }) => summarizeOverdue(actor, timeZone),
  }),
];
