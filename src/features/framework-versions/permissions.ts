import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "framework-version:read",
    says: "What changed between two versions of a framework is read by the admins of its school.",
    roles: { SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  start: {
    name: "framework-version:start",
    says: "A school admin starts the next version of a published framework of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
