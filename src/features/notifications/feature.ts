import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/notifications/permissions.ts";

export const feature = defineFeature({
  name: "notifications",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  states: async () => (await import("./states.ts")).states,
});
