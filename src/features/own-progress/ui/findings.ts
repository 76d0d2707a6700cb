import type { Summary } from "#src/features/analytics/schema.ts";
import type { HistoryAnswer } from "#src/features/progress/schema.ts";
import { addDays, daysBetween } from "#src/lib/day.ts";
import { strings, type Words } from "./own-progress-strings.ts";

/** What each part of the page says first: pure sentences over the figures of the API. */

type Plan = HistoryAnswer["plan"];
type LongDay = (day: string) => string;

/** Plans are spoken of this far ahead. */
const aheadDays = 28;

/** The step of the plan to aim for: the last within four weeks, else the next; null where the plan has ended. */
export function stepToAimFor(plan: Plan, today: string): Plan[number] | null {
  const coming = plan.filter(({ date }) => date > today);
  return coming.findLast(({ date }) => date <= addDays(today, aheadDays)) ?? coming[0] ?? null;
}

export type Standing = { completed: number; total: number; difference: number | null; plan: Plan; today: string };

/** "You are one behind plan. Six more by 25 December would put you back on it." */
export function standingSentence({ completed, total, difference, plan, today }: Standing, longDay: LongDay): string {
  if (total === 0) return strings.nothing;
  if (completed >= total) return strings.allDone(total);
  if (difference === null) return strings.noPlan(completed, total);
  const aim = stepToAimFor(plan, today);
  const needed = aim === null ? 0 : aim.planned - completed;
  const first =
    difference < 0 ? strings.behind(-difference) : difference === 0 ? strings.onPlan : strings.ahead(difference);
  if (aim === null) return `${first} ${strings.planEnded(total - completed)}`;
  const day = longDay(aim.date);
  if (needed <= 0) return `${first} ${strings.coveredUntil(day)}`;
  return `${first} ${difference < 0 ? strings.backOn(needed, day) : strings.stayOn(needed, day)}`;
}

type Ends = { evenOn: string | null; planEndsOn: string | null };

/** "At your pace you finish around 22 February, two weeks after plan". */
export function finishTitle(
  { evenOn, planEndsOn }: Ends,
  isAllDone: boolean,
  longDay: LongDay,
  words: Words = strings,
): string {
  if (isAllDone) return words.noForecastAllDone;
  if (evenOn === null) return words.noForecast;
  const title = words.finish(longDay(evenOn));
  return planEndsOn === null ? title : `${title}, ${distanceWords(daysBetween(planEndsOn, evenOn))}`;
}

/** Days after the plan's end in the words of a title; below zero is before it. */
export function distanceWords(days: number): string {
  const size = Math.abs(days);
  if (size <= 3) return strings.asPlanned;
  const distance =
    size < 14
      ? strings.days(size)
      : size < 91
        ? strings.weeks(Math.round(size / 7))
        : strings.months(Math.round(size / 30.4));
  return days > 0 ? strings.afterPlan(distance) : strings.beforePlan(distance);
}

/** The forecast looks back twelve weeks. */
const paceDays = 84;

/** What was completed in the last twelve weeks, or in as many days as there are. */
export function paceOf(points: HistoryAnswer["points"], today: string): { completed: number; days: number } {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return { completed: 0, days: 0 };
  const since = addDays(today, -paceDays);
  const before = points.findLast(({ date }) => date <= since);
  return {
    completed: Math.max(0, last.completed - (before?.completed ?? 0)),
    days: Math.min(paceDays, daysBetween(first.date, today)),
  };
}

/** "Worked out from your last 12 weeks: 11 completed, about one a week." */
export function paceSentence({ completed, days }: { completed: number; days: number }, words: Words = strings): string {
  const weeks = Math.max(1, Math.round(days / 7));
  const rate = completed / weeks;
  const rateWords = rate >= 0.75 ? words.aWeek(Math.round(rate)) : words.everyWeeks(Math.round(1 / rate));
  return words.workedOutFrom(weeks, completed, rateWords);
}

/** Why no day is said. */
export function noForecastReason(
  pace: { completed: number; days: number },
  isWorkedOut: boolean,
  words: Words = strings,
): string {
  if (pace.days < 28) return words.tooShort(pace.days);
  if (pace.completed < 2) return words.tooFew(pace.completed);
  return isWorkedOut ? words.tooFar : words.notWorkedOut;
}

type CategoryLine = NonNullable<Summary["completion"]>["byCategory"][number];

/** Most open first; of as many open, the furthest behind its plan. */
export function mostOpenFirst(categories: readonly CategoryLine[]): CategoryLine[] {
  const open = ({ completed, total }: CategoryLine) => total - completed;
  const behind = ({ completed, planned }: CategoryLine) => (planned ?? completed) - completed;
  return [...categories].sort((a, b) => open(b) - open(a) || behind(b) - behind(a) || b.total - a.total);
}

/** "Nine of the 13 still open are in Leadership". */
export function categoryTitle(categories: readonly CategoryLine[]): string {
  const open = mostOpenFirst(categories)
    .map((line) => ({ category: line.category, open: line.total - line.completed }))
    .filter((line) => line.open > 0);
  const [most, next] = open;
  if (!most) return strings.noneOpen;
  const all = open.reduce((sum, line) => sum + line.open, 0);
  return next && next.open === most.open
    ? strings.openInAll(all, open.length)
    : strings.openIn(most.open, all, most.category);
}
