import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/saved-views/permissions.ts";

/** Views of a table that a person saved under a name. */
export const feature = defineFeature({
  name: "saved-views",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
});
