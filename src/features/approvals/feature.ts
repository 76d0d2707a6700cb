import { permissions } from "#src/features/approvals/permissions.ts";
import { defineFeature } from "#src/features/define-feature.ts";

/** ACHIEVED -> APPROVED, where the framework asks for it. */
export const feature = defineFeature({
  name: "approvals",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  navigation: [
    { roles: ["SCHOOL_ADMIN"], href: "/dashboard/school-admin/approvals", label: "Approvals", icon: "approvals" },
  ],
  pages: { SCHOOL_ADMIN: ["/dashboard/school-admin/approvals"] },
});
