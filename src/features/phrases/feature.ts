import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/phrases/permissions.ts";

/** Words that a supervisor or a school keeps for assessments. */
export const feature = defineFeature({
  name: "phrases",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  navigation: [
    {
      roles: ["CLINICAL_SUPERVISOR"],
      href: "/dashboard/clinical-supervisor/phrases",
      label: "Phrases",
      icon: "phrases",
    },
    { roles: ["SCHOOL_ADMIN"], href: "/dashboard/school-admin/phrases", label: "Phrases", icon: "phrases" },
  ],
  pages: {
    CLINICAL_SUPERVISOR: ["/dashboard/clinical-supervisor/phrases"],
    SCHOOL_ADMIN: ["/dashboard/school-admin/phrases"],
  },
});
