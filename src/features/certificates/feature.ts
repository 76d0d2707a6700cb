import { permissions } from "#src/features/certificates/permissions.ts";
import { defineFeature } from "#src/features/define-feature.ts";

/** Certificates of completed frameworks, and the public page that verifies their codes. */
export const feature = defineFeature({
  name: "certificates",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  navigation: [{ roles: ["STUDENT"], href: "/dashboard/student/reports", label: "Reports", icon: "reports" }],
  pages: {
    nobody: ["/verify", "/verify/:code"],
    STUDENT: ["/dashboard/student/reports"],
  },
});
