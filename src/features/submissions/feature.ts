import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/submissions/events.ts";
import { permissions } from "#src/features/submissions/permissions.ts";

export const feature = defineFeature({
  name: "submissions",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  states: async () => (await import("./states.ts")).states,
  navigation: [
    { roles: ["STUDENT"], href: "/dashboard/student/submissions", label: "Evidence", icon: "evidence" },
    {
      roles: ["CLINICAL_SUPERVISOR"],
      href: "/dashboard/clinical-supervisor/submissions",
      label: "Evidence",
      icon: "evidence",
    },
    { roles: ["SCHOOL_ADMIN"], href: "/dashboard/school-admin/submissions", label: "Evidence", icon: "evidence" },
  ],
  pages: {
    STUDENT: [
      "/dashboard/student/submissions",
      "/dashboard/student/submissions/new",
      "/dashboard/student/submissions/new?competencyId=:evidenceCompetencyId",
      "/dashboard/student/submissions/:submissionId",
      "/dashboard/student/submissions/:approvedSubmissionId",
    ],
    CLINICAL_SUPERVISOR: [
      "/dashboard/clinical-supervisor/submissions",
      "/dashboard/clinical-supervisor/submissions/:waitingSubmissionId",
    ],
    SCHOOL_ADMIN: ["/dashboard/school-admin/submissions", "/dashboard/school-admin/submissions/:priorSubmissionId"],
  },
});
