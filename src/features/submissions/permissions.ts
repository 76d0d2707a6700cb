import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  write: {
    name: "submission:write",
    says: "A student writes, submits and withdraws their own evidence.",
    roles: { STUDENT: "own" },
  },
  review: {
    name: "submission:review",
    says: "Evidence is reviewed by a supervisor of the student's placement; prior learning also by a school admin.",
    roles: { CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school" },
  },
  read: {
    name: "submission:read",
    says: "Evidence that was submitted is read by its student, the supervisors of their placements and their school; a draft by its student alone.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
