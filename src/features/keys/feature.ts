import { defineFeature } from "#src/features/define-feature.ts";
import { permissions } from "#src/features/keys/permissions.ts";

export const feature = defineFeature({
  name: "keys",
  permissions,
  endpoints: async () => (await import("./routes.ts")).endpoints,
  navigation: [{ href: "/dashboard/super-admin/keys", label: "Keys", icon: "keys", roles: ["SUPER_ADMIN"] }],
  pages: { SUPER_ADMIN: ["/dashboard/super-admin/keys"] },
});
