import type {
  AccreditationAnswer,
  CapacityAnswer,
  OwnAnswer,
  PlacementsAnswer,
  ProgramsAnswer,
  UseAnswer,
} from "#src/features/analytics/school/schema.ts";
import { strings as school } from "./admin-strings.ts";
import { strings as own } from "./supervisor-strings.ts";

/** The titles of charts and tables: each says what its figures show. Pure, and never more than the figures hold. */

/** A difference of less than half a competency is none. */
const smallestGap = 0.5;
/** Points of a hundred by which two shares must differ, and the ratings that each must have. */
const smallestChange = 5;
const fewestRatings = 5;

/** Where the middle student stands against the plan now, and how that changed over the period. */
export function completionFinding(points: PlacementsAnswer["completion"]): string {
  const last = points[points.length - 1];
  if (!last || last.median === null) return own.noCompletion;
  const gaps = points.flatMap(({ median, planned }) => (median === null || planned === null ? [] : [median - planned]));
  const [first] = gaps;
  const now = gaps[gaps.length - 1];
  if (first === undefined || now === undefined) return own.completed(last.median);
  const change = toOne(now - first);
  if (now >= smallestGap) return own.ahead(toOne(now));
  if (now > -smallestGap) return own.onPlan;
  if (change >= smallestGap) return own.catchingUp(change);
  return change <= -smallestGap ? own.fallingBehind(-change) : own.staysBehind(toOne(-now));
}

type CategoryLine = PlacementsAnswer["categories"][number];
type Bands = CategoryLine["earlier"];

export function reachedOf({ at, above }: Bands): number {
  return at + above;
}
export function allOf({ below, at, above }: Bands): number {
  return below + at + above;
}
/** At or above target in a hundred; null without ratings. */
export function shareOf(bands: Bands): number | null {
  const all = allOf(bands);
  return all === 0 ? null : Math.round((reachedOf(bands) * 100) / all);
}

/** In which categories more or fewer ratings reach the target than in the first half of the period. */
export function ratingsFinding(categories: readonly CategoryLine[]): string {
  if (categories.every(({ earlier, later }) => allOf(earlier) + allOf(later) === 0)) return own.noRatings;
  const compared = categories.flatMap(({ category, earlier, later }) => {
    const [before, after] = [shareOf(earlier), shareOf(later)];
    if (before === null || after === null || Math.min(allOf(earlier), allOf(later)) < fewestRatings) return [];
    return [{ category, change: after - before }];
  });
  if (compared.length === 0) return own.tooFew;
  const more = compared.filter(({ change }) => change >= smallestChange);
  const fewer = compared.filter(({ change }) => change <= -smallestChange);
  if (more.length === compared.length) return own.moreEverywhere;
  if (more.length === 0) return fewer.length === 0 ? own.asBefore : own.fewerIn(listOf(fewer));
  if (fewer.length > 0) return own.moreAndFewer(listOf(more, 1), listOf(fewer, 1));
  const rest = compared.filter((line) => !more.includes(line));
  return rest.length <= 2 && rest.length < more.length ? own.moreBut(listOf(rest)) : own.moreIn(listOf(more));
}

/** Those that changed most are named; the table has all. */
function listOf(lines: readonly { category: string; change: number }[], atMost = 2): string {
  return [...lines]
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, atMost)
    .map(({ category }) => category)
    .join(", ");
}

/** Half of the requests were answered within so many days. */
export function daysOf(hours: number): number {
  return Math.max(1, Math.ceil(hours / 24));
}

export function turnaroundFinding({ answered, medianHours }: Pick<OwnAnswer, "answered" | "medianHours">): string {
  if (answered === 0 || medianHours === null) return own.noAnswers;
  const days = daysOf(medianHours);
  return days === 1 ? own.withinDay : own.withinDays(days);
}

/** A program is behind by at least one competency a student. */
export function programsFinding(programs: ProgramsAnswer["items"]): string {
  const known = programs.flatMap(({ name, competenciesAhead }) =>
    competenciesAhead === null ? [] : [{ name, ahead: competenciesAhead }],
  );
  if (known.length === 0) return school.programsUnknown;
  const behind = known.filter(({ ahead }) => ahead <= -1).sort((a, b) => a.ahead - b.ahead);
  const [furthest] = behind;
  if (!furthest) return school.allOnPlan;
  const count = (-furthest.ahead).toFixed(1);
  if (behind.length > 1) return school.furthest(furthest.name, count, behind.length - 1);
  const sentence = school.oneBehind(furthest.name, count);
  return known.length > 1 ? school.othersKeep(sentence) : sentence;
}

type Standard = AccreditationAnswer["standards"][number];

/** The standard that rests on the fewest competencies, of these on the fewest students with evidence. */
export function weakestOf(standards: readonly Standard[]): Standard | undefined {
  return [...standards].sort(
    (a, b) =>
      a.competencies.length - b.competencies.length ||
      a.studentsWithEvidence - b.studentsWithEvidence ||
      (a.id < b.id ? -1 : 1),
  )[0];
}

export function standardsFinding(standards: readonly Standard[]): string {
  const weakest = weakestOf(standards);
  if (!weakest) return school.noStandards;
  const name = weakest.code ?? weakest.statement;
  const uncovered = standards.filter(({ competencies }) => competencies.length === 0);
  if (uncovered.length === 1) return school.uncovered(name);
  if (uncovered.length > 1) return school.uncoveredMany(uncovered.length, standards.length);
  const covered = school.covered(standards.length);
  return standards.length === 1 ? covered : school.and(covered, school.restsOn(name, weakest.competencies.length));
}

/** Places less students: below zero is over; null where the rotation does not run or has no places. */
export function freeIn({ places, placed }: Pick<CapacityAnswer["items"][number], "places" | "placed">, week: number) {
  const count = placed[week];
  return places === null || count === null || count === undefined ? null : places - count;
}

/** The first unit that is over its places, and where the most are free that week. `dayWords` writes a day. */
export function capacityFinding({ items, weeks }: CapacityAnswer, dayWords: (day: string) => string): string {
  if (items.length === 0) return school.noRotations;
  if (items.every(({ places }) => places === null)) return school.noPlaces;
  for (const [week, monday] of weeks.entries()) {
    const over = items.find((item) => (freeIn(item, week) ?? 0) < 0);
    if (!over) continue;
    const [most] = items
      .map((item) => ({ unit: item.unit, free: freeIn(item, week) ?? 0 }))
      .sort((a, b) => b.free - a.free);
    const sentence = school.overFrom(over.unit, dayWords(monday));
    return most && most.free > 0 ? school.and(sentence, school.hasFree(most.unit, most.free)) : sentence;
  }
  const full = items.filter((item) => freeIn(item, 0) === 0).length;
  return full > 0 ? school.fullUnits(full) : school.roomEverywhere;
}

/** Whether those who use the program most have completed more; it says nothing of causes. */
export function thirdsFinding(thirds: UseAnswer["thirds"]): string {
  const [least, , most] = thirds;
  if (!least || !most) return school.thirds;
  const difference = most.medianPercentage - least.medianPercentage;
  if (Math.abs(difference) < smallestChange) return school.usersSame;
  const words = [most, least].map(({ medianPercentage }) => String(Math.round(medianPercentage)));
  const [more = "", less = ""] = words;
  return difference > 0 ? school.usersMore(more, less) : school.usersLess(more, less);
}

/** How many of those who agreed used the program in the lower middle week, and how often they did. */
export function engagementFinding(weeks: readonly UseAnswer["weeks"][number][], agreed: number): string {
  const byUses = weeks
    .map(({ byType, students }) => ({ uses: byType.reduce((sum, { count }) => sum + count, 0), students }))
    .sort((a, b) => a.uses - b.uses);
  const { uses = 0, students = null } = byUses[Math.floor((byUses.length - 1) / 2)] ?? {};
  return students === null || students === 0 ? school.byWeekTitle(uses) : school.engagement(students, agreed, uses);
}

/** What most students used. */
export function kindsFinding(kinds: UseAnswer["kinds"], agreed: number): string {
  const [most] = kinds;
  if (!most) return school.nothingUsed;
  if (most.students === null) return school.kinds;
  return school.mostUsed(school.types[most.type], most.students, agreed);
}

function toOne(value: number): number {
  return Math.round(value * 10) / 10;
}
