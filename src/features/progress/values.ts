/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export const assignmentStatuses = [
  "NOT_STARTED",
  "IN_PROGRESS",
  "ACHIEVED",
  "APPROVED",
  "EXPIRED",
  "WITHDRAWN",
] as const;
export type AssignmentStatus = (typeof assignmentStatuses)[number];

export const completedStatuses = ["ACHIEVED", "APPROVED"] as const satisfies readonly AssignmentStatus[];
/** Not completed yet, so it can become overdue. */
export const openStatuses = ["NOT_STARTED", "IN_PROGRESS"] as const satisfies readonly AssignmentStatus[];
/** An assessment is still to come: for the first time, or to renew what expired. */
export const unfinishedStatuses = [...openStatuses, "EXPIRED"] as const satisfies readonly AssignmentStatus[];

/** The status as a reader sees it: OVERDUE is derived (due date passed and not completed) and never stored. */
export const shownAssignmentStatuses = [...assignmentStatuses, "OVERDUE"] as const;
export type ShownAssignmentStatus = (typeof shownAssignmentStatuses)[number];

/**
 * How a completion with a validity is renewed: by one new assessment at the target, by what the student handed in
 * (reviewed at the target), or by all that the competency asks for, anew.
 */
export const renewalWays = ["ASSESSMENT", "EVIDENCE", "REASSESSMENT"] as const;
export type RenewalWay = (typeof renewalWays)[number];

/** A completion expires soon, and may be renewed, this many days before its validity ends. */
export const expiresSoonDays = 60;

/** Where a competency of a student stands, one word for all screens: the first of these that holds. */
export const standingNames = [
  "OVERDUE",
  "EXPIRED",
  "EXPIRES_SOON",
  "COMPLETED",
  "NOT_ENOUGH_EVIDENCE",
  "IN_PROGRESS",
  "NOT_STARTED",
] as const;
export type StandingName = (typeof standingNames)[number];

export function isCompleted(status: ShownAssignmentStatus): boolean {
  return completedStatuses.some((completed) => completed === status);
}

/** The status to show: one for every completed competency, whether or not the school approved it too. */
export function statusShown(
  status: ShownAssignmentStatus,
  { expiresSoon = false } = {},
): ShownAssignmentStatus | "EXPIRES_SOON" {
  if (!isCompleted(status)) return status;
  return expiresSoon ? "EXPIRES_SOON" : "ACHIEVED";
}
