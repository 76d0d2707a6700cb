import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/student-messages/permissions.ts";

export const feature = defineFeature({
  name: "student-messages",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
});
