import { dayIn, timeIn } from "#src/lib/day.ts";
import { strings } from "./strings.ts";

export type Pace = {
  completed: number;
  total: number;
  /** The number due by today according to the due dates; undefined while not known. */
  expected: number | undefined;
  /** The number overdue now; `isCapped` when there may be more than were loaded. */
  overdue: number;
  isCapped: boolean;
  /** "24 November"; undefined when nothing is due. */
  nextDueDay: string | undefined;
};

/**
 * What a student needs to know about the due dates: first what is overdue, with its number; only without that whether
 * they are ahead; then what is next. Nothing is said about pace where no competency has a due date.
 */
export function paceSentence(pace: Pace): string {
  const { completed, total, expected, overdue, nextDueDay } = pace;
  if (total === 0) return strings.paceNothing;
  if (overdue > 0) return withNext(strings.paceOverdue(overdue, pace.isCapped), nextDueDay);
  if (completed >= total) return strings.paceAllDone(total);
  if (expected === undefined || (expected === 0 && nextDueDay === undefined)) {
    return strings.paceNoDates(completed, total);
  }
  if (expected === 0 && completed === 0 && nextDueDay) return strings.paceNothingDue(nextDueDay);
  const ahead = completed - expected;
  if (ahead <= 0) return withNext(strings.paceNothingOverdue, nextDueDay);
  return nextDueDay ? `${strings.paceAhead(ahead)} ${strings.paceNextOne(nextDueDay)}` : strings.paceAhead(ahead);
}

function withNext(sentence: string, nextDueDay: string | undefined): string {
  return nextDueDay ? `${sentence} ${strings.paceNext(nextDueDay)}` : sentence;
}

const dayMs = 86_400_000;

/**
 * The number of consecutive weeks with an assessment, up to this week or the last. Weeks start on Monday, in the
 * reader's time zone.
 */
export function weeksInARow(instants: readonly string[], now: Date, timeZone: string): number {
  const weeks = new Set(instants.map((instant) => weekOf(new Date(instant), timeZone)));
  const thisWeek = weekOf(now, timeZone);
  let week = weeks.has(thisWeek) ? thisWeek : thisWeek - 1;
  let count = 0;
  while (weeks.has(week)) {
    count += 1;
    week -= 1;
  }
  return count;
}

function weekOf(date: Date, timeZone: string): number {
  const days = Math.floor(Date.parse(`${dayIn(date, timeZone)}T00:00:00Z`) / dayMs);
  // Day 0 of the epoch was a Thursday.
  return Math.floor((days + 3) / 7);
}

/** The hour of the day in the reader's time zone, for a greeting. */
export function hourOf(date: Date, timeZone: string): number {
  return Number(timeIn(date, timeZone).slice(0, 2));
}
