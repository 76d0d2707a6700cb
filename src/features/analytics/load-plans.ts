import type { Plans, StudentStanding, Subject } from "#src/features/analytics/facts.ts";
import { dayNumber, dayOfNumber, loadStudentPlans, type StudentPlan } from "#src/features/analytics/student-plans.ts";
import type { Timeframe } from "#src/features/analytics/timeframe.ts";
import { type PlannedSpan, spreadBy } from "#src/features/progress/plan.ts";
import { now } from "#src/lib/clock.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** What the students of a subject were given and have completed, by the parts of the timeframe. */
export async function loadPlans(
  tx: Tx,
  subject: Subject,
  timeframe: Timeframe,
  parts: readonly Timeframe[],
): Promise<Plans> {
  return countPlans(await loadStudentPlans(tx, subject), { ...subject, timeframe, parts, at: now() });
}

type Context = Pick<Subject, "today" | "endsOn"> & { timeframe: Timeframe; parts: readonly Timeframe[]; at: Date };

/** Exported for its test, which counts competency by competency. */
export function countPlans(plans: readonly StudentPlan[], { today, endsOn, timeframe, parts, at }: Context): Plans {
  const seconds = at.getTime() / 1000;
  const [from, to, tomorrow] = [dayNumber(timeframe.from), dayNumber(timeframe.to), dayNumber(today) + 1];
  const bounds = [...parts.map((part) => dayNumber(part.from)), to + 1];
  const spans: PlannedSpan[] = [];
  const dueByPart = bounds.map(() => 0).concat(0);
  const overdue = new Map<string, number>();
  const daysTaken = new Map<number, number>();
  let lastDue: number | undefined;
  const students = plans.map((plan): StudentStanding => {
    const { studentId, total, due, open, openDueAt, completed } = plan;
    let fallen = 0;
    for (const day of due) {
      addTo(dueByPart, partOf(day, bounds));
      if (day < tomorrow) fallen += 1;
      if (lastDue === undefined || day > lastDue) lastDue = day;
    }
    const late = lateOf(open, openDueAt, seconds);
    for (const competencyId of late) count(overdue, competencyId);
    completed.forEach((day, n) => {
      if (day >= from && day <= to) count(daysTaken, plan.daysTaken[n] ?? 0);
    });
    const own = spansOf(plan, endsOn);
    spans.push(...own);
    const isUnplanned = due.length === 0 && own.length === 0;
    return {
      studentId,
      total,
      completed: completed.length,
      ...completedIn(completed, bounds),
      planned: isUnplanned ? null : own.reduce((planned, span) => planned + spreadBy(span, today), fallen),
      overdue: late.length,
    };
  });
  const curve = planCurve(lastDue === undefined ? null : dueByPart, spans);
  return {
    students,
    plannedByPart: parts.map(({ to }, part) => curve(part, to)),
    endsOn: spans.reduce<string | null>(
      (last, { endsOn }) => (last === null || endsOn > last ? endsOn : last),
      lastDue === undefined ? null : dayOfNumber(lastDue),
    ),
    overdue: [...overdue].map(([competencyId, students]) => ({ competencyId, students })),
    daysTaken: [...daysTaken],
  };
}

function lateOf(open: string, dueAt: readonly number[], seconds: number): string[] {
  if (!dueAt.some((due) => due < seconds)) return [];
  return open.split(" ").filter((_, n) => (dueAt[n] ?? seconds) < seconds);
}

/** How many were completed before the first part, and by the end of each one. */
function completedIn(
  completed: readonly number[],
  bounds: readonly number[],
): Pick<StudentStanding, "completedBefore" | "completedByPart"> {
  const byPart = bounds.map(() => 0).concat(0);
  for (const day of completed) addTo(byPart, partOf(day, bounds));
  const [completedBefore = 0, ...others] = byPart;
  let sum = completedBefore;
  return {
    completedBefore,
    // What comes after the last part is none's.
    completedByPart: others.slice(0, -1).map((times) => {
      sum += times;
      return sum;
    }),
  };
}

/** Before the first bound it is 0, from the last one on their number. */
function partOf(day: number, bounds: readonly number[]): number {
  let [low, high] = [0, bounds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] ?? 0) <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

function addTo(counts: number[], at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Undated competencies of a student over the same days are one span; its parts are rounded together. */
function spansOf({ undated, undatedEnds }: StudentPlan, lastDay: string | null): PlannedSpan[] {
  const spans = new Map<string, PlannedSpan>();
  undated.forEach((start, n) => {
    const end = undatedEnds[n] ?? (lastDay === null ? null : dayNumber(lastDay));
    if (end === null || start > end) return;
    const known = spans.get(`${start}/${end}`);
    if (known) known.count += 1;
    else spans.set(`${start}/${end}`, { startsOn: dayOfNumber(start), endsOn: dayOfNumber(end), count: 1 });
  });
  return [...spans.values()];
}

/**
 * How many of all plans fall due by the end of a part; null where nobody has a plan. Due dates add up over students, and
 * many students have the same span, which is computed once for all of them.
 * @param dueByPart before the first part, in each, and after the last; null where nothing has a due date
 */
function planCurve(
  dueByPart: readonly number[] | null,
  spans: readonly PlannedSpan[],
): (part: number, lastDay: string) => number | null {
  const same = [...Map.groupBy(spans, ({ startsOn, endsOn, count }) => `${startsOn}/${endsOn}/${count}`).values()];
  return (part, lastDay) => {
    if (dueByPart === null && same.length === 0) return null;
    const fallen = (dueByPart ?? []).slice(0, part + 2).reduce((sum, times) => sum + times, 0);
    return same.reduce((sum, [span, ...others]) => {
      return span ? sum + spreadBy(span, lastDay) * (1 + others.length) : sum;
    }, fallen);
  };
}
