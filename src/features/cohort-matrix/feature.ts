import { permissions } from "#src/features/cohort-matrix/permissions.ts";
import { defineFeature } from "#src/features/define-feature.ts";

/** The cohort matrix: students by the competencies of a framework, each cell with where it stands. */
export const feature = defineFeature({
  name: "cohort-matrix",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  pages: {
    CLINICAL_SUPERVISOR: ["/dashboard/clinical-supervisor/analytics/matrix"],
    SCHOOL_ADMIN: ["/dashboard/school-admin/reports/matrix"],
  },
});
