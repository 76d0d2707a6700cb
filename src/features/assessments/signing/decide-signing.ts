import { AppError, type FieldError } from "#src/errors.ts";
import { criterionFaults, observedAtFault, ratingFault } from "#src/features/assessments/rules.ts";
import type { EvaluationData } from "#src/features/assessments/schema.ts";
import type { Named, Signing, SigningFacts } from "#src/features/assessments/signing/signing-facts.ts";
import type { AssignmentFacts, ProgressRow } from "#src/features/progress/facts.ts";
import {
  type CriterionInput,
  decideProgress,
  decideRecount,
  type Recount,
  rubricResult,
  type ScaleRule,
  withActivity,
} from "#src/features/progress/rules.ts";
import type { Activity } from "#src/features/progress/schema.ts";

/** The result of a signature. */
export type SigningOutcome = {
  observedAt: Date;
  rating: number;
  /** Stored beside an overall rating. */
  rubricResult: number | null;
  recount: Recount;
  progress: ProgressRow;
};

/**
 * Decides one signature: refuses an invalid form, naming every fault by its path; otherwise counts it with the
 * evidence.
 */
export function decideSigning(
  signing: Signing,
  facts: SigningFacts,
  row: ProgressRow,
  { evaluationId, at }: { evaluationId: string; at: Date },
): SigningOutcome {
  const { assignment, evaluator, named } = facts;
  const { evaluationData } = signing;
  const observedAt = evaluationData.observedAt ? new Date(evaluationData.observedAt) : at;
  const errors = signingFaults(signing, facts, observedAt, at);
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });

  const criteria = criteriaOf(evaluationData, named.rubric);
  const fromRubric = rubricResult(assignment.scale, criteria);
  const rating = evaluationData.overallRating ?? fromRubric;
  if (rating === null) throw new Error("a signature without a rating passed the checks");
  const evidence: AssignmentFacts["evidence"] = [
    ...assignment.evidence,
    {
      evaluationId,
      assessmentId: signing.assessmentId,
      assessmentStatus: "SUBMITTED",
      evaluatorKey: evaluator.id,
      observedAt,
      submittedAt: at,
      state: "SIGNED",
      isSelf: false,
      needsCountersignature: assignment.needsCountersignature,
      guestUnconfirmed: false,
      overallRating: rating,
      method: evaluationData.method ?? "DIRECT_OBSERVATION",
      criteria,
    },
  ];
  const recount = decideRecount({ ...assignment, evidence }, "evaluation", at);
  const activity: Activity = {
    id: signing.assessmentId,
    competencyId: assignment.competencyId,
    competencyName: assignment.competencyName,
    rating,
    ratingLabel: assignment.levels.find(({ value }) => value === rating)?.label ?? null,
    maxRating: assignment.scale.max,
    targetRating: assignment.scale.target,
    scaleKind: assignment.scale.kind,
    date: observedAt.toISOString(),
    evaluator: evaluator.name,
  };
  const progress = decideProgress(row, assignment, recount, withActivity(row.recentActivities, activity));
  return { observedAt, rating, rubricResult: fromRubric, recount, progress };
}

/** Everything that stands in the way of a signature, by its path. */
export function signingFaults(
  signing: Signing,
  { assignment, named }: Pick<SigningFacts, "assignment" | "named">,
  observedAt: Date,
  at: Date,
): FieldError[] {
  const errors = judgementFaults(signing.evaluationData, assignment.scale, named.rubric);
  const observed = observedAtFault(observedAt, at, assignment.observedFrom);
  if (observed) errors.push({ path: "evaluationData.observedAt", message: observed });
  if (!named.isRotationKnown) {
    errors.push({ path: "evaluationData.rotationId", message: "is not a rotation of this school" });
  }
  if (named.filesFound !== new Set(signing.evidenceFiles).size) {
    errors.push({ path: "evidenceFiles", message: "names a file that you did not upload" });
  }
  return errors;
}

/** What is wrong with the ratings of an evaluation. */
export function judgementFaults(
  evaluationData: Pick<EvaluationData, "overallRating" | "criteria">,
  scale: ScaleRule,
  rubric: Named["rubric"],
): FieldError[] {
  const errors: FieldError[] = [];
  const addFault = (path: string, message: string | null | undefined) => {
    if (message) errors.push({ path: `evaluationData.${path}`, message });
  };
  const given = evaluationData.criteria ?? [];
  const hasScore = given.some(({ score }) => score !== null);
  if (evaluationData.overallRating === undefined && !hasScore) {
    addFault("overallRating", "choose a level, or score at least one criterion");
  }
  if (evaluationData.overallRating !== undefined) {
    addFault("overallRating", ratingFault(scale, evaluationData.overallRating));
  }
  const known = new Map(rubric.map((criterion) => [criterion.rubricKey, criterion]));
  const seen = new Set<string>();
  for (const [index, criterion] of given.entries()) {
    const found = known.get(criterion.rubricId);
    if (!found) addFault(`criteria.${index}.rubricId`, "is not a criterion of this competency");
    else if (seen.has(criterion.rubricId)) addFault(`criteria.${index}.rubricId`, "is given twice");
    else addFault(`criteria.${index}.score`, criterionFaults(criterion.score, found.maxScore));
    seen.add(criterion.rubricId);
  }
  return errors;
}

export function criteriaOf(
  { criteria = [] }: Pick<EvaluationData, "criteria">,
  rubric: Named["rubric"],
): (CriterionInput & { passScore: number | null })[] {
  const given = new Map(criteria.map(({ rubricId, score }) => [rubricId, score]));
  return rubric
    .filter(({ rubricKey }) => given.has(rubricKey))
    .map((criterion) => ({ ...criterion, score: given.get(criterion.rubricKey) ?? null }));
}
