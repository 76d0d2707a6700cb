import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/schools/permissions.ts";

/** The settings of a school, and the schools of the program. */
export const feature = defineFeature({
  name: "schools",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  navigation: [
    { roles: ["SCHOOL_ADMIN"], href: "/dashboard/school-admin/settings", label: "School settings", icon: "settings" },
  ],
  pages: {
    SUPER_ADMIN: ["/dashboard/super-admin"],
    SCHOOL_ADMIN: [
      "/dashboard/school-admin/settings",
      "/dashboard/school-admin/settings/programs",
      "/dashboard/school-admin/settings/terms",
      "/dashboard/school-admin/settings/requests",
      "/dashboard/school-admin/settings/assessing",
    ],
  },
});
