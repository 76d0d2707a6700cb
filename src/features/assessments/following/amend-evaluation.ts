import { AppError } from "#src/errors.ts";
import { payloadOf } from "#src/features/assessments/following/countersign-assessment.ts";
import { decideAmendment } from "#src/features/assessments/following/decide-amendment.ts";
import { assertRevision, lockSubmitted } from "#src/features/assessments/following/submitted.ts";
import { answerOf, follow, recountSubmitted, tellOfAct } from "#src/features/assessments/following/write-act.ts";
import { moveAssessment, moveEvaluation } from "#src/features/assessments/move-assessment.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import { assessmentSteps, evaluationSteps } from "#src/features/assessments/rules.ts";
import type { ActAnswer, AmendBody } from "#src/features/assessments/schema.ts";
import { loadNamed } from "#src/features/assessments/signing/signing-facts.ts";
import { writeDetails } from "#src/features/assessments/signing/write-signing.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { evaluationAuthors, evaluations } from "#src/platform/db/tables/evaluations.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { type WordColumns, wordColumns } from "#src/platform/sealed/evaluation-words.ts";
import { type Sealed, sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/**
 * An evaluator amends what they wrote, with a reason: a further revision, which keeps the one before it. Where a rating or
 * a criterion changes, it counts anew and has to be countersigned again; words alone change nothing that counts.
 */
export function amendEvaluation(
  ctx: UserContext,
  assessmentId: string,
  { baseRevision, reason, evaluationData }: AmendBody,
): Promise<ActAnswer> {
  return follow(ctx, async (tx) => {
    const submitted = await lockSubmitted(tx, ctx, assessmentId, permissions.amend);
    const { schoolId, studentId, competencyId, evaluation, scale } = submitted;
    assertStep(assessmentSteps, submitted.status, "SUBMITTED", "author");
    assertStep(evaluationSteps, "NEW", "SIGNED", "evaluator");
    if (!evaluation) throw new AppError("conflict", "Only an assessment that was submitted can be amended.");
    assertRevision(submitted, baseRevision);
    const { rubric } = await loadNamed(tx, ctx.actor, { competencyId, evaluationData, evidenceFiles: [] });
    const amendment = decideAmendment(evaluation, evaluationData, { scale, rubric });

    const evaluationId = newId();
    moveEvaluation(tx, evaluation, "SUPERSEDED", "author");
    tx.send(insertRevision, {
      id: evaluationId,
      schoolId,
      studentId,
      competencyId,
      assessmentId,
      evaluatorId: evaluation.isAnonymous ? null : ctx.actor.userId,
      isAnonymous: evaluation.isAnonymous,
      overallRating: evaluationData.overallRating ?? null,
      rubricResult: amendment.rubricResult,
      ...wordColumns({ schoolId, evaluationId }, evaluationData),
      revision: evaluation.revision + 1,
      replacesId: evaluation.id,
      changeReason: sealText(sealedFields.changeReason, { schoolId, rowId: evaluationId }, reason),
      signedAt: now(),
    });
    if (evaluation.isAnonymous) {
      tx.send(insertAuthor, { evaluationId, schoolId, studentId, evaluatorId: ctx.actor.userId });
    }
    writeDetails(tx, { schoolId, assessmentId, evaluationId }, evaluationData, []);
    const status = amendment.changesJudgement ? "SUBMITTED" : submitted.status;
    if (amendment.changesJudgement) moveAssessment(tx, submitted, status, "author");
    const amended = {
      ...submitted,
      revision: submitted.revision + 1,
      evaluation: { ...evaluation, id: evaluationId, revision: evaluation.revision + 1 },
    };
    tellOfAct(tx, ctx, amended, "AMENDED");
    const update = await recountSubmitted(tx, submitted, amendment.changesJudgement ? "amendment" : "evaluation");
    notify(tx, {
      template: "assessmentAmended",
      schoolId,
      userId: studentId,
      variables: {
        evaluator_name: evaluation.isAnonymous ? "An assessor" : submitted.readerName,
        competency_name: submitted.competencyName,
      },
      payload: payloadOf(submitted),
    });
    return answerOf(amended, status, update);
  });
}

type Revision = {
  id: string;
  schoolId: string;
  studentId: string;
  competencyId: string;
  assessmentId: string;
  evaluatorId: string | null;
  isAnonymous: boolean;
  overallRating: number | null;
  rubricResult: number | null;
  revision: number;
  replacesId: string;
  changeReason: Sealed;
  signedAt: Date;
} & WordColumns;

const insertRevision = statement("evaluation_amend", (db, p: Params<Revision>) =>
  db.insert(evaluations).values({
    id: p.id,
    schoolId: p.schoolId,
    studentId: p.studentId,
    competencyId: p.competencyId,
    assessmentId: p.assessmentId,
    evaluatorId: p.evaluatorId,
    isAnonymous: p.isAnonymous,
    state: "SIGNED",
    overallRating: p.overallRating,
    rubricResult: p.rubricResult,
    words: p.words,
    wordCount: p.wordCount,
    hasNextSteps: p.hasNextSteps,
    revision: p.revision,
    replacesId: p.replacesId,
    changeReason: p.changeReason,
    signedAt: p.signedAt,
    createdAt: p.signedAt,
  }),
);

/** Who wrote an evaluation that names nobody. */
const insertAuthor = statement("evaluation_author_insert", (db, p: Params<typeof evaluationAuthors.$inferSelect>) =>
  db.insert(evaluationAuthors).values({
    evaluationId: p.evaluationId,
    schoolId: p.schoolId,
    studentId: p.studentId,
    evaluatorId: p.evaluatorId,
  }),
);
