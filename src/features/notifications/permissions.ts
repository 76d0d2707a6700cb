import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "notification:read",
    says: "Everybody reads their own notifications.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
} satisfies Record<string, Permission>;
