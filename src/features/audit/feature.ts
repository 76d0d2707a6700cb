import { events } from "#src/features/audit/events.ts";
import { permissions } from "#src/features/audit/permissions.ts";
import { defineFeature } from "#src/features/define-feature.ts";

/** Who looked at or changed what: for a school, and for each person about their own record. */
export const feature = defineFeature({
  name: "audit",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  navigation: [{ roles: ["SCHOOL_ADMIN"], href: "/dashboard/school-admin/audit", label: "Audit", icon: "audit" }],
  pages: {
    STUDENT: ["/settings/privacy/looks"],
    CLINICAL_SUPERVISOR: ["/settings/privacy/looks"],
    SCHOOL_ADMIN: ["/dashboard/school-admin/audit", "/settings/privacy/looks"],
  },
});
