import { countWord, strings } from "./strings.ts";

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
 * One sentence on pace. It compares the completed competencies with those due by today, and never says that a student
 * is ahead without mentioning overdue ones.
 */
export function paceSentence(pace: Pace): string {
  const { completed, total, expected, overdue } = pace;
  if (total === 0) return strings.paceNothing;
  if (completed >= total) return strings.paceAllDone(total);
  if (expected === undefined) return strings.paceNoDates(completed, total);
  if (expected === 0 && completed === 0 && pace.nextDueDay) return strings.paceNothingDue(pace.nextDueDay);
  const ahead = completed - expected;
  const count = countWord(Math.abs(ahead));
  const noun = Math.abs(ahead) === 1 ? strings.competency : strings.competencies;
  if (ahead < 0) return strings.paceBehind(count, noun);
  if (overdue > 0) {
    const late = strings.isLate(pace.isCapped ? `${overdue} or more` : countWord(overdue), overdue === 1);
    return ahead === 0 ? strings.paceLevelButLate(late) : strings.paceAheadButLate(count, noun, late);
  }
  return ahead === 0 ? strings.paceLevel : strings.paceAhead(count, noun);
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
  const parts = new Intl.DateTimeFormat("en-US", { year: "numeric", month: "numeric", day: "numeric", timeZone });
  const part = (type: string) => Number(parts.formatToParts(date).find((each) => each.type === type)?.value);
  const days = Math.floor(Date.UTC(part("year"), part("month") - 1, part("day")) / dayMs);
  // Day 0 of the epoch was a Thursday.
  return Math.floor((days + 3) / 7);
}

/** The hour of the day in the reader's time zone, for a greeting. */
export function hourOf(date: Date, timeZone: string): number {
  const hour = new Intl.DateTimeFormat("en-GB", { hour: "numeric", hourCycle: "h23", timeZone }).format(date);
  return Number(hour);
}
