import { defineFeature } from "#src/features/define-feature.ts";
import { events } from "#src/features/deployments/events.ts";
import { permissions } from "#src/features/deployments/permissions.ts";

export const feature = defineFeature({
  name: "deployments",
  permissions,
  events,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  jobs: async () => (await import("./jobs.ts")).jobs,
  states: async () => (await import("./states.ts")).states,
  navigation: [
    {
      roles: ["SCHOOL_ADMIN"],
      href: "/dashboard/school-admin/assignments",
      label: "Assigned to students",
      icon: "assignments",
    },
  ],
  pages: {
    SCHOOL_ADMIN: [
      "/dashboard/school-admin/frameworks/:frameworkId/deploy",
      "/dashboard/school-admin/assignments",
      "/dashboard/school-admin/assignments/moved",
      "/dashboard/school-admin/assignments/:assignedId",
    ],
  },
});
