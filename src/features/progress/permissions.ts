import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "progress:read",
    says: "Progress is read by its student, the supervisors of their placements and their school.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  follow: {
    name: "progress:follow",
    says: "Everybody signed in is sent the events of what they may read, as they happen.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
} satisfies Record<string, Permission>;
