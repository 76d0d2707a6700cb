import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/samples/permissions.ts";

export const feature = defineFeature({
  name: "samples",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
});
