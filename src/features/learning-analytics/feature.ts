import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/learning-analytics/permissions.ts";

export const feature = defineFeature({
  name: "learning-analytics",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
});
