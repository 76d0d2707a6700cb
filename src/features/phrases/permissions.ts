import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "phrase:read",
    says: "The phrases of a school are read by its supervisors and admins, those of a supervisor by nobody else.",
    roles: { CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self" },
  },
  add: {
    name: "phrase:add",
    says: "A supervisor keeps phrases of their own.",
    roles: { CLINICAL_SUPERVISOR: "self" },
  },
  change: {
    name: "phrase:change",
    says: "A supervisor's phrase is changed and removed by that supervisor alone.",
    roles: { CLINICAL_SUPERVISOR: "author" },
  },
  addForSchool: {
    name: "phrase:add-for-school",
    says: "A school admin keeps phrases for all supervisors of their school.",
    roles: { SCHOOL_ADMIN: "self" },
  },
  changeForSchool: {
    name: "phrase:change-for-school",
    says: "A phrase of the school is changed and removed by its admins.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
