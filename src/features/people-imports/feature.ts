import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/people-imports/events.ts";
import { permissions } from "#src/features/people-imports/permissions.ts";

export const feature = defineFeature({
  name: "people-imports",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  states: async () => (await import("./states.ts")).states,
  pages: { SCHOOL_ADMIN: ["/dashboard/school-admin/users/import"] },
});
