import type { z } from "zod";
import { openRequest } from "#src/features/assessments/open-request.ts";
import { assertBaseVersion, lockOwnAssessment } from "#src/features/assessments/save-draft.ts";
import type { SubmitAnswer, submitDraftBody } from "#src/features/assessments/schema.ts";
import { signAssessment } from "#src/features/assessments/signing/sign-assessment.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * The author signs their draft with the current content of the form. With `baseVersion`, a draft that another tab has
 * changed since is not signed over. A request is opened and signed at once.
 */
export async function submitDraft(
  ctx: UserContext,
  assessmentId: string,
  body: z.output<typeof submitDraftBody>,
): Promise<SubmitAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const draft = await lockOwnAssessment(tx, ctx, assessmentId);
      assertBaseVersion(draft, body.baseVersion);
      const isRequest = draft.status === "REQUESTED";
      if (isRequest) await openRequest(tx, ctx, { id: assessmentId, ...draft }, body.baseVersion);
      return signAssessment(tx, ctx.actor, {
        studentId: draft.studentId,
        competencyId: draft.competencyId,
        evaluationData: body.evaluationData,
        evidenceFiles: body.evidenceFiles ?? [],
        metadata: body.metadata,
        assessmentId,
        from: isRequest ? "DRAFT" : draft.status,
        requestId: ctx.requestId,
      });
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}
