import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/requests/permissions.ts";

/** A request is an assessment in state REQUESTED: a student asks a supervisor of their placement for it. */
export const feature = defineFeature({
  name: "requests",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  navigation: [
    { roles: ["STUDENT"], href: "/dashboard/student/requests", label: "Requests", icon: "requests", phone: true },
    {
      roles: ["SCHOOL_ADMIN"],
      href: "/dashboard/school-admin/requests",
      label: "Requests",
      icon: "requests",
      phone: true,
    },
  ],
  pages: {
    STUDENT: [
      "/dashboard/student/requests",
      "/dashboard/student/requests/new",
      "/dashboard/student/requests/new?competencyId=:askedCompetencyId",
      "/assessment/:requestId",
    ],
    CLINICAL_SUPERVISOR: ["/assessment/:waitingRequestId"],
    SCHOOL_ADMIN: ["/dashboard/school-admin/requests"],
  },
});
