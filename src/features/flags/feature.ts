import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/flags/permissions.ts";

/** Feature flags by OpenFeature: who gets which variant, and what an experiment with them shows. */
export const feature = defineFeature({
  name: "flags",
  permissions,
  navigation: [{ href: "/dashboard/super-admin/flags", label: "Feature flags", icon: "flags", roles: ["SUPER_ADMIN"] }],
  pages: { SUPER_ADMIN: ["/dashboard/super-admin/flags", "/dashboard/super-admin/flags/:flagKey"] },
  endpoints: async () => (await import("./routes.ts")).endpoints,
});
