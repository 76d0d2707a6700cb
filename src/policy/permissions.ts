import type { Role } from "#src/policy/actor.ts";

/**
 * THE table of what may be done, and by whom. A condition narrows a role to records:
 * - own: the record is about the actor;
 * - placement: the student has a placement under the actor;
 * - author: the actor wrote the record;
 * - school: the record belongs to the actor's school;
 * - any: no further condition;
 * - self: the act concerns only what belongs to the actor by construction (a session, a list filtered to them).
 * Whatever is not written here is refused.
 */
export type Condition = "own" | "placement" | "author" | "school" | "any" | "self";

type Rule = { says: string; roles: Partial<Record<Role, Condition>> };

export const permissions = {
  "session:manage": {
    says: "Everybody signed in reads and ends their own sessions.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
  "progress:read": {
    says: "Progress is read by its student, the supervisors of their placements and their school.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  "assessment:submit": {
    says: "An assessment is written by a clinical supervisor of the student's placement.",
    roles: { CLINICAL_SUPERVISOR: "placement" },
  },
  "assessment:edit-draft": {
    says: "A draft is changed, discarded or signed by its author alone.",
    roles: { CLINICAL_SUPERVISOR: "author" },
  },
  "assessment:read": {
    says: "A signed assessment is read by its student, the supervisors of their placements and their school.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  "assessment:queue": {
    says: "A supervisor sees what waits for them.",
    roles: { CLINICAL_SUPERVISOR: "self" },
  },
  "file:upload": {
    says: "Students and staff upload evidence into their own school.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self" },
  },
  "file:read": {
    says: "Evidence is read by whoever uploaded it and whoever may read the record it is attached to.",
    roles: { STUDENT: "own", CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  "framework:read": {
    says: "Frameworks of one's school, and the shipped ones, are read by everybody in it.",
    roles: { STUDENT: "school", CLINICAL_SUPERVISOR: "school", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  "framework:manage": {
    says: "A school admin imports, publishes and deprecates the frameworks of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  "deployment:manage": {
    says: "A school admin deploys published frameworks to groups of their school.",
    roles: { SCHOOL_ADMIN: "school" },
  },
  "student:list": {
    says: "Supervisors list the students of their placements, a school admin those of the school.",
    roles: { CLINICAL_SUPERVISOR: "placement", SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  "cohort:read": {
    says: "A school admin reads the cohorts of their school.",
    roles: { SCHOOL_ADMIN: "school", SUPER_ADMIN: "any" },
  },
  "notification:read": {
    says: "Everybody reads their own notifications.",
    roles: { STUDENT: "self", CLINICAL_SUPERVISOR: "self", SCHOOL_ADMIN: "self", SUPER_ADMIN: "self" },
  },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;

export function conditionFor(permission: Permission, role: Role): Condition | undefined {
  const rule: Rule = permissions[permission];
  return rule.roles[role];
}
