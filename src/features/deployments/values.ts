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

/** Words that the screens and the CSV files share. */
export const statusWords: Record<DeploymentStatus, string> = {
  SCHEDULED: "Scheduled",
  ACTIVATING: "Being assigned",
  ACTIVE: "Active",
  FAILED: "Stopped",
  CANCELLED: "Cancelled",
  WITHDRAWN: "Withdrawn",
};

const fromWords: Record<DueFrom, string> = {
  START: "the cohort starts",
  EFFECTIVE: "a student gets it",
  ROTATION_START: "the placement starts",
  ROTATION_END: "the placement ends",
};

type Rule = { from: DueFrom; offset: number; unit: DueUnit; rotation?: string | null };

/** "2 weeks before the placement ends (Medical ward)". */
export function dueRuleWords({ from, offset, unit, rotation }: Rule): string {
  const count = Math.abs(offset);
  const unitWord = unit === "WEEK" ? "week" : "day";
  const length = `${count} ${unitWord}${count === 1 ? "" : "s"}`;
  const where = isRotationDue(from) && rotation ? ` (${rotation})` : "";
  if (offset === 0) return `The day ${fromWords[from]}${where}`;
  return `${length} ${offset < 0 ? "before" : "after"} ${fromWords[from]}${where}`;
}

/** By what the list is ordered; it is opened with the newest. */
export const deploymentSorts = ["newest", "framework", "who", "status", "from", "due", "assignments"] as const;
export type DeploymentSort = (typeof deploymentSorts)[number];

/** By what the students of one are ordered; by name unless asked otherwise. */
export const deploymentStudentSorts = ["student", "completed", "overdue", "due"] as const;
export type DeploymentStudentSort = (typeof deploymentStudentSorts)[number];

export const movedSorts = ["student", "framework", "open"] as const;
export type MovedSort = (typeof movedSorts)[number];
