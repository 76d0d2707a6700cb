import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  make: {
    name: "report:make",
    says: "Students, supervisors and school admins make reports, each with what they may read themselves, and read those that they made; a school admin reads all that admins of the school made.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self" },
  },
  keep: {
    name: "report:keep",
    says: "Whoever puts a report together keeps, changes, copies and deletes it; staff also open those that a colleague shares.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self" },
  },
  share: {
    name: "report:share",
    says: "Staff share a report of theirs with the staff of the school; everybody makes it with their own rights.",
    roles: { CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self" },
  },
  schedule: {
    name: "report:schedule",
    says: "Staff have a report of theirs made by the calendar and its link sent: a school admin to admins of the school, a supervisor to themselves.",
    roles: { CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self" },
  },
} satisfies Record<string, Permission>;
