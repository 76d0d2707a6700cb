import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { payloadOf } from "#src/features/assessments/following/countersign-assessment.ts";
import { assertRevision, findSubmitted } from "#src/features/assessments/following/submitted.ts";
import { answerOf, follow, writeAct } from "#src/features/assessments/following/write-act.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import { isInForce } from "#src/features/assessments/rules.ts";
import type { ActAnswer, acknowledgeBody, replyBody } from "#src/features/assessments/schema.ts";
import { notify } from "#src/features/notifications/notify.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The student acknowledges having read the newest revision; doing so again changes nothing. It is never scored. */
export function acknowledge(
  ctx: UserContext,
  assessmentId: string,
  { baseRevision }: z.output<typeof acknowledgeBody>,
): Promise<ActAnswer> {
  return follow(ctx, async (tx) => {
    const submitted = await findSubmitted(tx, ctx, assessmentId, permissions.acknowledge);
    assertRevision(submitted, baseRevision);
    if (!isInForce(submitted.status)) throw new AppError("conflict", "This assessment no longer counts.");
    if (submitted.evaluation && !submitted.evaluation.isAcknowledged) writeAct(tx, ctx, submitted, { act: "READ" });
    return answerOf(submitted, submitted.status, null);
  });
}

/** The student replies in words, once, and the author to them, once. It is never scored. */
export function reply(
  ctx: UserContext,
  assessmentId: string,
  { words }: z.output<typeof replyBody>,
): Promise<ActAnswer> {
  return follow(ctx, async (tx) => {
    const submitted = await findSubmitted(tx, ctx, assessmentId, permissions.reply);
    const { schoolId, studentId, assessorId, readerName, competencyName, status } = submitted;
    if (!isInForce(status)) throw new AppError("conflict", "This assessment no longer counts.");
    if (assessorId === studentId) throw new AppError("conflict", "This is what you said of yourself.");
    if (submitted.hasReplied) throw new AppError("conflict", "You replied to this already.");
    const isStudent = ctx.actor.userId === studentId;
    writeAct(tx, ctx, submitted, { act: "REPLIED", words });
    const notice = {
      schoolId,
      variables: { replier_name: readerName, competency_name: competencyName },
      payload: payloadOf(submitted),
    };
    if (!isStudent) notify(tx, { template: "replyAnswered", userId: studentId, ...notice });
    else if (assessorId !== null) notify(tx, { template: "assessmentAnswered", userId: assessorId, ...notice });
    return answerOf(submitted, status, null);
  });
}
