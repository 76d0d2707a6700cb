import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/jobs/permissions.ts";

export const feature = defineFeature({
  name: "jobs",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  navigation: [
    { href: "/dashboard/super-admin/jobs", label: "Jobs", icon: "jobs", roles: ["SUPER_ADMIN"], phone: true },
  ],
  pages: { SUPER_ADMIN: ["/dashboard/super-admin/jobs"] },
});
