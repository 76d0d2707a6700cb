import type { AssessmentStatus, EvaluationState } from "#src/features/assessments/schema.ts";
import type { ScaleRule } from "#src/features/progress/rules.ts";
import type { StateTable } from "#src/lib/state-table.ts";

/** The author is the assessor who wrote the assessment; the school is an admin of it. */
export type AssessmentActor = "assessor" | "author" | "countersigner" | "student" | "school" | "job";
export type EvaluationActor = "evaluator" | "author" | "school";

/**
 * An amendment leaves a SUBMITTED assessment SUBMITTED. EXPIRED -> REQUESTED may happen only once; the caller counts
 * it.
 */
export const assessmentSteps: StateTable<AssessmentStatus, AssessmentActor> = {
  thing: "assessment",
  steps: {
    NEW: { REQUESTED: ["student"], DRAFT: ["assessor"], SUBMITTED: ["assessor"] },
    REQUESTED: { DRAFT: ["assessor"], DECLINED: ["assessor"], CANCELLED: ["student"], EXPIRED: ["job"] },
    EXPIRED: { REQUESTED: ["school"] },
    DRAFT: { SUBMITTED: ["assessor"], DISCARDED: ["author"] },
    SUBMITTED: { APPROVED: ["countersigner"], REJECTED: ["countersigner"], SUBMITTED: ["author"], VOIDED: ["school"] },
    APPROVED: { SUBMITTED: ["author"], VOIDED: ["school"] },
    REJECTED: { DRAFT: ["author"], VOIDED: ["school"] },
    DECLINED: {},
    CANCELLED: {},
    DISCARDED: {},
    VOIDED: {},
  },
};

/** An amendment supersedes the signed revision and adds a new one. */
export const evaluationSteps: StateTable<EvaluationState, EvaluationActor> = {
  thing: "evaluation",
  steps: {
    NEW: { DRAFT: ["evaluator"], SIGNED: ["evaluator"] },
    DRAFT: { SIGNED: ["evaluator"] },
    SIGNED: { SUPERSEDED: ["author"], VOIDED: ["school"] },
    SUPERSEDED: {},
    VOIDED: {},
  },
};

/** What its author has not signed, or has thrown away, is the author's alone. */
export const unsignedStatuses = ["DRAFT", "DISCARDED"] as const satisfies readonly AssessmentStatus[];

export function isUnsigned(status: AssessmentStatus): boolean {
  return unsignedStatuses.some((unsigned) => unsigned === status);
}

/** Describes what is wrong with a rating on this scale; null if it is valid. */
export function ratingFault(scale: Pick<ScaleRule, "kind" | "min" | "max">, rating: number): string | null {
  switch (scale.kind) {
    case "BINARY":
      return rating === 0 || rating === 1 ? null : "must be 0 (fail) or 1 (pass)";
    case "ORDINAL":
      if (!Number.isInteger(rating)) return "must be a level of the scale, a whole number";
      break;
    case "NUMERIC":
      if (Number(rating.toFixed(2)) !== rating) return "may have at most 2 decimals";
      break;
  }
  return rating >= scale.min && rating <= scale.max ? null : `must be from ${scale.min} to ${scale.max}`;
}

const clockToleranceMs = 5 * 60_000;

/**
 * An observation lies after the competency was assigned, `from`, and not in the future; a phone's clock may be a few
 * minutes fast.
 */
export function observedAtFault(observedAt: Date, now: Date, from: Date | null): string | null {
  if (Number.isNaN(observedAt.getTime())) return "is not a time";
  if (from !== null && observedAt < from) return "must not be before the competency was assigned";
  return observedAt.getTime() > now.getTime() + clockToleranceMs ? "must not be in the future" : null;
}

/** Describes what is wrong with a criterion's score; null if it is valid. "Not observed" (null) is valid. */
export function criterionFaults(score: number | null, maxScore: number): string | null {
  if (score === null) return null;
  return score >= 0 && score <= maxScore ? null : `must be from 0 to ${maxScore}`;
}
