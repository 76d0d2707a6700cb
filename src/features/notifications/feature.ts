import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/notifications/permissions.ts";

export const feature = defineFeature({
  name: "notifications",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  pages: { SCHOOL_ADMIN: ["/dashboard/school-admin/settings/messages"] },
  states: async () => (await import("./states.ts")).states,
});
