import { events } from "#src/features/assessments/events.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import { defineFeature } from "#src/features/define-feature.ts";

export const feature = defineFeature({
  name: "assessments",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  states: async () => (await import("./states.ts")).states,
  pages: {
    CLINICAL_SUPERVISOR: [
      "/dashboard/clinical-supervisor",
      "/assessment/new?studentId=:studentId",
      "/assessment/new?studentId=:studentId&competencyId=:competencyId",
      "/assessment/:assessmentId",
    ],
  },
});
