import type { AssessmentStatus, EvaluationState } from "#src/features/assessments/schema.ts";
import {
  type CriterionInput,
  evaluationValue,
  isScored,
  type ScaleRule,
  type ScoredCriterion,
} from "#src/features/progress/evaluation-value.ts";
import { type Arithmetic, rounded } from "#src/lib/decimal.ts";

/** The key of an evaluator whom the reader may not know: of several such, nobody can say whether they are one person. */
export const unknownEvaluator = "";

/** One evaluation with the facts of its assessment. `evaluatorKey` is the same for the same person. */
export type CountedInput = {
  assessmentId: string;
  evaluatorKey: string;
  observedAt: Date;
  submittedAt: Date;
  state: EvaluationState;
  isSelf: boolean;
  assessmentStatus: AssessmentStatus;
  /** The framework requires a countersignature: only an APPROVED assessment counts. */
  needsCountersignature?: boolean | undefined;
  /** Of an earlier version of the competency, whose rating scale is another: its values say nothing on this one. */
  otherScale?: boolean | undefined;
  /** A guest who has not confirmed, where the school requires it. */
  guestUnconfirmed?: boolean | undefined;
  overallRating: number | null;
  criteria: readonly CriterionInput[];
};

export type LeftOutReason =
  | "draft"
  | "self"
  | "superseded"
  | "voided"
  | "rejected"
  | "not_countersigned"
  | "guest_unconfirmed"
  | "other_scale"
  | "before_cycle"
  | "nothing_observed";

export type LeftOut = { assessmentId: string; evaluatorKey: string; reason: LeftOutReason };

/** One observation. Its value is the mean of `ratings`; `value` is that mean rounded to 6 places. */
export type CountedAssessment = {
  id: string;
  observedAt: Date;
  submittedAt: Date;
  ratings: number[];
  value: number;
};

export type CountedEvidence = {
  /** Oldest first: by time observed, then submitted, then id. */
  assessments: CountedAssessment[];
  /** Distinct people; null where the reader may not know all of them. */
  evaluators: number | null;
  criteria: ScoredCriterion[];
  leftOut: LeftOut[];
};

/** Separates the evaluations that count from those that do not, with the reason for each of the latter. */
export function countEvidence(
  scale: ScaleRule,
  evaluations: readonly CountedInput[],
  cycleStartsAt: Date | null,
): CountedEvidence {
  const assessments = new Map<string, CountedAssessment>();
  const evaluators = new Set<string>();
  const criteria: ScoredCriterion[] = [];
  const leftOut: LeftOut[] = [];
  for (const evaluation of evaluations) {
    const { assessmentId, evaluatorKey } = evaluation;
    const weighed = weigh(scale, evaluation, cycleStartsAt);
    if (weighed.reason !== null) {
      leftOut.push({ assessmentId, evaluatorKey, reason: weighed.reason });
      continue;
    }
    const { value } = weighed;
    evaluators.add(evaluatorKey);
    criteria.push(...evaluation.criteria.filter(isScored));
    const known = assessments.get(assessmentId);
    if (known) addRating(known, evaluation, value);
    else assessments.set(assessmentId, makeAssessment(evaluation, value));
  }
  const ordered = [...assessments.values()].sort(byTime);
  for (const assessment of ordered) settleValue(scale, assessment);
  return {
    assessments: ordered,
    evaluators: evaluators.has(unknownEvaluator) ? null : evaluators.size,
    criteria,
    leftOut,
  };
}

/** The value of one evaluation that counts, or the reason why it does not. */
export function weigh(
  scale: ScaleRule,
  evaluation: CountedInput,
  cycleStartsAt: Date | null,
): { value: number; reason: null } | { value: null; reason: LeftOutReason } {
  const reason = reasonToLeaveOut(evaluation, cycleStartsAt);
  if (reason !== null) return { value: null, reason };
  const value = evaluationValue(scale, evaluation);
  return value === null ? { value, reason: "nothing_observed" } : { value, reason };
}

/** The mean of the values of some assessments, unrounded. */
export function meanValue<Value>(a: Arithmetic<Value>, assessments: readonly CountedAssessment[]): Value {
  let sum = a.of(0);
  for (const assessment of assessments) sum = a.plus(sum, exactValue(a, assessment));
  return a.over(sum, a.of(assessments.length));
}

/** The value of one assessment, unrounded. */
export function exactValue<Value>(a: Arithmetic<Value>, { ratings, value }: CountedAssessment): Value {
  return ratings.length === 1 ? a.of(value) : meanRating(a, ratings);
}

function meanRating<Value>(a: Arithmetic<Value>, ratings: readonly number[]): Value {
  let sum = a.of(0);
  for (const rating of ratings) sum = a.plus(sum, a.of(rating));
  return a.over(sum, a.of(ratings.length));
}

function reasonToLeaveOut(evaluation: CountedInput, cycleStartsAt: Date | null): LeftOutReason | null {
  if (evaluation.isSelf) return "self";
  switch (evaluation.state) {
    case "DRAFT":
    case "DISCARDED":
      return "draft";
    case "SUPERSEDED":
      return "superseded";
    case "VOIDED":
      return "voided";
    case "SIGNED":
      break;
  }
  switch (evaluation.assessmentStatus) {
    case "REQUESTED":
    case "DRAFT":
      return "draft";
    case "VOIDED":
      return "voided";
    case "REJECTED":
    case "DECLINED":
    case "CANCELLED":
    case "EXPIRED":
    case "DISCARDED":
      return "rejected";
    case "SUBMITTED":
      if (evaluation.needsCountersignature) return "not_countersigned";
      break;
    case "APPROVED":
      break;
  }
  if (evaluation.guestUnconfirmed) return "guest_unconfirmed";
  if (evaluation.otherScale) return "other_scale";
  // A cycle starts at the completion that it renews, so evidence of that instant belongs to the completion.
  if (cycleStartsAt && evaluation.observedAt.getTime() <= cycleStartsAt.getTime()) return "before_cycle";
  return null;
}

function makeAssessment(evaluation: CountedInput, value: number): CountedAssessment {
  const { assessmentId: id, observedAt, submittedAt } = evaluation;
  return { id, observedAt, submittedAt, ratings: [value], value };
}

function addRating(assessment: CountedAssessment, evaluation: CountedInput, value: number): void {
  assessment.ratings.push(value);
  if (evaluation.submittedAt < assessment.submittedAt) assessment.submittedAt = evaluation.submittedAt;
  if (evaluation.observedAt < assessment.observedAt) assessment.observedAt = evaluation.observedAt;
}

function settleValue(scale: ScaleRule, assessment: CountedAssessment): void {
  if (assessment.ratings.length === 1) return;
  assessment.value = settledValue(scale, assessment.ratings);
  if (scale.kind !== "NUMERIC") assessment.ratings = [assessment.value];
}

/**
 * The value of an assessment of several evaluators: their mean on a NUMERIC scale, rounded to 6 places, the lower median
 * on any other. Throws without a rating.
 */
export function settledValue({ kind }: Pick<ScaleRule, "kind">, ratings: readonly number[]): number {
  if (kind === "NUMERIC") return rounded((a) => meanRating(a, ratings));
  const middle = ratings.toSorted((a, b) => a - b)[Math.floor((ratings.length - 1) / 2)];
  if (middle === undefined) throw new Error("an assessment without ratings was counted");
  return middle;
}

function byTime(a: CountedAssessment, b: CountedAssessment): number {
  return (
    a.observedAt.getTime() - b.observedAt.getTime() ||
    a.submittedAt.getTime() - b.submittedAt.getTime() ||
    (a.id < b.id ? -1 : 1)
  );
}
