import {
  type DatedAssessment,
  type Day,
  type Facts,
  factsOf,
  isBelow,
  knownAssessments,
  recentWindow,
  type StudentHistory,
} from "#src/features/predictions/facts-of.ts";
import { type InputName, inputNames } from "#src/features/predictions/inputs.ts";
import { isFlagged } from "#src/features/predictions/rule.ts";

/**
 * The model's inputs for one student as of the end of a day, in the order of `inputNames`. The product's jobs and
 * `npm run evaluate` both make them here. What is not known is 0, beside an input that says that it is not known.
 */
export function featuresOf(history: StudentHistory, cutoff: Day): number[] {
  const values: Record<InputName, number> = {
    ...paceOf(history, cutoff),
    ...ratingsOf(knownAssessments(history, cutoff)),
    ...engagementOf(history, cutoff),
  };
  return inputNames.map((name) => values[name]);
}

function paceOf(history: StudentHistory, cutoff: Day) {
  const facts = factsOf(history, cutoff);
  const { startsOn, endsOn } = history;
  const weeks = Math.max(1, (cutoff - startsOn) / 7);
  const recentWeeks = Math.min(weeks, recentWindow / 7);
  const known = knownAssessments(history, cutoff);
  return {
    elapsedShare: endsOn === null || endsOn <= startsOn ? 0 : clamp((cutoff - startsOn) / (endsOn - startsOn), 0, 1.5),
    paceGap: facts.planned === null ? 0 : shareOf(facts.completed - facts.planned, facts),
    paceKnown: Number(facts.planned !== null),
    completedShare: shareOf(facts.completed, facts),
    overdueShare: shareOf(facts.overdue, facts),
    earnedWeight: Math.log1p(known.reduce((sum, line) => sum + line.weight * clamp(relative(line) + 1, 0, 2), 0)),
    ruleFlag: Number(isFlagged(facts)),
    silentDays: Math.log1p(facts.daysSilent),
    neverAssessed: Number(!facts.isAssessed),
    assessedWeekly: Math.sqrt(known.length / weeks),
    assessedLately: Math.sqrt(facts.lately / recentWeeks),
    assessedTrend: Math.sqrt(facts.lately) - Math.sqrt(facts.before),
    unmetSampling: shareOf(facts.waitForAssessor + facts.waitForObservation, facts),
  };
}

function shareOf(count: number, { total }: Pick<Facts, "total">): number {
  return total === 0 ? 0 : count / total;
}

/** Few ratings say little: means are drawn to "at target", as if two more ratings had been at target. */
const shrunkBy = 2;
const lastRatings = 4;

function ratingsOf(known: readonly DatedAssessment[]) {
  const last = known.slice(-lastRatings);
  const earlier = known.slice(0, -lastRatings);
  const recent = known.slice(-10);
  return {
    ratingLevel: levelOf(known),
    ratingTrend: earlier.length === 0 ? 0 : levelOf(last) - levelOf(earlier),
    belowTargetShare: recent.filter(isBelow).length / (recent.length + shrunkBy),
  };
}

function levelOf(lines: readonly DatedAssessment[]): number {
  const weight = lines.reduce((sum, line) => sum + line.weight, 0);
  if (weight === 0) return 0;
  const mean = lines.reduce((sum, line) => sum + line.weight * relative(line), 0) / weight;
  return (mean * lines.length) / (lines.length + shrunkBy);
}

/** 0 at target, -1 at nothing; at most 1, so that one scale's length does not decide. */
function relative({ score, target }: Pick<DatedAssessment, "score" | "target">): number {
  return target > 0 ? clamp(score / target - 1, -1, 1) : Number(score >= target) - 1;
}

function engagementOf({ interactions, startsOn }: StudentHistory, cutoff: Day) {
  const within = (from: Day, to: Day) =>
    (interactions ?? []).filter(({ day, count }) => count > 0 && day > from && day <= to);
  const lately = within(cutoff - recentWindow, cutoff);
  const all = within(Number.NEGATIVE_INFINITY, cutoff);
  const weeks = Math.max(1, (cutoff - startsOn) / 7);
  const window = Math.max(1, Math.min(recentWindow, cutoff - startsOn));
  const lastDay = all.reduce((last, { day }) => Math.max(last, day), startsOn);
  return {
    engagementKnown: Number(interactions !== null),
    engagementDays: Math.min(1, new Set(lately.map(({ day }) => day)).size / window),
    engagementLately: Math.log1p(countOf(lately)),
    engagementWeekly: Math.log1p(countOf(all) / weeks),
    engagementTrend:
      Math.log1p(countOf(within(cutoff - 14, cutoff))) - Math.log1p(countOf(within(cutoff - 28, cutoff - 14))),
    engagementSilent: interactions === null ? 0 : Math.log1p(Math.max(0, cutoff - lastDay)),
    engagementKinds: new Set(lately.map(({ kind }) => kind)).size,
  };
}

function countOf(interactions: readonly { count: number }[]): number {
  return interactions.reduce((sum, { count }) => sum + count, 0);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
