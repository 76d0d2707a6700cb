import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/learning-analytics/events.ts";
import { permissions } from "#src/features/learning-analytics/permissions.ts";

export const feature = defineFeature({
  name: "learning-analytics",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
});
