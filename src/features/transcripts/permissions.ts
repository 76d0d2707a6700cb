import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "transcript:read",
    says: "A transcript is made by its student, the supervisors of their placements and their school.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
