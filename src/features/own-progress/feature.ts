import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/own-progress/permissions.ts";

/** A student's page about their own progress: what the numbers say to them, and which suggestions they hid. */
export const feature = defineFeature({
  name: "own-progress",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  navigation: [{ roles: ["STUDENT"], href: "/dashboard/student/progress", label: "Progress", icon: "progress" }],
  pages: {
    STUDENT: ["/dashboard/student/progress", "/dashboard/student/progress/how"],
    CLINICAL_SUPERVISOR: ["/dashboard/clinical-supervisor/students/:studentId/progress"],
    SCHOOL_ADMIN: ["/dashboard/school-admin/students/:studentId/progress"],
  },
});
