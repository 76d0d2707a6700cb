import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/search/permissions.ts";

export const feature = defineFeature({
  name: "search",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
});
