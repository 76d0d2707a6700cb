import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  manage: {
    name: "deployment:manage",
    says: "A school admin deploys published frameworks to groups of their school, sees beforehand what it will do, changes, withdraws and cancels deployments, undoes that, and starts a failed one again.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
