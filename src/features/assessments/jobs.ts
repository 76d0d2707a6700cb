import { cancelNotices } from "#src/features/assessments/cancel-notices.ts";
import { events } from "#src/features/assessments/events.ts";
import { defineEventJob, type Job } from "#src/platform/jobs/job.ts";

export const jobs: readonly Job[] = [
  defineEventJob({
    name: "assessments.cancel-notices",
    on: [events.changed],
    handler: async ({ data }, { actor }) => {
      if (data.act === "TAKEN_BACK") await cancelNotices(actor, data);
    },
  }),
];
