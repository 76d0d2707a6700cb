import type { Day } from "#src/features/predictions/facts-of.ts";
import { betaQuantile } from "#src/features/predictions/model/incomplete-beta.ts";

/** The forecast looks back so many days. */
export const paceWindow = 84;

/** A forecast needs at least so many days of a student, and so many competencies completed in them. */
export const fewestDays = 28;
export const fewestCompleted = 2;

/** Nobody is told of a day further away. */
const furthestDays = 3 * 365;

/** What a student completed in the window: how many competencies in how many days. */
export type Pace = { completed: number; days: number };

/**
 * How paces differ between the students of a cohort: competencies a day are gamma distributed, with this shape and with
 * this rate in days.
 */
export type PaceOfCohort = { shape: number; rate: number };

/** Two days: an even chance to have finished by the first, four chances in five by the second. */
export type Forecast = { p50: Day; p80: Day };

/**
 * When a student will have completed what is left, at their own pace drawn to that of their cohort: completions are a
 * Poisson process whose rate is gamma distributed (posterior shape + completed, rate + days), so that the days until the
 * r-th completion are (rate + days) times a beta prime variable with r and shape + completed.
 * @returns null with too little evidence, with nothing left, or where the second day is more than three years away
 */
export function forecast(pace: Pace, left: number, cohort: PaceOfCohort, today: Day): Forecast | null {
  if (left <= 0 || pace.days < fewestDays || pace.completed < fewestCompleted) return null;
  const daysUntil = (share: number) => {
    const x = betaQuantile(share, left, cohort.shape + pace.completed);
    return Math.ceil(((cohort.rate + pace.days) * x) / (1 - x));
  };
  const [p50, p80] = [daysUntil(0.5), daysUntil(0.8)];
  return p80 > furthestDays ? null : { p50: today + p50, p80: today + p80 };
}

/** As if a student had been seen for four weeks before: what holds where a cohort says little. */
export const weakest: PaceOfCohort = { shape: 1, rate: 14 };

/**
 * The spread of paces in a cohort, by moments: the mean rate, and what its variance has over that of chance alone.
 * Cohorts of fewer than 5 students say nothing.
 */
export function paceOfCohort(paces: readonly Pace[]): PaceOfCohort {
  const seen = paces.filter(({ days }) => days >= fewestDays);
  if (seen.length < 5) return weakest;
  const days = seen.reduce((sum, pace) => sum + pace.days, 0);
  const mean = seen.reduce((sum, pace) => sum + pace.completed, 0) / days;
  if (mean === 0) return weakest;
  const spread = seen.reduce((sum, pace) => sum + (pace.completed / pace.days - mean) ** 2, 0) / (seen.length - 1);
  const chance = seen.reduce((sum, pace) => sum + mean / pace.days, 0) / seen.length;
  // A cohort of equals would draw everybody to its mean; nobody is held to more than twelve weeks of it.
  const rate = Math.min(paceWindow, mean / Math.max(spread - chance, 1e-12));
  return { shape: mean * rate, rate };
}

/** The pace of a student up to the end of a day, from the days on which competencies were completed. */
export function paceOf(completedOn: readonly (Day | null)[], startsOn: Day, today: Day): Pace {
  const days = Math.max(0, Math.min(paceWindow, today - startsOn));
  return { days, completed: completedOn.filter((day) => day !== null && day > today - days && day <= today).length };
}
