import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/reports/events.ts";
import { permissions } from "#src/features/reports/permissions.ts";

/** Reports that people put together themselves. */
export const feature = defineFeature({
  name: "reports",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  states: async () => (await import("./states.ts")).states,
  navigation: [
    {
      roles: ["CLINICAL_SUPERVISOR"],
      href: "/dashboard/clinical-supervisor/reports",
      label: "Reports",
      icon: "reports",
    },
  ],
  pages: {
    STUDENT: ["/reports/generator"],
    CLINICAL_SUPERVISOR: ["/dashboard/clinical-supervisor/reports"],
    SCHOOL_ADMIN: ["/dashboard/school-admin/reports/saved"],
  },
});
