import type { Deadline } from "#src/features/progress/schema.ts";

/** The API returns the ten soonest, so a count of all ten may be too low; the result says so. */
const sentAtMost = 10;
const soonDays = 7;

export function deadlineCounts(deadlines: readonly Deadline[], daysFromToday: (value: string) => number) {
  const overdue = deadlines.filter(({ status }) => status === "OVERDUE").length;
  const ahead = deadlines.filter(({ status, dueOn }) => status !== "OVERDUE" && daysFromToday(dueOn) >= 0);
  const soon = ahead.filter(({ dueOn }) => daysFromToday(dueOn) < soonDays).length;
  const isFull = deadlines.length >= sentAtMost;
  return {
    overdue,
    overdueIsCapped: isFull && ahead.length === 0,
    soon,
    soonIsCapped: isFull && ahead.length > 0 && soon === ahead.length,
    next: ahead[0]?.dueOn,
  };
}
