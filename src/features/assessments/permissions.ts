import type { Permission } from "#src/policy/permission.ts";

export const permissions = {
  submit: {
    name: "assessment:submit",
    says: "An assessment is written by a clinical supervisor of the student's placement.",
    roles: { CLINICAL_SUPERVISOR: "placement" },
  },
  editDraft: {
    name: "assessment:edit-draft",
    says: "A draft is read, changed, discarded or signed by its author alone, whoever else may read what is signed.",
    roles: { CLINICAL_SUPERVISOR: "author" },
  },
  read: {
    name: "assessment:read",
    says: "A signed assessment is read by its student, the supervisors of their placements and their school.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  queue: {
    name: "assessment:queue",
    says: "A supervisor sees what waits for them.",
    roles: { CLINICAL_SUPERVISOR: "self" },
  },
  hide: {
    name: "assessment:hide-student",
    says: "A supervisor hides a student of their placements from their own list of what is due, until the next morning.",
    roles: { CLINICAL_SUPERVISOR: "placement" },
  },
  centre: {
    name: "assessment:centre",
    says: "A supervisor lists what they were asked for, began or submitted, and what waits for a countersignature.",
    roles: { CLINICAL_SUPERVISOR: "self" },
  },
} satisfies Record<string, Permission>;
