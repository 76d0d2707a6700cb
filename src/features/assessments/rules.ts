import type { AssessmentStatus, EvaluationState } from "#src/features/assessments/schema.ts";
import { type NextAct, takeBackSeconds } from "#src/features/assessments/values.ts";
import type { ScaleRule } from "#src/features/progress/rules.ts";
import { allowsStep, type StateTable } from "#src/lib/state-table.ts";
import type { Role } from "#src/policy/actor.ts";

/** The author is the assessor who wrote the assessment; the school is an admin of it. */
export type AssessmentActor = "assessor" | "author" | "countersigner" | "student" | "school" | "job";
export type EvaluationActor = "evaluator" | "author" | "school";

/**
 * An amendment leaves a SUBMITTED assessment SUBMITTED. SUBMITTED -> DRAFT is a take-back, for moments only: see
 * `takeBackFault`. EXPIRED -> REQUESTED may happen only once; the caller counts it.
 */
export const assessmentSteps: StateTable<AssessmentStatus, AssessmentActor> = {
  thing: "assessment",
  steps: {
    NEW: { REQUESTED: ["student"], DRAFT: ["assessor"], SUBMITTED: ["assessor"] },
    REQUESTED: { DRAFT: ["assessor"], DECLINED: ["assessor"], CANCELLED: ["student"], EXPIRED: ["job"] },
    EXPIRED: { REQUESTED: ["school"] },
    DRAFT: { SUBMITTED: ["assessor"], DISCARDED: ["author"] },
    SUBMITTED: {
      DRAFT: ["author"],
      APPROVED: ["countersigner"],
      REJECTED: ["countersigner"],
      SUBMITTED: ["author"],
      VOIDED: ["school"],
    },
    APPROVED: { SUBMITTED: ["author"], VOIDED: ["school"] },
    REJECTED: { DRAFT: ["author"], VOIDED: ["school"] },
    DECLINED: {},
    CANCELLED: {},
    DISCARDED: {},
    VOIDED: {},
  },
};

/** An amendment supersedes the signed revision and adds a new one. What its author takes back is DISCARDED. */
export const evaluationSteps: StateTable<EvaluationState, EvaluationActor> = {
  thing: "evaluation",
  steps: {
    NEW: { DRAFT: ["evaluator"], SIGNED: ["evaluator"] },
    DRAFT: { SIGNED: ["evaluator"] },
    SIGNED: { SUPERSEDED: ["author"], VOIDED: ["school"], DISCARDED: ["author"] },
    SUPERSEDED: {},
    VOIDED: {},
    DISCARDED: {},
  },
};

/** What its author has not signed, or has thrown away, is the author's alone. */
export const unsignedStatuses = ["DRAFT", "DISCARDED"] as const satisfies readonly AssessmentStatus[];

export function isUnsigned(status: AssessmentStatus): boolean {
  return unsignedStatuses.some((unsigned) => unsigned === status);
}

/** Submitted, and neither voided nor refused: whether it counts is for the rules of progress. */
export function isInForce(status: AssessmentStatus): boolean {
  return status === "SUBMITTED" || status === "APPROVED";
}

/** A request to take back may be on its way for so long after the time that its author was promised. */
const travelMs = 5_000;

/** Why a submission can no longer be taken back; null while it can. `at` is the server's time, as `submittedAt` is. */
export function takeBackFault(submission: {
  submittedAt: Date;
  isAmended: boolean;
  /** By the student. */
  isRead: boolean;
  at: Date;
}): string | null {
  const { submittedAt, isAmended, isRead, at } = submission;
  if (isAmended) return "It was amended since. Amend it again instead.";
  if (isRead) return "The student has read it already. Amend it instead.";
  const isLate = at.getTime() - submittedAt.getTime() > takeBackSeconds * 1_000 + travelMs;
  return isLate ? "It is too late to take it back. Amend it instead." : null;
}

/** What a reader may do with an assessment; each command checks again under its lock. */
export function nextActsOf(
  reader: {
    role: Role;
    /** The assessor of the assessment, which one of several evaluators has none of. */
    isAuthor: boolean;
    /** Wrote an evaluation that is in force. */
    isEvaluator: boolean;
    hasReplied: boolean;
  },
  assessment: {
    status: AssessmentStatus;
    needsCountersignature: boolean;
    isAcknowledged: boolean;
    isAnswered: boolean;
    canBeTakenBack: boolean;
    /** The student's own view of themselves, beside which there is no other. */
    isSelfOnly?: boolean;
  },
): NextAct[] {
  const { status } = assessment;
  if (assessment.isSelfOnly && reader.role !== "SCHOOL_ADMIN") return [];
  const isCounting = isInForce(status);
  const acts: [NextAct, boolean][] = (() => {
    const countersign: [NextAct, boolean] = [
      "countersign",
      status === "SUBMITTED" &&
        assessment.needsCountersignature &&
        !reader.isAuthor &&
        !reader.isEvaluator &&
        !assessment.isSelfOnly,
    ];
    switch (reader.role) {
      case "STUDENT":
        return [
          ["acknowledge", isCounting && !assessment.isAcknowledged],
          ["reply", isCounting && !reader.hasReplied],
        ];
      case "CLINICAL_SUPERVISOR":
        return [
          ["take-back", reader.isAuthor && assessment.canBeTakenBack],
          ["amend", reader.isEvaluator && isCounting],
          ["reopen", reader.isAuthor && status === "REJECTED"],
          ["reply", reader.isAuthor && isCounting && assessment.isAnswered && !reader.hasReplied],
          countersign,
        ];
      case "SCHOOL_ADMIN":
        return [countersign, ["void", allowsStep(assessmentSteps, status, "VOIDED", "school")]];
      case "SUPER_ADMIN":
        return [];
    }
  })();
  return acts.filter(([, isAllowed]) => isAllowed).map(([act]) => act);
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
