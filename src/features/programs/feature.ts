import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/programs/permissions.ts";

/** The programs of a school and their cohorts. */
export const feature = defineFeature({
  name: "programs",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
});
