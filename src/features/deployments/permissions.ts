import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  manage: {
    name: "deployment:manage",
    says: "A school admin deploys published frameworks to groups of their school, and starts a failed deployment again.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
