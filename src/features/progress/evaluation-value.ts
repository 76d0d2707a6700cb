import { type Arithmetic, decimalPlaces, millionths, rounded } from "#src/lib/decimal.ts";

/** A scale with the competency's target: min < target <= max. BINARY is fail 0, pass 1, target 1. */
export type ScaleRule = {
  kind: "ORDINAL" | "NUMERIC" | "BINARY";
  min: number;
  max: number;
  target: number;
};

/** `score: null` means "not observed". A score below `passScore` fails a must-pass criterion. */
export type CriterionInput = {
  rubricKey: string;
  weight: number;
  score: number | null;
  maxScore: number;
  passScore?: number | null | undefined;
};

export type ScoredCriterion = CriterionInput & { score: number };

const numericStepBelowTarget = 0.01;

/** The overall rating if there is one, otherwise the rubric's result; null when nothing was observed. */
export function evaluationValue(
  scale: ScaleRule,
  evaluation: { overallRating: number | null; criteria: readonly CriterionInput[] },
): number | null {
  return evaluation.overallRating ?? rubricResult(scale, evaluation.criteria);
}

/**
 * sum(weight * score / maxScore) / sum(weight) * scale maximum over the criteria scored, to 6 places, and never below
 * the scale's minimum. It is rounded
 * here because it is stored: scoring from the stored number and scoring from the criteria must give the same result.
 */
export function rubricResult(scale: ScaleRule, criteria: readonly CriterionInput[]): number | null {
  const scored = criteria.filter(isScored);
  const weighed = scored.filter(({ weight }) => weight > 0);
  if (weighed.length === 0) return null;
  const share = rounded((a) => weightedShare(a, weighed, scale.max));
  const result = scale.kind === "NUMERIC" ? share : Math.floor(share);
  return Math.max(scored.some(failsMustPass) ? Math.min(result, highestBelowTarget(scale)) : result, scale.min);
}

export function isScored(criterion: CriterionInput): criterion is ScoredCriterion {
  return criterion.score !== null;
}

function weightedShare<Value>(a: Arithmetic<Value>, criteria: readonly ScoredCriterion[], max: number): Value {
  let scores = a.of(0);
  let weights = a.of(0);
  for (const { weight, score, maxScore } of criteria) {
    const share = a.over(a.of(score), a.of(maxScore));
    scores = a.plus(scores, a.times(a.of(weight), share));
    weights = a.plus(weights, a.of(weight));
  }
  return a.times(a.over(scores, weights), a.of(max));
}

function failsMustPass({ score, passScore }: ScoredCriterion): boolean {
  return passScore !== null && passScore !== undefined && score < passScore;
}

function highestBelowTarget(scale: ScaleRule): number {
  if (scale.kind !== "NUMERIC") return Math.ceil(scale.target) - 1;
  return (millionths(scale.target) - millionths(numericStepBelowTarget)) / 10 ** decimalPlaces;
}
