import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  record: {
    name: "time-record:record",
    says: "A student records the hours of their own placements.",
    roles: { STUDENT: "own" },
  },
  runTimer: {
    name: "time-record:run-timer",
    says: "A student runs a timer of their own.",
    roles: { STUDENT: "self" },
  },
  decide: {
    name: "time-record:decide",
    says: "Hours are approved, refused or asked about by a supervisor of the placement in which they were worked, and by the school once no supervisor of it may any more.",
    roles: { CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school" },
  },
  listToDecide: {
    name: "time-record:list-to-decide",
    says: "A supervisor lists the hours of the placements that they supervise, a school those that no supervisor can decide.",
    roles: { CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self" },
  },
  read: {
    name: "time-record:read",
    says: "Hours are read by their student, the supervisors of their placements and their school.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
} satisfies Record<string, Permission>;
