import type { SubmitAnswer, SubmitBody } from "#src/features/assessments/schema.ts";
import { signAssessment } from "#src/features/assessments/signing/sign-assessment.ts";
import { newId } from "#src/lib/ids.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A clinical supervisor signs a new assessment of a student of their placement. */
export async function submitAssessment(ctx: UserContext, body: SubmitBody): Promise<SubmitAnswer> {
  const answer = await withActor(
    ctx.actor,
    (tx) =>
      signAssessment(tx, ctx.actor, {
        studentId: body.studentId,
        competencyId: body.competencyId,
        evaluationData: body.evaluationData,
        evidenceFiles: body.evidenceFiles ?? [],
        metadata: body.metadata,
        assessmentId: body.assessmentId ?? newId(),
        from: "NEW",
        requestId: ctx.requestId,
      }),
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}
