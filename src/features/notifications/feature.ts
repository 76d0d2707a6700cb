import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/notifications/permissions.ts";

const ownPages = ["/notifications", "/settings/notifications"] as const;

export const feature = defineFeature({
  name: "notifications",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  navigation: [
    { href: "/dashboard/super-admin/outbox", label: "Outbox", icon: "outbox", roles: ["SUPER_ADMIN"], phone: true },
  ],
  pages: {
    SUPER_ADMIN: ["/dashboard/super-admin/outbox"],
    SCHOOL_ADMIN: ["/dashboard/school-admin/settings/messages"],
  },
  states: async () => (await import("./states.ts")).states,
  pages: {
    nobody: ["/unsubscribe"],
    STUDENT: ownPages,
    CLINICAL_SUPERVISOR: ownPages,
    SCHOOL_ADMIN: ownPages,
    SUPER_ADMIN: ownPages,
  },
});
