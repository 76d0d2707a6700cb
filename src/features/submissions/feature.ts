import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/submissions/events.ts";
import { permissions } from "#src/features/submissions/permissions.ts";

export const feature = defineFeature({
  name: "submissions",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  states: async () => (await import("./states.ts")).states,
});
