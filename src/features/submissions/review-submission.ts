import { eq, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { signAssessment } from "#src/features/assessments/signing/sign-assessment.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { type LockedSubmission, lockSubmission } from "#src/features/submissions/lock-submission.ts";
import { permissions } from "#src/features/submissions/permissions.ts";
import { isReviewable, mayReview, submissionSteps } from "#src/features/submissions/rules.ts";
import type {
  ApproveBody,
  ApprovedAnswer,
  CommentBody,
  StepAnswer,
  takeBody,
} from "#src/features/submissions/schema.ts";
import { sealReviewComment } from "#src/features/submissions/sealed-words.ts";
import { auditStep, writeStep } from "#src/features/submissions/write-step.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencySubmissions } from "#src/platform/db/tables/competency-submissions.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/** A reviewer takes a submission into review, or takes it over from another; the student can no longer withdraw it. */
export function takeSubmission(
  ctx: UserContext,
  id: string,
  { baseRevision }: z.output<typeof takeBody>,
): Promise<StepAnswer> {
  return review(ctx, async (tx) => {
    const submission = await lockToReview(tx, ctx, id, baseRevision);
    const isTaken = submission.status === "IN_REVIEW";
    if (!isTaken || submission.reviewedBy !== ctx.actor.userId) {
      if (!isTaken) assertStep(submissionSteps, submission.status, "IN_REVIEW", "reviewer");
      tx.send(updateTaken, { id, reviewerId: ctx.actor.userId, at: now() });
      writeStep(tx, ctx, submission, { act: "IN_REVIEW", action: isTaken ? "take-over" : "take" });
    }
    return { submissionId: id, status: "IN_REVIEW", progressUpdate: null };
  });
}

/** The reviewer returns it with a comment; the student changes it and submits it again. */
export function returnSubmission(ctx: UserContext, id: string, body: CommentBody): Promise<StepAnswer> {
  return review(ctx, async (tx) => {
    const submission = await lockToDecide(tx, ctx, id, body.baseRevision);
    decide(tx, ctx, submission, { to: "RETURNED", action: "return", comment: body.comment });
    tellStudent(tx, submission, "evidenceReturned");
    return { submissionId: id, status: "RETURNED", progressUpdate: null };
  });
}

/** The reviewer does not accept it, with a comment; the student may write another. */
export function rejectSubmission(ctx: UserContext, id: string, body: CommentBody): Promise<StepAnswer> {
  return review(ctx, async (tx) => {
    const submission = await lockToDecide(tx, ctx, id, body.baseRevision);
    decide(tx, ctx, submission, { to: "REJECTED", action: "reject", comment: body.comment });
    tellStudent(tx, submission, "evidenceNotAccepted");
    return { submissionId: id, status: "REJECTED", progressUpdate: null };
  });
}

/**
 * The reviewer approves it and rates it on the competency's scale: a signed evaluation like any other, of the method
 * PORTFOLIO, observed when it was reviewed. The signature tells the student.
 */
export function approveSubmission(ctx: UserContext, id: string, body: ApproveBody): Promise<ApprovedAnswer> {
  const { baseRevision, comment, overallRating } = body;
  return review(ctx, async (tx) => {
    const submission = await lockToDecide(tx, ctx, id, baseRevision);
    assertStep(submissionSteps, "IN_REVIEW", "APPROVED", "reviewer");
    const assessmentId = newId();
    const { progressUpdate } = await signAssessment(
      tx,
      ctx.actor,
      {
        studentId: submission.studentId,
        competencyId: submission.competencyId,
        evaluationData: { overallRating, feedback: comment, method: "PORTFOLIO" },
        evidenceFiles: [],
        metadata: { submissionId: id },
        assessmentId,
        from: "NEW",
        requestId: ctx.requestId,
      },
      permissions.review,
    );
    decide(tx, ctx, submission, { to: "APPROVED", action: "approve", comment, assessmentId });
    return { submissionId: id, status: "APPROVED" as const, assessmentId, progressUpdate };
  });
}

async function review<Answer>(ctx: UserContext, act: (tx: Tx) => Promise<Answer>): Promise<Answer> {
  const answer = await withActor(ctx.actor, act, ctx.bracket);
  wakeRelay();
  return answer;
}

async function lockToReview(tx: Tx, ctx: UserContext, id: string, baseRevision: number): Promise<LockedSubmission> {
  const submission = await lockSubmission(tx, ctx, id, permissions.review);
  // A draft is its student's alone.
  if (submission.submittedAt === null) throw new AppError("not_found", "There is no such submission.");
  if (!mayReview(ctx.actor.role, submission.kind)) {
    throw new AppError(
      "forbidden",
      "A supervisor of the student's placement reviews this. A school reviews prior learning.",
    );
  }
  if (!isReviewable(submission.status)) {
    throw new AppError("conflict", "This does not wait for a review any more.");
  }
  if (submission.revision !== baseRevision) {
    throw new AppError("conflict", "This was submitted again after you opened it. Read it again first.", {
      errors: [{ path: "baseRevision", message: "is not the present revision" }],
    });
  }
  return submission;
}

/** A decision takes what waits into review by itself; what another reviews is taken over first, on purpose. */
async function lockToDecide(tx: Tx, ctx: UserContext, id: string, baseRevision: number): Promise<LockedSubmission> {
  const submission = await lockToReview(tx, ctx, id, baseRevision);
  if (submission.status === "IN_REVIEW") {
    if (submission.reviewedBy === ctx.actor.userId) return submission;
    throw new AppError("conflict", "Somebody else is reviewing this. Take it over first.");
  }
  assertStep(submissionSteps, submission.status, "IN_REVIEW", "reviewer");
  tx.send(updateTaken, { id, reviewerId: ctx.actor.userId, at: now() });
  auditStep(tx, ctx, submission, { action: "take" });
  return { ...submission, status: "IN_REVIEW", reviewedBy: ctx.actor.userId };
}

type Decision = { to: "RETURNED" | "APPROVED" | "REJECTED"; action: string; comment: string; assessmentId?: string };

function decide(
  tx: Tx,
  ctx: UserContext,
  submission: LockedSubmission,
  { to, action, comment, assessmentId }: Decision,
) {
  assertStep(submissionSteps, submission.status, to, "reviewer");
  tx.send(updateDecided, {
    id: submission.id,
    status: to,
    reviewerId: ctx.actor.userId,
    at: now(),
    comment: sealReviewComment(submission, comment),
    assessmentId: assessmentId ?? null,
  });
  writeStep(tx, ctx, submission, {
    act: to,
    action,
    words: comment,
    ...(assessmentId === undefined ? {} : { detail: { assessmentId } }),
  });
}

function tellStudent(tx: Tx, submission: LockedSubmission, template: "evidenceReturned" | "evidenceNotAccepted"): void {
  notify(tx, {
    template,
    schoolId: submission.schoolId,
    userId: submission.studentId,
    variables: { reviewer_name: submission.actorName, competency_name: submission.competencyName },
    payload: { submissionId: submission.id },
  });
}

const s = competencySubmissions;

const updateTaken = statement("submission_take", (db, p: Params<{ id: string; reviewerId: string; at: Date }>) =>
  db.update(s).set({ status: "IN_REVIEW", reviewedBy: p.reviewerId, updatedAt: p.at }).where(eq(s.id, p.id)),
);

type Decided = {
  id: string;
  status: Decision["to"];
  reviewerId: string;
  at: Date;
  comment: Sealed;
  assessmentId: string | null;
};

const updateDecided = statement("submission_decide", (db, p: Params<Decided>) =>
  db
    .update(s)
    .set({
      status: p.status,
      reviewedBy: p.reviewerId,
      reviewedAt: p.at,
      updatedAt: p.at,
      reviewComment: p.comment,
      evaluationId: evaluationOf(p.assessmentId),
    })
    .where(eq(s.id, p.id)),
);

/** The evaluation that was just signed in this assessment; null without one. */
function evaluationOf(assessmentId: Params<Decided>["assessmentId"]): SQL {
  const e = evaluations;
  return sql`(select ${e.id} from ${e} where ${e.assessmentId} = ${assessmentId} and ${e.state} = 'SIGNED')`;
}
