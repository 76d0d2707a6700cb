import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "analytics:read",
    says: "Analytics are read by a student of themselves, by a supervisor of the students of their placements, and by a school of its students, cohorts and programs.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  readOwn: {
    name: "analytics:read-own",
    says: "How a supervisor answers requests and assesses is read by that supervisor alone.",
    roles: { CLINICAL_SUPERVISOR: "self" },
  },
  readPlacements: {
    name: "analytics:read-placements",
    says: "How the students of one's placements do together is read by their supervisor.",
    roles: { CLINICAL_SUPERVISOR: "self" },
  },
  readSchool: {
    name: "analytics:read-school",
    says: "How programs do, what is overdue, what standards are covered, how full sites are and how the program is used is read by a school of itself.",
    roles: { SCHOOL_ADMIN: "self" },
  },
} satisfies Record<string, Permission>;
