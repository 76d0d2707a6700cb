import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/profile/permissions.ts";

export const feature = defineFeature({
  name: "profile",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  pages: {
    STUDENT: ["/settings/profile"],
    CLINICAL_SUPERVISOR: ["/settings/profile"],
    SCHOOL_ADMIN: ["/settings/profile"],
  },
});
