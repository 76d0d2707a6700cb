import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/requests/permissions.ts";

/** A request is an assessment in state REQUESTED: a student asks a supervisor of their placement for it. */
export const feature = defineFeature({
  name: "requests",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
});
