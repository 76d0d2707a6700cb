import type { Deadline } from "#src/features/progress/schema.ts";

/** The API sends the ten soonest; a count that reaches the end of them may be larger, and says so. */
const sentAtMost = 10;
const soonDays = 7;

export function deadlineCounts(deadlines: readonly Deadline[], daysFromToday: (value: string) => number) {
  const overdue = deadlines.filter(({ status }) => status === "OVERDUE").length;
  const ahead = deadlines.filter(({ status, dueDate }) => status !== "OVERDUE" && daysFromToday(dueDate) >= 0);
  const soon = ahead.filter(({ dueDate }) => daysFromToday(dueDate) < soonDays).length;
  const isFull = deadlines.length >= sentAtMost;
  return {
    overdue,
    overdueIsCapped: isFull && ahead.length === 0,
    soon,
    soonIsCapped: isFull && ahead.length > 0 && soon === ahead.length,
    next: ahead[0]?.dueDate,
  };
}
