import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  read: {
    name: "prediction:read",
    says: "A forecast is read by its student, and with the flag by the supervisors of their placements and their school.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  acknowledge: {
    name: "prediction:acknowledge",
    says: "A supervisor of the student's placement, or the school, marks a flag as seen to or takes that back; other staff see by whom, the student sees none of it.",
    roles: { CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school" },
  },
  readModel: {
    name: "prediction:model",
    says: "How predictions are worked out, and how often they are wrong, is read by the staff of the school.",
    roles: { CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  manage: {
    name: "prediction:manage",
    says: "A school admin switches predictions off and on.",
    roles: { SCHOOL_ADMIN: "school" },
  },
} satisfies Record<string, Permission>;
