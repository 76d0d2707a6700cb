import type { Assignment } from "#src/features/progress/schema.ts";
import { isCompleted } from "#src/features/progress/values.ts";

/** The groups of a student's list, in the order of what is to be done. */
export const toDoGroups = ["overdue", "dueSoon", "inProgress", "notStarted", "completed"] as const;
export type ToDoGroup = (typeof toDoGroups)[number];

/** A due date enters "Due soon" this many days before. */
const soonDays = 14;

type Item = Pick<Assignment, "status" | "dueOn" | "expiresOn" | "expiresSoon" | "completionDate">;

/** `daysUntil`: whole days of the school from today. What expires, or has, is due like a date. */
export function toDoGroupOf(item: Item, daysUntil: (day: string) => number): ToDoGroup {
  if (item.status === "OVERDUE") return "overdue";
  if (isToRenew(item)) return "dueSoon";
  if (isCompleted(item.status)) return "completed";
  if (item.dueOn !== null && daysUntil(item.dueOn) <= soonDays) return "dueSoon";
  return item.status === "NOT_STARTED" ? "notStarted" : "inProgress";
}

/** The day by which something is to be done: its due date, or the day on which it expires. */
export function toDoDayOf(item: Item): string | null {
  return isToRenew(item) ? item.expiresOn : item.dueOn;
}

/** It expires soon, or has expired, also while its renewal is in progress. */
export function isToRenew({ status, expiresOn, expiresSoon }: Item): boolean {
  return status === "EXPIRED" || expiresSoon || (expiresOn !== null && !isCompleted(status));
}

/**
 * Each group by due date, the earliest first and those without one last; what is completed by its completion, the latest
 * first. Equals keep the order of the framework.
 */
export function groupToDo<T extends Item>(
  items: readonly T[],
  daysUntil: (day: string) => number,
): Record<ToDoGroup, T[]> {
  const groups: Record<ToDoGroup, T[]> = { overdue: [], dueSoon: [], inProgress: [], notStarted: [], completed: [] };
  for (const item of items) groups[toDoGroupOf(item, daysUntil)].push(item);
  for (const group of toDoGroups) {
    if (group === "completed") groups[group].sort((a, b) => compare(b.completionDate ?? "", a.completionDate ?? ""));
    else groups[group].sort((a, b) => compare(toDoDayOf(a) ?? never, toDoDayOf(b) ?? never));
  }
  return groups;
}

/** Later than any day. */
const never = "~";

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
