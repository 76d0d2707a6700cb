import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  manage: {
    name: "deployment:manage",
    says: "A school admin deploys published frameworks to groups of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
