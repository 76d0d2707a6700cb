import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  see: {
    name: "health:see",
    says: "A super admin sees what the checks of the stored data and of the backups found, how the database is, and the errors of the program.",
    roles: { SUPER_ADMIN: "any" },
  },
  check: {
    name: "health:check",
    says: "A super admin has one of these checks made now.",
    roles: { SUPER_ADMIN: "any" },
  },
  resolve: {
    name: "health:resolve",
    says: "A super admin marks an error of the program as resolved, or takes that back.",
    roles: { SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
