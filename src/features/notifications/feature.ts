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
  states: async () => (await import("./states.ts")).states,
  pages: {
    nobody: ["/unsubscribe"],
    STUDENT: ownPages,
    CLINICAL_SUPERVISOR: ownPages,
    SCHOOL_ADMIN: [...ownPages, "/dashboard/school-admin/settings/messages"],
    SUPER_ADMIN: [...ownPages, "/dashboard/super-admin/outbox"],
  },
});
