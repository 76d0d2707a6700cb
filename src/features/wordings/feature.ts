import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/wordings/events.ts";
import { permissions } from "#src/features/wordings/permissions.ts";

/** Sentences of suggestions in the words of a language model that the school names. */
export const feature = defineFeature({
  name: "wordings",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  pages: { SCHOOL_ADMIN: ["/dashboard/school-admin/settings/suggestions"] },
});
