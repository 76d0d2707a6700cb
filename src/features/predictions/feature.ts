import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/predictions/events.ts";
import { permissions } from "#src/features/predictions/permissions.ts";

/** Who may not finish in time, and when a student is likely to: a rule, a model where there is enough history. */
export const feature = defineFeature({
  name: "predictions",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  states: async () => (await import("./states.ts")).states,
  pages: {
    SCHOOL_ADMIN: ["/dashboard/school-admin/reports/at-risk", "/dashboard/school-admin/reports/model"],
    CLINICAL_SUPERVISOR: ["/dashboard/clinical-supervisor/analytics/model"],
  },
});
