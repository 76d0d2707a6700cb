import { type DeploymentStatus, type DueFrom, type DueUnit, isRotationDue } from "#src/features/deployments/values.ts";

/** Words that the screens and the files of a table share. */

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
