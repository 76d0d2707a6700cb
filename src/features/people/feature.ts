import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/people/permissions.ts";

export const feature = defineFeature({
  name: "people",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  navigation: [
    {
      roles: ["CLINICAL_SUPERVISOR"],
      href: "/dashboard/clinical-supervisor/students",
      label: "Students",
      icon: "students",
      phone: true,
    },
    { roles: ["SCHOOL_ADMIN"], href: "/dashboard/school-admin/users", label: "People", icon: "people" },
  ],
  pages: {
    nobody: ["/invitation#token=none"],
    CLINICAL_SUPERVISOR: [
      "/dashboard/clinical-supervisor/students",
      "/dashboard/clinical-supervisor/students/:studentId",
    ],
    SCHOOL_ADMIN: [
      "/dashboard/school-admin",
      "/dashboard/school-admin/students/:studentId",
      "/dashboard/school-admin/users",
      "/dashboard/school-admin/users/:personId",
    ],
  },
});
