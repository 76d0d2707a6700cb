import { eq, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { lockSubmitted, type Submitted } from "#src/features/assessments/following/submitted.ts";
import { answerOf, follow, recountSubmitted, writeAct } from "#src/features/assessments/following/write-act.ts";
import { moveAssessment, moveEvaluation } from "#src/features/assessments/move-assessment.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import { takeBackFault } from "#src/features/assessments/rules.ts";
import type { ActAnswer, EvaluationData } from "#src/features/assessments/schema.ts";
import { now } from "#src/lib/clock.ts";
import { type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { assessmentFiles, assessments } from "#src/platform/db/tables/assessments.ts";
import { competencySubmissions } from "#src/platform/db/tables/competency-submissions.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealUnsigned } from "#src/platform/sealed/evaluation-words.ts";

/**
 * The author takes back what they submitted a moment ago: it is their draft again, with all that was in it, and what it
 * had changed is counted again without it. The evaluation stays as DISCARDED, which its author alone may read.
 */
export function takeBack(ctx: UserContext, assessmentId: string): Promise<ActAnswer> {
  return follow(ctx, async (tx) => {
    const submitted = await lockSubmitted(tx, ctx, assessmentId, permissions.takeBack);
    const { evaluation, submittedAt } = submitted;
    if (submitted.status !== "SUBMITTED" || !evaluation || !submittedAt) {
      throw new AppError("conflict", "Only an assessment that was just submitted can be taken back.");
    }
    const fault = takeBackFault({
      submittedAt,
      isAmended: evaluation.signedAt.getTime() !== submittedAt.getTime(),
      isRead: evaluation.isRead,
      at: now(),
    });
    if (fault !== null) throw new AppError("conflict", fault);
    if ((await tx.query(selectApproved, { evaluationId: evaluation.id })).length > 0) {
      throw new AppError("conflict", "This approved what the student submitted, so it cannot be taken back. Amend it.");
    }
    moveAssessment(tx, submitted, "DRAFT", "author");
    moveEvaluation(tx, evaluation, "DISCARDED", "author");
    writeAct(tx, ctx, submitted, { act: "TAKEN_BACK" });
    restoreDraft(tx, submitted);
    return answerOf(submitted, "DRAFT", await recountSubmitted(tx, submitted, "void"));
  });
}

/**
 * The author makes a draft again of what was not countersigned. What they submit next replaces it, as a further
 * revision.
 */
export function reopenAssessment(ctx: UserContext, assessmentId: string): Promise<ActAnswer> {
  return follow(ctx, async (tx) => {
    const submitted = await lockSubmitted(tx, ctx, assessmentId, permissions.reopen);
    if (submitted.status !== "REJECTED") {
      throw new AppError("conflict", "Only an assessment that was not countersigned can be reopened.");
    }
    moveAssessment(tx, submitted, "DRAFT", "author");
    writeAct(tx, ctx, submitted, { act: "REOPENED" });
    restoreDraft(tx, submitted);
    return answerOf(submitted, "DRAFT", null);
  });
}

/** The submission that this evaluation approved. */
const selectApproved = statement("take_back_approved", (db, p: Params<{ evaluationId: string }>) =>
  db
    .select({ id: competencySubmissions.id })
    .from(competencySubmissions)
    .where(eq(competencySubmissions.evaluationId, p.evaluationId)),
);

/** The content of the form, as it was submitted. Files are named by the draft until it is submitted again. */
function restoreDraft(tx: Tx, submitted: Submitted): void {
  const evidenceFiles = submitted.ownFileIds;
  const author = { schoolId: submitted.schoolId, authorId: submitted.assessorId ?? "" };
  const evaluationData = sealUnsigned("draft", author, contentOf(submitted));
  tx.send(updateDraft, { id: submitted.id, draft: { evaluationData, evidenceFiles } });
  if (evidenceFiles.length > 0) tx.send(deleteFiles, { assessmentId: submitted.id, fileIds: evidenceFiles });
}

function contentOf({ evaluation, method, rotationId, observedAt }: Submitted): EvaluationData {
  if (!evaluation) return { method };
  const { overallRating, criteria, feedback, strengths, nextSteps, privateNote } = evaluation;
  return {
    ...(overallRating === null ? {} : { overallRating }),
    ...(criteria.length === 0 ? {} : { criteria }),
    ...(observedAt === null ? {} : { observedAt: observedAt.toISOString() }),
    method,
    ...(rotationId === null ? {} : { rotationId }),
    ...(feedback === null ? {} : { feedback }),
    ...(strengths === null ? {} : { strengths }),
    ...(nextSteps === null ? {} : { nextSteps }),
    ...(privateNote === null ? {} : { privateNote }),
  };
}

type Draft = { evaluationData: object; evidenceFiles: string[] };

const updateDraft = statement("assessment_draft_restore", (db, p: Params<{ id: string; draft: Draft }>) =>
  db.update(assessments).set({ draft: p.draft, submittedAt: null }).where(eq(assessments.id, p.id)),
);

const deleteFiles = sqlWrite(
  "assessment_files_remove",
  (p: Params<{ assessmentId: string; fileIds: string[] }>) => sql`
    delete from ${assessmentFiles} where ${assessmentFiles.assessmentId} = ${p.assessmentId}
      and ${assessmentFiles.fileId} = any(${p.fileIds}::text[])`,
);
