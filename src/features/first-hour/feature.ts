import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/first-hour/permissions.ts";

export const feature = defineFeature({
  name: "first-hour",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  pages: { SCHOOL_ADMIN: ["/dashboard/school-admin/first-steps"] },
});
