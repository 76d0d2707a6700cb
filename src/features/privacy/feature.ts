import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/privacy/events.ts";
import { permissions } from "#src/features/privacy/permissions.ts";

/** A person's own rights: to know what is stored, to take it along, to be erased, to agree or not. */
export const feature = defineFeature({
  name: "privacy",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  states: async () => (await import("./states.ts")).states,
  navigation: [{ roles: ["SCHOOL_ADMIN"], href: "/dashboard/school-admin/privacy", label: "Privacy", icon: "privacy" }],
  pages: {
    STUDENT: ["/settings/privacy"],
    CLINICAL_SUPERVISOR: ["/settings/privacy"],
    SCHOOL_ADMIN: ["/settings/privacy", "/dashboard/school-admin/privacy"],
  },
});
