import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/framework-versions/permissions.ts";

export const feature = defineFeature({
  name: "framework-versions",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  pages: { SCHOOL_ADMIN: ["/dashboard/school-admin/frameworks/:nextVersionId/changes"] },
});
