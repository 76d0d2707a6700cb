import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "framework:read",
    says: "Frameworks of a school, and the shipped ones, are read by everybody in the school.",
    roles: { STUDENT: "school", CLINICAL_SUPERVISOR: "school", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  manage: {
    name: "framework:manage",
    says: "A school admin imports, edits, publishes, deprecates and removes the frameworks of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
