/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

/**
 * A student's standing against the plan: AT_RISK when the rule or the school's model flags them (see predictions), SEEN_TO when
 * staff have seen to that flag, BEHIND
 * when fewer are completed than the plan says by now, ON_TRACK otherwise, also without a plan; NONE without assignments.
 */
export const standings = ["ON_TRACK", "AT_RISK", "SEEN_TO", "BEHIND", "NONE"] as const;
export type Standing = (typeof standings)[number];

/** The roles that a school gives; nobody becomes a super admin here. */
export const givenRoles = ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN"] as const;
export type GivenRole = (typeof givenRoles)[number];

export const userStatuses = ["ACTIVE", "INVITED", "SUSPENDED", "LEFT"] as const;
export type UserStatus = (typeof userStatuses)[number];

export const peopleSorts = ["name", "role", "program", "seen", "created"] as const;
export type PeopleSort = (typeof peopleSorts)[number];
export const peopleOrders = ["asc", "desc"] as const;
export type PeopleOrder = (typeof peopleOrders)[number];

/** `none`: students who take part and have no placement that runs or is to come; `running`: whoever has one today. */
export const placementFilters = ["none", "running"] as const;
export type PlacementFilter = (typeof placementFilters)[number];

/** How many people one act may name; by a filter it may be any number. */
export const mostNamed = 5_000;

/** Why an act does not fit somebody. */
export const misfits = [
  "self",
  "last_admin",
  "deactivated",
  "not_deactivated",
  "merged",
  "not_student",
  "there_already",
  "not_invited",
  "gone",
] as const;
export type Misfit = (typeof misfits)[number];

export const misfitWords: Record<Misfit, string> = {
  self: "it is you",
  last_admin: "the school would have no administrator",
  deactivated: "already deactivated",
  not_deactivated: "not deactivated",
  merged: "merged into another person",
  not_student: "not a student",
  there_already: "there already",
  not_invited: "joined already, or deactivated",
  gone: "not in this school",
};

export const roleWords: Record<GivenRole, string> = {
  STUDENT: "Student",
  CLINICAL_SUPERVISOR: "Clinical supervisor",
  SCHOOL_ADMIN: "Administrator",
};

export const statusWords: Record<UserStatus, string> = {
  ACTIVE: "Active",
  INVITED: "Invited",
  SUSPENDED: "Deactivated",
  LEFT: "Left",
};
/** The words of a standing, in a table that leaves the program. */
export const standingWords: Record<Standing, string> = {
  ON_TRACK: "Not behind",
  AT_RISK: "At risk",
  SEEN_TO: "At risk, seen to",
  BEHIND: "Behind plan",
  NONE: "Nothing assigned",
};

/** By what a list of students is ordered; by name unless asked otherwise. Students without a value come last. */
export const studentSorts = ["name", "cohort", "completed", "overdue", "lastAssessed"] as const;
export type StudentSort = (typeof studentSorts)[number];
