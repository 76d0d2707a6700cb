import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "renewal:read",
    says: "What expires when is read by its student, the supervisors of their placements and their school.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
