import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { assertRevision, lockSubmitted, type Submitted } from "#src/features/assessments/following/submitted.ts";
import { answerOf, follow, recountSubmitted, writeAct } from "#src/features/assessments/following/write-act.ts";
import { moveAssessment } from "#src/features/assessments/move-assessment.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import type { ActAnswer, approveBody, rejectBody } from "#src/features/assessments/schema.ts";
import { notify } from "#src/features/notifications/notify.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** Somebody other than its author countersigns an assessment, which counts from then on. */
export function countersign(
  ctx: UserContext,
  assessmentId: string,
  { baseRevision, comment }: z.output<typeof approveBody>,
): Promise<ActAnswer> {
  return follow(ctx, async (tx) => {
    const submitted = await lockToCountersign(tx, ctx, assessmentId, baseRevision);
    moveAssessment(tx, submitted, "APPROVED", "countersigner");
    writeAct(tx, ctx, submitted, { act: "COUNTERSIGNED", words: comment?.trim() === "" ? undefined : comment });
    const update = await recountSubmitted(tx, submitted, "evaluation");
    notify(tx, {
      template: "assessmentCountersigned",
      schoolId: submitted.schoolId,
      userId: submitted.studentId,
      variables: { countersigner_name: submitted.readerName, competency_name: submitted.competencyName },
      payload: payloadOf(submitted),
    });
    return answerOf(submitted, "APPROVED", update);
  });
}

/** Somebody other than its author does not countersign it, with a reason; its author may reopen it. */
export function rejectAssessment(
  ctx: UserContext,
  assessmentId: string,
  { baseRevision, reason }: z.output<typeof rejectBody>,
): Promise<ActAnswer> {
  return follow(ctx, async (tx) => {
    const submitted = await lockToCountersign(tx, ctx, assessmentId, baseRevision);
    moveAssessment(tx, submitted, "REJECTED", "countersigner");
    writeAct(tx, ctx, submitted, { act: "NOT_COUNTERSIGNED", words: reason });
    // It did not count before either: nothing is taken away.
    const update = await recountSubmitted(tx, submitted, "evaluation");
    notify(
      tx,
      ...submitted.evaluatorIds.map((userId) => ({
        template: "assessmentNotCountersigned" as const,
        schoolId: submitted.schoolId,
        userId,
        variables: {
          countersigner_name: submitted.readerName,
          student_name: submitted.studentName,
          competency_name: submitted.competencyName,
        },
        payload: payloadOf(submitted),
      })),
    );
    return answerOf(submitted, "REJECTED", update);
  });
}

async function lockToCountersign(
  tx: Tx,
  ctx: UserContext,
  assessmentId: string,
  baseRevision: number,
): Promise<Submitted> {
  const submitted = await lockSubmitted(tx, ctx, assessmentId, permissions.countersign);
  if (submitted.isEvaluator || submitted.assessorId === ctx.actor.userId) {
    throw new AppError("forbidden", "You assessed this yourself. Somebody else countersigns it.");
  }
  if (!submitted.needsCountersignature || submitted.assessorId === submitted.studentId) {
    throw new AppError("conflict", "This asks for no countersignature.");
  }
  assertRevision(submitted, baseRevision);
  return submitted;
}

/** What a notice links to. */
export function payloadOf({ id, assignmentId }: Submitted): Record<string, unknown> {
  return { assessmentId: id, ...(assignmentId === null ? {} : { assignmentId }) };
}
