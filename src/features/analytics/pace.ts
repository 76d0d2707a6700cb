import type { Facts, StudentPlan } from "#src/features/analytics/facts.ts";
import type { Summary } from "#src/features/analytics/schema.ts";
import { planEnd, plannedBy } from "#src/features/progress/plan.ts";

/** Where students stand against their plans today. Who has no plan is neither behind nor ahead. */
export function paceOf({ plans, standing, subject }: Facts): Summary["pace"] {
  if (plans === null) {
    const planned = standing?.planned ?? null;
    const completed = standing?.completedOfPlanned ?? 0;
    return {
      planned,
      completed,
      total: standing?.totalOfPlanned ?? 0,
      difference: planned === null ? null : completed - planned,
      planEndsOn: null,
      behind: null,
      onPlan: null,
      ahead: null,
    };
  }
  const paces = plans.flatMap((plan) => {
    const planned = plannedBy(plan.competencies, subject.today);
    return planned === null ? [] : [{ planned, completed: plan.completions.length, plan }];
  });
  const sum = (of: (pace: (typeof paces)[number]) => number) => paces.reduce((all, pace) => all + of(pace), 0);
  const isNone = paces.length === 0;
  const planned = sum((pace) => pace.planned);
  const completed = sum((pace) => pace.completed);
  const ends = paces.flatMap(({ plan }) => planEnd(plan.competencies) ?? []);
  return {
    planned: isNone ? null : planned,
    completed,
    total: sum(({ plan }) => plan.competencies.length),
    difference: isNone ? null : completed - planned,
    planEndsOn: ends.reduce<string | null>((last, end) => (last === null || end > last ? end : last), null),
    behind: isNone ? null : paces.filter((pace) => pace.completed < pace.planned).length,
    onPlan: isNone ? null : paces.filter((pace) => pace.completed === pace.planned).length,
    ahead: isNone ? null : paces.filter((pace) => pace.completed > pace.planned).length,
  };
}

/**
 * How many of all plans fall due by a day, as a function of the day; null where nobody has a plan. What has a due date adds
 * up over students, so it is counted once for all days; only what is spread over a span is asked of each student.
 */
export function planCurve(plans: readonly StudentPlan[]): (day: string) => number | null {
  const dated = new Map<string, number>();
  const spread: StudentPlan["competencies"][] = [];
  for (const { competencies } of plans) {
    const undated = competencies.filter(({ dueOn }) => dueOn === null);
    if (undated.length > 0) spread.push(undated);
    for (const { dueOn } of competencies) if (dueOn !== null) dated.set(dueOn, (dated.get(dueOn) ?? 0) + 1);
  }
  return (day) => {
    let sum: number | null = dated.size > 0 ? 0 : null;
    for (const [dueOn, count] of dated) if (dueOn <= day) sum = (sum ?? 0) + count;
    for (const undated of spread) {
      const planned = plannedBy(undated, day);
      if (planned !== null) sum = (sum ?? 0) + planned;
    }
    return sum;
  };
}
