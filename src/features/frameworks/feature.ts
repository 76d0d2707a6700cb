import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/frameworks/events.ts";
import { permissions } from "#src/features/frameworks/permissions.ts";

export const feature = defineFeature({
  name: "frameworks",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  states: async () => (await import("./states.ts")).states,
  navigation: [
    {
      roles: ["SCHOOL_ADMIN", "SUPER_ADMIN"],
      href: "/dashboard/school-admin/frameworks",
      label: "Frameworks",
      icon: "frameworks",
      phone: true,
    },
  ],
  pages: {
    SCHOOL_ADMIN: [
      "/dashboard/school-admin/frameworks",
      "/dashboard/school-admin/frameworks/import",
      "/dashboard/school-admin/frameworks/:frameworkId",
      "/dashboard/school-admin/frameworks/:draftFrameworkId/edit",
    ],
  },
});
