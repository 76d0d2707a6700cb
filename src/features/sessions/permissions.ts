import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  manage: {
    name: "session:manage",
    says: "Everybody signed in reads and ends their own sessions.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
} satisfies Record<string, Permission>;
