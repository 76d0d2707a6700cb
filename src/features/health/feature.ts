import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/health/events.ts";
import { permissions } from "#src/features/health/permissions.ts";

/** Checks of what is stored, by the clock: whether it is still what was written. */
export const feature = defineFeature({
  name: "health",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  navigation: [{ href: "/dashboard/super-admin/health", label: "Health", icon: "health", roles: ["SUPER_ADMIN"] }],
  pages: { SUPER_ADMIN: ["/dashboard/super-admin/health"] },
});
