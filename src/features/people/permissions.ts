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
  list: {
    name: "user:list",
    says: "A school admin lists and reads the people of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  manage: {
    name: "user:manage",
    says: "A school admin changes, deactivates and merges people of their school, and helps them to sign in.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
