import { type Day, factsOf, isoOf, type StudentHistory } from "#src/features/predictions/facts-of.ts";
import { featuresOf } from "#src/features/predictions/features-of.ts";
import { type Forecast, forecast, type Pace, type PaceOfCohort, paceOf } from "#src/features/predictions/forecast.ts";
import type { KnownStudent } from "#src/features/predictions/load-histories.ts";
import type { TrainingRow } from "#src/features/predictions/model/fit-model.ts";
import { isFlagged } from "#src/features/predictions/rule.ts";

/** A row with what the rule would have said on the same day, and the end of the plan. */
export type PastRow = TrainingRow & { isFlagged: boolean; endedOn: Day; groups: KnownStudent["groups"] };

/** The shares of a plan's time after which the school would have asked. */
const cutoffShares = [0.25, 0.5, 0.75];

/**
 * What could be known of a student whose plan has ended, as of days while it ran, with what became of it: whether every
 * competency was completed by the end. A completion, a rating or an act of use after the day is not looked at.
 * Empty while the plan runs.
 */
export function pastRowsOf(student: KnownStudent, today: Day): PastRow[] {
  const history = pastHistory(student);
  const { startsOn, endsOn } = history;
  if (endsOn === null || endsOn >= today || endsOn <= startsOn) return [];
  const outcome = history.plan.every(({ completedOn }) => completedOn !== null && completedOn <= endsOn);
  return cutoffShares.flatMap((share) => {
    const cutoff = startsOn + Math.round(share * (endsOn - startsOn));
    const facts = factsOf(history, cutoff);
    // Nothing is foretold of who has completed everything.
    if (facts.completed === facts.total) return [];
    return {
      student: student.studentId,
      inputs: featuresOf(history, cutoff),
      outcome,
      isFlagged: isFlagged(facts),
      endedOn: endsOn,
      groups: student.groups,
    };
  });
}

/** As it was: what was completed once counts from then on, though it may have expired or been renewed since. */
function pastHistory({ history, firstCompletedOn }: KnownStudent): StudentHistory {
  return {
    ...history,
    plan: history.plan.map((item) => ({ ...item, completedOn: firstCompletedOn.get(item.id) ?? null })),
  };
}

/** Half way through a student's plan: the pace until then, what was left, and when all was completed. */
export type HalfWay = { day: Day; pace: Pace; left: number; finishedOn: Day | null };

/** Null without a plan. */
export function halfWayOf(student: KnownStudent): HalfWay | null {
  const { plan, startsOn, endsOn } = pastHistory(student);
  if (endsOn === null) return null;
  const day = startsOn + Math.round((endsOn - startsOn) / 2);
  const completed = plan.map(({ completedOn }) => completedOn);
  return {
    day,
    pace: paceOf(completed, startsOn, day),
    left: completed.filter((on) => on === null || on > day).length,
    finishedOn: completed.every((on) => on !== null) ? Math.max(...completed.map(Number)) : null,
  };
}

/** A forecast that could have been made half way through a student's plan, and whether it held. */
export type PastForecast = Forecast & { finishedOn: Day | null };

/** Of students who finished, or whose later day has passed. */
export function pastForecastOf(
  { day, pace, left, finishedOn }: HalfWay,
  cohort: PaceOfCohort,
  today: Day,
): PastForecast | null {
  const found = forecast(pace, left, cohort, day);
  return found && (found.p80 < today || finishedOn !== null) ? { ...found, finishedOn } : null;
}

/** How many of earlier students had finished by each of their days. */
export type Coverage = { students: number; byEven: number; byLater: number; measuredOn: string };

export function coverageOf(past: readonly PastForecast[], today: Day): Coverage {
  const by = (day: (line: PastForecast) => Day) =>
    past.filter((line) => line.finishedOn !== null && line.finishedOn <= day(line)).length;
  return {
    students: past.length,
    byEven: by(({ p50 }) => p50),
    byLater: by(({ p80 }) => p80),
    measuredOn: isoOf(today),
  };
}
