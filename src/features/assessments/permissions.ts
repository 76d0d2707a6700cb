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
} satisfies Record<string, Permission>;
