import type { Facts } from "#src/features/analytics/facts.ts";
import type { Summary } from "#src/features/analytics/schema.ts";

/** Where students stand against their plans today. Who has no plan is neither behind nor ahead. */
export function paceOf({ plans, standing }: Facts): Summary["pace"] {
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
  const paces = plans.students.flatMap(({ planned, completed, total }) =>
    planned === null ? [] : [{ planned, completed, total }],
  );
  const sum = (of: (pace: (typeof paces)[number]) => number) => paces.reduce((all, pace) => all + of(pace), 0);
  const isNone = paces.length === 0;
  const planned = sum((pace) => pace.planned);
  const completed = sum((pace) => pace.completed);
  return {
    planned: isNone ? null : planned,
    completed,
    total: sum(({ total }) => total),
    difference: isNone ? null : completed - planned,
    planEndsOn: plans.endsOn,
    behind: isNone ? null : paces.filter((pace) => pace.completed < pace.planned).length,
    onPlan: isNone ? null : paces.filter((pace) => pace.completed === pace.planned).length,
    ahead: isNone ? null : paces.filter((pace) => pace.completed > pace.planned).length,
  };
}
