import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  listStudents: {
    name: "student:list",
    says: "Supervisors list the students of their placements, a school admin those of the school.",
    roles: { CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  readCohorts: {
    name: "cohort:read",
    says: "A school admin reads the cohorts of their school.",
    roles: { SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  invite: {
    name: "user:invite",
    says: "A school admin invites people into their school and has invitations sent again.",
    roles: { SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
