import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/framework-migrations/events.ts";
import { permissions } from "#src/features/framework-migrations/permissions.ts";

export const feature = defineFeature({
  name: "framework-migrations",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  states: async () => (await import("./states.ts")).states,
  pages: { SCHOOL_ADMIN: ["/dashboard/school-admin/frameworks/:nextVersionId/move"] },
});
