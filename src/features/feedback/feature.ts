import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/feedback/events.ts";
import { permissions } from "#src/features/feedback/permissions.ts";

/** Several evaluations in one assessment: a supervisor asks colleagues, and the student reads their views without names. */
export const feature = defineFeature({
  name: "feedback",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  states: async () => (await import("./states.ts")).states,
  pages: {
    CLINICAL_SUPERVISOR: [
      "/feedback/new?studentId=:studentId&competencyId=:feedbackCompetencyId",
      "/feedback/:askedRoundId",
      "/assessment/:anonymousAssessmentId",
    ],
    STUDENT: ["/assessment/:anonymousAssessmentId"],
  },
});
