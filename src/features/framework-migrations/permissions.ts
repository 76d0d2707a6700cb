import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "framework-migration:read",
    says: "What a move of students to a new version changes, learner by learner, is read by the admins of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  manage: {
    name: "framework-migration:manage",
    says: "A school admin moves students of their school to a new version of a framework, and undoes it.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
