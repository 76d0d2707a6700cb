import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/rating-scales/permissions.ts";

/** The rating scales of a school. */
export const feature = defineFeature({
  name: "rating-scales",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  pages: { SCHOOL_ADMIN: ["/dashboard/school-admin/settings/scales"] },
});
