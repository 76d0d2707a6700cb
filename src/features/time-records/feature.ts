import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/time-records/permissions.ts";

export const feature = defineFeature({
  name: "time-records",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  states: async () => (await import("./states.ts")).states,
  navigation: [
    { roles: ["STUDENT"], href: "/dashboard/student/hours", label: "Hours", icon: "hours", phone: true },
    {
      roles: ["CLINICAL_SUPERVISOR"],
      href: "/dashboard/clinical-supervisor/hours",
      label: "Hours",
      icon: "hours",
      phone: true,
    },
    { roles: ["SCHOOL_ADMIN"], href: "/dashboard/school-admin/hours", label: "Hours", icon: "hours" },
  ],
  pages: {
    STUDENT: ["/dashboard/student/hours"],
    CLINICAL_SUPERVISOR: ["/dashboard/clinical-supervisor/hours"],
    SCHOOL_ADMIN: ["/dashboard/school-admin/hours"],
  },
});
