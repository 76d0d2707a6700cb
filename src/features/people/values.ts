/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

/**
 * A student's standing against the due dates: BEHIND when three or more competencies, or a tenth of all, are overdue;
 * AT_RISK when any is; ON_TRACK otherwise; NONE without assignments.
 */
export const standings = ["ON_TRACK", "AT_RISK", "BEHIND", "NONE"] as const;
export type Standing = (typeof standings)[number];

/** The roles that a school gives; nobody becomes a super admin here. */
export const givenRoles = ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN"] as const;
export type GivenRole = (typeof givenRoles)[number];
