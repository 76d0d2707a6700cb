import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import {
  type CountedAssessment,
  type CountedEvidence,
  type CountedInput,
  countEvidence,
  exactValue,
  type LeftOut,
  meanValue,
} from "#src/features/progress/counted-evidence.ts";
import type { ScaleRule, ScoredCriterion } from "#src/features/progress/evaluation-value.ts";
import { dayIn } from "#src/lib/day.ts";
import { type Arithmetic, millionths, rounded, wholeQuotient } from "#src/lib/decimal.ts";

/** Sampling: the required observations, distinct evaluators and distinct days. Each is at least 1. */
export type Requirement = { observations: number; evaluators: number; days: number };

export type Score = {
  /** To 6 places; null when there is too little evidence, never 0. */
  result: number | null;
  achieved: boolean;
  /** 0 to 100 with 2 places; 100 only when achieved. */
  progress: number;
  observations: number;
  evaluators: number;
  days: number;
  /** Some evaluators are hidden from the reader: `evaluators` is the number that was kept. */
  hidesEvaluators?: boolean;
  /** Oldest first. */
  used: { assessmentId: string; value: number; observedAt: Date }[];
  leftOut: LeftOut[];
};

/** Weight of the latest value in WEIGHTED_AVERAGE and of every new one in DECAYING_AVERAGE [Canvas]. */
const latestWeight = 0.65;
const earlierWeight = 0.35;

/** The result and progress of a student in one competency, with the evidence behind it. */
export function scoreCompetency(options: {
  scale: ScaleRule;
  method: ScoringMethod;
  /** The N of N_TIMES. */
  times?: number | null | undefined;
  requirement: Requirement;
  evaluations: readonly CountedInput[];
  /** The number of evaluators as it was counted last, for a reader who may not know all of them. */
  keptEvaluators?: number | undefined;
  /** The completion that the current cycle renews. */
  cycleStartsAt?: Date | null | undefined;
  /** The school's time zone, as an IANA name: it decides which observations share a day. */
  timeZone: string;
}): Score {
  const { scale, method } = options;
  const times = Math.max(1, options.times ?? 1);
  const evidence = countEvidence(scale, options.evaluations, options.cycleStartsAt ?? null);
  const counts = {
    observations: evidence.assessments.length,
    evaluators: evidence.evaluators ?? options.keptEvaluators ?? 1,
    days: countDays(evidence.assessments, options.timeZone),
  };
  const result = resultOf(scale, method, times, evidence);
  const achieved = result !== null && result >= scale.target && meets(counts, options.requirement);
  const progress = assignmentProgress({
    isCompleted: achieved,
    scale,
    requirement: options.requirement,
    counts,
    result,
    nTimes: method === "N_TIMES" ? { atTarget: atTarget(scale, evidence.assessments).length, times } : undefined,
  });
  const used = evidence.assessments.map(({ id, value, observedAt }) => ({ assessmentId: id, value, observedAt }));
  return {
    result,
    achieved,
    progress,
    ...counts,
    ...(evidence.evaluators === null ? { hidesEvaluators: true } : {}),
    used,
    leftOut: evidence.leftOut,
  };
}

/**
 * 100 when completed; otherwise the smallest share of the requirements, floored to 2 places and at most 99. One share
 * is the position of the result between the scale's minimum and the target, or for N_TIMES the number of values at
 * target out of N.
 */
export function assignmentProgress(options: {
  isCompleted: boolean;
  scale: ScaleRule;
  requirement: Requirement;
  counts: Requirement;
  result: number | null;
  nTimes?: { atTarget: number; times: number } | undefined;
}): number {
  const { scale, requirement, counts, result, nTimes } = options;
  if (options.isCompleted) return 100;
  const min = millionths(scale.min);
  const level = nTimes
    ? hundredths(nTimes.atTarget, nTimes.times)
    : result === null
      ? 0
      : hundredths(millionths(result) - min, millionths(scale.target) - min);
  const lowest = Math.min(
    hundredths(counts.observations, requirement.observations),
    hundredths(counts.evaluators, requirement.evaluators),
    hundredths(counts.days, requirement.days),
    level,
  );
  return Math.min(99_00, lowest) / 100;
}

function resultOf(
  scale: ScaleRule,
  method: ScoringMethod,
  times: number,
  { assessments, criteria }: CountedEvidence,
): number | null {
  const latest = assessments.at(-1);
  if (!latest) return null;
  switch (method) {
    case "LATEST":
      return latest.value;
    case "HIGHEST":
      return assessments.reduce((highest, { value }) => Math.max(highest, value), latest.value);
    case "AVERAGE":
      return rounded((a) => meanValue(a, assessments));
    case "WEIGHTED_AVERAGE":
      return rounded((a) => weightedAverage(a, latest, assessments.slice(0, -1)));
    case "DECAYING_AVERAGE":
      return rounded((a) => decayingAverage(a, assessments));
    case "N_TIMES": {
      const reached = atTarget(scale, assessments);
      return reached.length < times ? null : rounded((a) => meanValue(a, reached));
    }
    case "MINIMUM_OF_CRITERIA":
      return minimumOfCriteria(scale, criteria);
  }
}

function weightedAverage<Value>(
  a: Arithmetic<Value>,
  latest: CountedAssessment,
  earlier: readonly CountedAssessment[],
): Value {
  const value = exactValue(a, latest);
  if (earlier.length === 0) return value;
  return a.plus(a.times(a.of(latestWeight), value), a.times(a.of(earlierWeight), meanValue(a, earlier)));
}

function decayingAverage<Value>(a: Arithmetic<Value>, assessments: readonly CountedAssessment[]): Value {
  const [first, ...later] = assessments.map((assessment) => exactValue(a, assessment));
  if (first === undefined) throw new Error("an average of no assessments was asked for");
  const kept = a.of(earlierWeight);
  const added = a.of(latestWeight);
  return later.reduce((average, value) => a.plus(a.times(kept, average), a.times(added, value)), first);
}

/** The lowest, over criteria, of the mean share of the maximum score, on the scale and never below its minimum. */
function minimumOfCriteria(scale: ScaleRule, criteria: readonly ScoredCriterion[]): number | null {
  const byCriterion = Map.groupBy(criteria, ({ rubricKey }) => rubricKey);
  let lowest: number | null = null;
  for (const scored of byCriterion.values()) {
    const share = rounded((a) => a.times(meanShare(a, scored), a.of(scale.max)));
    if (lowest === null || share < lowest) lowest = share;
  }
  return lowest === null ? null : Math.max(lowest, scale.min);
}

function meanShare<Value>(a: Arithmetic<Value>, criteria: readonly ScoredCriterion[]): Value {
  let sum = a.of(0);
  for (const { score, maxScore } of criteria) sum = a.plus(sum, a.over(a.of(score), a.of(maxScore)));
  return a.over(sum, a.of(criteria.length));
}

function atTarget(scale: ScaleRule, assessments: readonly CountedAssessment[]): CountedAssessment[] {
  return assessments.filter(({ value }) => value >= scale.target);
}

function meets(counts: Requirement, requirement: Requirement): boolean {
  return (
    counts.observations >= Math.max(1, requirement.observations) &&
    counts.evaluators >= Math.max(1, requirement.evaluators) &&
    counts.days >= Math.max(1, requirement.days)
  );
}

/** `have` as a share of `need` in whole hundredths of a percent, from 0 to 100 percent, floored. */
function hundredths(have: number, need: number): number {
  return Math.min(100_00, Math.max(0, wholeQuotient(have * 100_00, Math.max(1, need))));
}

function countDays(assessments: readonly CountedAssessment[], timeZone: string): number {
  if (assessments.length < 2) return assessments.length;
  return new Set(assessments.map(({ observedAt }) => dayIn(observedAt, timeZone))).size;
}
