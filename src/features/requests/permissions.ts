import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  ask: {
    name: "request:ask",
    says: "A student asks a supervisor of their current placement for an assessment, and sees what they asked for.",
    roles: { STUDENT: "self" },
  },
  cancel: {
    name: "request:cancel",
    says: "A request is cancelled by the student who made it, until the first mark is saved.",
    roles: { STUDENT: "own" },
  },
  answer: {
    name: "request:answer",
    says: "A request is answered by the supervisor who was asked, and by nobody else.",
    roles: { CLINICAL_SUPERVISOR: "author" },
  },
  waiting: {
    name: "request:waiting",
    says: "A supervisor sees the requests that wait for them.",
    roles: { CLINICAL_SUPERVISOR: "self" },
  },
  read: {
    name: "request:read",
    says: "A request is read by its student, the supervisors of their placements and their school.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  manage: {
    name: "request:manage",
    says: "A school admin sees what was not answered, renews an expired request once, and sets the rules of requests.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
