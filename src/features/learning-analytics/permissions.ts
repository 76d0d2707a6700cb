import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  consent: {
    name: "learning-analytics:consent",
    says: "Everybody signed in sees whether their use of the program is recorded, and how much is.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
} satisfies Record<string, Permission>;
