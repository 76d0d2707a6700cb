import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  see: {
    name: "health:see",
    says: "A super admin sees what the checks of the stored data and of the backups found.",
    roles: { SUPER_ADMIN: "any" },
  },
  check: {
    name: "health:check",
    says: "A super admin has one of these checks made now.",
    roles: { SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
