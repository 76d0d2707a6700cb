import { events } from "#src/features/assessments/events.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import { defineFeature } from "#src/features/define-feature.ts";

export const feature = defineFeature({
  name: "assessments",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  states: async () => (await import("./states.ts")).states,
  navigation: [
    {
      roles: ["CLINICAL_SUPERVISOR"],
      href: "/dashboard/clinical-supervisor/assessments",
      label: "Assessments",
      icon: "assessments",
      phone: true,
    },
  ],
  pages: {
    CLINICAL_SUPERVISOR: [
      "/dashboard/clinical-supervisor",
      "/dashboard/clinical-supervisor/assessments",
      "/dashboard/clinical-supervisor/assessments?tab=submitted",
      "/assessment/new?studentId=:studentId",
      "/assessment/new?studentId=:studentId&competencyId=:competencyId",
      "/assessment/batch",
      "/assessment/batch?one=student",
      "/assessment/batch?competencyId=:batchCompetencyId",
      "/assessment/batch?studentId=:studentId",
      "/assessment/new?studentId=:rubricStudentId&competencyId=:rubricCompetencyId",
      "/assessment/:assessmentId",
      "/assessment/:amendedAssessmentId",
      "/assessment/:countersignableAssessmentId",
    ],
    STUDENT: ["/assessment/:amendedAssessmentId"],
    SCHOOL_ADMIN: ["/assessment/:countersignableAssessmentId", "/assessment/:voidedAssessmentId"],
  },
});
