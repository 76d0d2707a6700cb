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
  takeBack: {
    name: "assessment:take-back",
    says: "Its author takes an assessment back within ten seconds, and it is a draft again.",
    roles: { CLINICAL_SUPERVISOR: "author" },
  },
  amend: {
    name: "assessment:amend",
    says: "An evaluation is amended by its author, with a reason and as a further revision.",
    roles: { CLINICAL_SUPERVISOR: "author" },
  },
  reopen: {
    name: "assessment:reopen",
    says: "An assessment that was not countersigned is made a draft again by its author.",
    roles: { CLINICAL_SUPERVISOR: "author" },
  },
  void: {
    name: "assessment:void",
    says: "A school admin voids an assessment with a reason; it stays readable and no longer counts.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  countersign: {
    name: "assessment:countersign",
    says: "Where it is asked for, a supervisor of the student's placement or a school admin countersigns, never the author.",
    roles: { CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school" },
  },
  acknowledge: {
    name: "assessment:acknowledge",
    says: "A student acknowledges having read an assessment of theirs.",
    roles: { STUDENT: "own" },
  },
  reply: {
    name: "assessment:reply",
    says: "A student replies once to an assessment of theirs, and its author once to them.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "author" },
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
