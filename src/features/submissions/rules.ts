import type { FieldError } from "#src/errors.ts";
import type { SubmissionContent, SubmissionStatus } from "#src/features/submissions/schema.ts";
import type { SubmissionKind, SubmissionView } from "#src/features/submissions/values.ts";
import type { StateTable } from "#src/lib/state-table.ts";
import type { Role } from "#src/policy/actor.ts";

export type SubmissionActor = "student" | "reviewer";

/** A reviewer who returns, approves or rejects must comment. */
export const submissionSteps: StateTable<SubmissionStatus, SubmissionActor> = {
  thing: "submission",
  steps: {
    NEW: { DRAFT: ["student"] },
    DRAFT: { SUBMITTED: ["student"], WITHDRAWN: ["student"] },
    SUBMITTED: { IN_REVIEW: ["reviewer"], WITHDRAWN: ["student"] },
    IN_REVIEW: { RETURNED: ["reviewer"], APPROVED: ["reviewer"], REJECTED: ["reviewer"] },
    RETURNED: { SUBMITTED: ["student"], WITHDRAWN: ["student"] },
    APPROVED: {},
    REJECTED: {},
    WITHDRAWN: {},
  },
};

/** The states of each view of a list. */
export const statesOfView = {
  open: ["DRAFT", "SUBMITTED", "IN_REVIEW", "RETURNED"],
  waiting: ["SUBMITTED", "IN_REVIEW"],
  returned: ["RETURNED"],
  closed: ["APPROVED", "REJECTED", "WITHDRAWN"],
} as const satisfies Record<SubmissionView, readonly SubmissionStatus[]>;

/** The student writes while it is theirs: before it is submitted, and after it came back. */
export function isWritable(status: SubmissionStatus): boolean {
  return status === "DRAFT" || status === "RETURNED";
}

/** What a reviewer may decide about now: what waits, or is in review. */
export function isReviewable(status: SubmissionStatus): boolean {
  return status === "SUBMITTED" || status === "IN_REVIEW";
}

/** A school decides about prior learning alone: what is seen in a placement is judged by those who see the student there. */
export function mayReview(role: Role, kind: SubmissionKind): boolean {
  return role === "CLINICAL_SUPERVISOR" || (role === "SCHOOL_ADMIN" && kind === "PRIOR_LEARNING");
}

/** What is missing or wrong in what a student submits; a draft may have any gap. `today` is the school's day. */
export function contentFaults(content: SubmissionContent, today: string): FieldError[] {
  const errors = learntFaults(content, today);
  if (content.evidence.trim() === "" && content.files.length === 0) {
    errors.push({ path: "evidence", message: "say what you did, or attach a file" });
  }
  if (content.kind === "PRIOR_LEARNING") {
    if ((content.learntWhere ?? "").trim() === "") errors.push({ path: "learntWhere", message: "is needed" });
    if (content.learntFrom === null) errors.push({ path: "learntFrom", message: "is needed" });
    if (content.learntUntil === null) errors.push({ path: "learntUntil", message: "is needed" });
  }
  return errors;
}

/** What is wrong with the days on which something was learnt, in a draft too. */
export function learntFaults(
  { learntFrom, learntUntil }: Pick<SubmissionContent, "learntFrom" | "learntUntil">,
  today: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (learntFrom !== null && learntFrom > today) {
    errors.push({ path: "learntFrom", message: "must be today or earlier" });
  }
  if (learntUntil !== null && learntUntil > today) {
    errors.push({ path: "learntUntil", message: "must be today or earlier" });
  }
  if (learntFrom !== null && learntUntil !== null && learntUntil < learntFrom) {
    errors.push({ path: "learntUntil", message: "must not be before the first day" });
  }
  return errors;
}
