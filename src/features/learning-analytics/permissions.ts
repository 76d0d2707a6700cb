import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  consent: {
    name: "learning-analytics:consent",
    says: "Everybody signed in decides whether their use of the program is recorded, and takes what was recorded back.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
} satisfies Record<string, Permission>;
