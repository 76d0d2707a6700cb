import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/renewals/permissions.ts";

/** Recertification: a completion with a validity expires, and is renewed in a new cycle. */
export const feature = defineFeature({
  name: "renewals",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  navigation: [
    { roles: ["SCHOOL_ADMIN"], href: "/dashboard/school-admin/renewals", label: "Renewals", icon: "renewals" },
  ],
  pages: { SCHOOL_ADMIN: ["/dashboard/school-admin/renewals"] },
});
