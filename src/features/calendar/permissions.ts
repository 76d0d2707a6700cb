import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  manage: {
    name: "calendar:manage",
    says: "Students, supervisors and school admins make, renew and end the address of their own calendar.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self" },
  },
} satisfies Record<string, Permission>;
