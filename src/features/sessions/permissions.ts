import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  manage: {
    name: "session:manage",
    says: "Everybody signed in reads and ends their own sessions.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
  rule: {
    name: "sign-in-rule:manage",
    says: "An administrator decides which roles of their school need a second step at sign-in, and how long people stay signed in.",
    roles: { SCHOOL_ADMIN: "school", SUPER_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
