import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/transcripts/permissions.ts";

/** What a student reached, on paper, with a code by which others check it. */
export const feature = defineFeature({
  name: "transcripts",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
});
