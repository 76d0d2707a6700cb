import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/sessions/permissions.ts";

export const feature = defineFeature({
  name: "sessions",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  pages: {
    nobody: ["/sign-in", "/forgot-password", "/reset-password#token=none"],
    SCHOOL_ADMIN: ["/dashboard/school-admin/settings/sign-in"],
  },
});
