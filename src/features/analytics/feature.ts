import { permissions } from "#src/features/analytics/permissions.ts";
import { defineFeature } from "#src/features/define-feature.ts";

export const feature = defineFeature({
  name: "analytics",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
});
