import { permissions } from "#src/features/analytics/permissions.ts";
import { defineFeature } from "#src/features/define-feature.ts";

export const feature = defineFeature({
  name: "analytics",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  navigation: [
    {
      roles: ["CLINICAL_SUPERVISOR"],
      href: "/dashboard/clinical-supervisor/analytics",
      label: "Progress",
      icon: "progress",
    },
    { roles: ["SCHOOL_ADMIN"], href: "/dashboard/school-admin/reports", label: "Reports", icon: "reports" },
  ],
  pages: {
    CLINICAL_SUPERVISOR: [
      "/dashboard/clinical-supervisor/analytics",
      "/dashboard/clinical-supervisor/analytics/own",
      "/dashboard/clinical-supervisor/analytics/assessments",
    ],
    SCHOOL_ADMIN: [
      "/dashboard/school-admin/reports",
      "/dashboard/school-admin/reports/programs",
      "/dashboard/school-admin/reports/accreditation",
      "/dashboard/school-admin/reports/sites",
      "/dashboard/school-admin/reports/use",
      "/dashboard/school-admin/reports/assessments",
      "/dashboard/school-admin/reports/overdue",
    ],
  },
});
