import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/own-ratings/permissions.ts";

export const feature = defineFeature({
  name: "own-ratings",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  pages: { CLINICAL_SUPERVISOR: ["/dashboard/clinical-supervisor/own-ratings"] },
});
