/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export const deploymentStatuses = ["SCHEDULED", "ACTIVATING", "ACTIVE", "FAILED", "CANCELLED", "WITHDRAWN"] as const;
export type DeploymentStatus = (typeof deploymentStatuses)[number];

export const targetTypes = ["cohort", "program", "student"] as const;
export type TargetType = (typeof targetTypes)[number];

/** From which day of the student a due date is counted. */
export const dueFroms = ["START", "EFFECTIVE", "ROTATION_START", "ROTATION_END"] as const;
export type DueFrom = (typeof dueFroms)[number];

export const dueUnits = ["DAY", "WEEK"] as const;
export type DueUnit = (typeof dueUnits)[number];

/** Ten years of days. */
export const maxOffset = 3650;

export const actKinds = ["CREATE", "CHANGE", "CANCEL", "RETRY", "MOVE_DUE", "WITHDRAW", "KEEP", "UNDO"] as const;
export type ActKind = (typeof actKinds)[number];

export const actStatuses = ["RUNNING", "DONE"] as const;
export type ActStatus = (typeof actStatuses)[number];

/** What was done can be undone for this long. */
export const undoHours = 24;

/** How far a student is with what a deployment gave them. */
export const studentStates = ["overdue", "not_started", "in_progress", "completed", "withdrawn"] as const;
export type StudentState = (typeof studentStates)[number];

export function isRotationDue(from: DueFrom): boolean {
  return from === "ROTATION_START" || from === "ROTATION_END";
}
