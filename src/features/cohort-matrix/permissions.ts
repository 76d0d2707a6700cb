import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "cohort-matrix:read",
    says: "Where students stand, side by side, is read by the supervisors of their placements and by their school.",
    roles: { CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
