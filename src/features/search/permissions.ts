import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "search:read",
    says: "Everybody searches what they may read: students find their competencies, staff also students and frameworks.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
