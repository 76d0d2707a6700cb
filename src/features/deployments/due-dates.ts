import type { DueFrom, DueUnit } from "#src/features/deployments/values.ts";
import { addDays, dayIn, endOfDay } from "#src/lib/day.ts";

/** A due date relative to a day of the student. */
export type DueRule = { from: DueFrom; offset: number; unit: DueUnit; rotationId: string | null };

/** When a deployment is due: at one instant for all, by a rule, or never. */
export type DuePlan = { dueAt: Date | null; rule: DueRule | null };

/** The days of a student from which a due date may be counted; null where there is none yet. */
export type StudentDays = {
  cohortStartsOn: string | null;
  placementStartsOn: string | null;
  placementEndsOn: string | null;
};

export const withoutDays: StudentDays = { cohortStartsOn: null, placementStartsOn: null, placementEndsOn: null };

/**
 * The day on which a student's assignments fall due by a rule. `givenOn` is the effective day, for who joins later the
 * day they are given it. Null where the day it is counted from is not known: who has no placement has no due date
 * before they are placed.
 */
export function dueDayOf(rule: DueRule, days: StudentDays, givenOn: string): string | null {
  const from = countedFrom(rule.from, days, givenOn);
  return from === null ? null : addDays(from, offsetDays(rule));
}

/** The last second of that day in the time zone of the school. */
export function dueAtOf(plan: DuePlan, days: StudentDays, givenOn: string, timeZone: string): Date | null {
  if (!plan.rule) return plan.dueAt;
  const day = dueDayOf(plan.rule, days, givenOn);
  return day === null ? null : endOfDay(day, timeZone);
}

/** A due date so many days later or earlier: the end of that day, also across a change of the clocks. */
export function movedBy(dueAt: Date | null, count: number, timeZone: string): Date | null {
  return dueAt === null ? null : endOfDay(addDays(dayIn(dueAt, timeZone), count), timeZone);
}

export function offsetDays({ offset, unit }: Pick<DueRule, "offset" | "unit">): number {
  return unit === "WEEK" ? offset * 7 : offset;
}

function countedFrom(from: DueFrom, days: StudentDays, givenOn: string): string | null {
  switch (from) {
    case "START":
      return days.cohortStartsOn;
    case "EFFECTIVE":
      return givenOn;
    case "ROTATION_START":
      return days.placementStartsOn;
    case "ROTATION_END":
      return days.placementEndsOn;
  }
}
