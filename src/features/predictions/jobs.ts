import { z } from "zod";
import { events as deploymentEvents } from "#src/features/deployments/events.ts";
import { beginSchools } from "#src/features/predictions/begin-schools.ts";
import { events } from "#src/features/predictions/events.ts";
import { refreshPredictions, refreshSchool } from "#src/features/predictions/refresh-school.ts";
import { refreshInBatches } from "#src/features/predictions/refresh-students.ts";
import { events as progressEvents } from "#src/features/progress/events.ts";
import { defineBurstJob } from "#src/platform/jobs/burst-job.ts";
import { defineEventJob, defineJob, type Job, timeZoneData } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  /** After midnight of the school, since the plan and the days without an assessment go by its days. */
  defineJob({
    name: "predictions.refresh",
    schema: timeZoneData,
    schedule: { pattern: "20 0 * * *", perSchoolTimeZone: true },
    concurrency: 1,
    handler: ({ timeZone }, context) => refreshPredictions(context, timeZone),
  }),
  /** Soon after the worker starts, and then where it has to. */
  defineJob({
    name: "predictions.begin",
    schema: z.object({}),
    schedule: { everyMs: 60_000 },
    concurrency: 1,
    priority: 10,
    handler: async (_data, context) => {
      await beginSchools(context);
    },
  }),
  /**
   * Every change to what counts ends in a recount, and so in this event; signing sends others beside it.
   * What a student's progress says changes what is foretold of them; it is read anew, so that a repeat changes nothing.
   * Of a burst, each student is worked out once, many by one statement.
   */
  defineBurstJob({
    name: "predictions.follow-student",
    on: [progressEvents.updated],
    mergeMs: 10_000,
    priority: 5,
    handler: async (events, context) => {
      const bySchool = Map.groupBy(events, ({ schoolId }) => schoolId);
      for (const [schoolId, some] of bySchool)
        await refreshInBatches(context, schoolId, [...new Set(some.map(({ data }) => data.studentId))].sort());
    },
  }),
  /** New assignments and new due dates change the plans of many. */
  defineEventJob({
    name: "predictions.follow-school",
    on: [deploymentEvents.activated, events.switched],
    priority: 10,
    concurrency: 1,
    handler: ({ schoolId }, context) => refreshSchool(context, schoolId),
  }),
];
