import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/progress/events.ts";
import { permissions } from "#src/features/progress/permissions.ts";

export const feature = defineFeature({
  name: "progress",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  states: async () => (await import("./states.ts")).states,
  navigation: [
    {
      roles: ["STUDENT"],
      href: "/dashboard/student/competencies",
      label: "Competencies",
      icon: "competencies",
      phone: true,
    },
  ],
  pages: {
    STUDENT: ["/dashboard/student", "/dashboard/student/competencies", "/dashboard/student/competencies/:assignmentId"],
    CLINICAL_SUPERVISOR: ["/dashboard/clinical-supervisor/students/:studentId/competencies/:assignmentId"],
    SCHOOL_ADMIN: ["/dashboard/school-admin/students/:studentId/competencies/:assignmentId"],
  },
});
