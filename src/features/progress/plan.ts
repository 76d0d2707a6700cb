import { addDays, daysBetween } from "#src/lib/day.ts";

/**
 * What a plan knows of one competency, by days of the school ("2026-11-29"): when it falls due, or the span of its
 * deployment. `startsOn` and `endsOn` are read only where there is no due date.
 */
export type PlannedCompetency = { dueOn: string | null; startsOn: string | null; endsOn: string | null };

/** Competencies without a due date that share the days of their deployments. */
export type PlannedSpan = { startsOn: string; endsOn: string; count: number };

/**
 * How many of the competencies the plan has completed by the end of a day: those that fall due by then, and of those
 * without a due date an even part of their deployment's span, in whole competencies. Null where nothing has a date:
 * then there is no plan, and no pace is said.
 */
export function plannedBy(competencies: readonly PlannedCompetency[], day: string): number | null {
  const spans = new Map<string, PlannedSpan>();
  let due = 0;
  let isPlanned = false;
  for (const { dueOn, startsOn, endsOn } of competencies) {
    if (dueOn !== null) {
      isPlanned = true;
      if (dueOn <= day) due += 1;
    } else if (startsOn !== null && endsOn !== null && startsOn <= endsOn) {
      isPlanned = true;
      const key = `${startsOn}/${endsOn}`;
      const span = spans.get(key) ?? { startsOn, endsOn, count: 0 };
      span.count += 1;
      spans.set(key, span);
    }
  }
  if (!isPlanned) return null;
  return [...spans.values()].reduce((sum, span) => sum + spreadBy(span, day), due);
}

/** The last day of the plan; null without one. */
export function planEnd(competencies: readonly PlannedCompetency[]): string | null {
  return competencies.reduce<string | null>((last, { dueOn, startsOn, endsOn }) => {
    const end = dueOn ?? (startsOn !== null && endsOn !== null && startsOn <= endsOn ? endsOn : null);
    return end !== null && (last === null || end > last) ? end : last;
  }, null);
}

/** How many of the undated competencies of one span the plan has completed by the end of a day. */
export function spreadBy({ startsOn, endsOn, count }: PlannedSpan, day: string): number {
  if (day < startsOn) return 0;
  if (day >= endsOn) return count;
  return Math.floor((count * (daysBetween(startsOn, day) + 1)) / (daysBetween(startsOn, endsOn) + 1));
}

/**
 * The plan in steps: the day on which it begins, then each day on which it rises, with how many it has completed by the
 * end of that day; what a chart draws. Empty where there is no plan.
 */
export function planSteps(competencies: readonly PlannedCompetency[]): { date: string; planned: number }[] {
  const planned = competencies.filter(
    ({ dueOn, startsOn, endsOn }) => dueOn !== null || (startsOn !== null && endsOn !== null),
  );
  const days = new Set(planned.flatMap(({ dueOn, startsOn }) => [dueOn, startsOn].filter((day) => day !== null)));
  for (const lines of Map.groupBy(planned, spanOf).values()) {
    const [{ startsOn, endsOn } = { startsOn: null, endsOn: null }] = lines;
    if (startsOn === null || endsOn === null || startsOn > endsOn) continue;
    const length = daysBetween(startsOn, endsOn) + 1;
    for (let n = 1; n <= lines.length; n += 1) days.add(addDays(startsOn, Math.ceil((n * length) / lines.length) - 1));
  }
  return [...days]
    .sort()
    .map((date) => ({ date, planned: plannedBy(planned, date) ?? 0 }))
    .filter(({ planned: count }, n, all) => n === 0 || count !== all[n - 1]?.planned);
}

function spanOf({ dueOn, startsOn, endsOn }: PlannedCompetency): string {
  return dueOn === null ? `${startsOn}/${endsOn}` : "due";
}
