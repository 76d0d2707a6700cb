import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { payloadOf } from "#src/features/assessments/following/countersign-assessment.ts";
import { assertRevision, lockSubmitted } from "#src/features/assessments/following/submitted.ts";
import { answerOf, follow, recountSubmitted, writeAct } from "#src/features/assessments/following/write-act.ts";
import { moveAssessment } from "#src/features/assessments/move-assessment.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import { evaluationSteps } from "#src/features/assessments/rules.ts";
import type { ActAnswer, voidBody } from "#src/features/assessments/schema.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/** The school voids an assessment with its evaluations, with a reason. All stays readable, and none of it counts. */
export function voidAssessment(
  ctx: UserContext,
  assessmentId: string,
  { baseRevision, reason }: z.output<typeof voidBody>,
): Promise<ActAnswer> {
  return follow(ctx, async (tx) => {
    const submitted = await lockSubmitted(tx, ctx, assessmentId, permissions.void);
    assertRevision(submitted, baseRevision);
    moveAssessment(tx, submitted, "VOIDED", "school");
    assertStep(evaluationSteps, "SIGNED", "VOIDED", "school");
    tx.send(voidEvaluations, { assessmentId });
    writeAct(tx, ctx, submitted, { act: "VOIDED", words: reason });
    const update = await recountSubmitted(tx, submitted, "void");
    const { schoolId, studentId, evaluatorIds, studentName, competencyName } = submitted;
    const payload = payloadOf(submitted);
    notify(tx, {
      template: "assessmentVoided",
      schoolId,
      userId: studentId,
      variables: { competency_name: competencyName },
      payload,
    });
    notify(
      tx,
      ...evaluatorIds.map((userId) => ({
        template: "assessmentVoidedForAuthor" as const,
        schoolId,
        userId,
        variables: { student_name: studentName, competency_name: competencyName },
        payload,
      })),
    );
    return answerOf(submitted, "VOIDED", update);
  });
}

const voidEvaluations = statement("evaluations_void", (db, p: Params<{ assessmentId: string }>) =>
  db
    .update(evaluations)
    .set({ state: "VOIDED" })
    .where(and(eq(evaluations.assessmentId, p.assessmentId), isOneOf(evaluations.state, "SIGNED"))),
);
