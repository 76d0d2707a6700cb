import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/self-evaluations/events.ts";
import { permissions } from "#src/features/self-evaluations/permissions.ts";

/** How a student sees themselves: an evaluation that is shown beside the others and never counts. */
export const feature = defineFeature({
  name: "self-evaluations",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
});
