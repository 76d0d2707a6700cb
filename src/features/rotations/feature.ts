import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/rotations/permissions.ts";

export const feature = defineFeature({
  name: "rotations",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  navigation: [
    {
      roles: ["SCHOOL_ADMIN"],
      href: "/dashboard/school-admin/rotations",
      label: "Rotations",
      icon: "rotations",
      phone: true,
    },
    {
      roles: ["CLINICAL_SUPERVISOR"],
      href: "/dashboard/clinical-supervisor/rotations",
      label: "Rotations",
      icon: "rotations",
    },
  ],
  pages: {
    CLINICAL_SUPERVISOR: ["/dashboard/clinical-supervisor/rotations"],
    SCHOOL_ADMIN: ["/dashboard/school-admin/rotations", "/dashboard/school-admin/rotations/:rotationId"],
  },
});
