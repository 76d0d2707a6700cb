import { eq, type SQL, sql } from "drizzle-orm";
import { events } from "#src/features/assessments/events.ts";
import type { EvaluationData } from "#src/features/assessments/schema.ts";
import type { SigningOutcome } from "#src/features/assessments/signing/decide-signing.ts";
import type { Replaced, Signing, SigningFacts } from "#src/features/assessments/signing/signing-facts.ts";
import type { AssessmentMethod } from "#src/features/assessments/values.ts";
import { notificationRow, notificationsInsert } from "#src/features/notifications/notify.ts";
import {
  progressEvent,
  type RecountValues,
  recountCtes,
  recountValues,
  sendTurn,
} from "#src/features/progress/recount-assignment.ts";
import { newId } from "#src/lib/ids.ts";
import { actInsert } from "#src/platform/audit/audit.ts";
import { builder, columns, type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { assessmentFiles, assessments } from "#src/platform/db/tables/assessments.ts";
import { evaluationCriteria, evaluationPrivateNotes, evaluations } from "#src/platform/db/tables/evaluations.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { eventRow, eventsInsert } from "#src/platform/events/events.ts";
import { type WordColumns, wordColumns } from "#src/platform/sealed/evaluation-words.ts";
import { type Sealed, sealedFields } from "#src/platform/sealed/field.ts";
import { noteRow } from "#src/platform/sealed/private-note.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import type { UserActor } from "#src/policy/actor.ts";

/**
 * Writes a signature and all its effects in one statement; parts that few forms have are written by further statements.
 */
export function writeSigning(
  tx: Tx,
  actor: UserActor,
  signing: Signing,
  { assignment, evaluator }: SigningFacts,
  outcome: SigningOutcome & { evaluationId: string; at: Date; replaced: Replaced | undefined },
): void {
  const { evaluationId, recount, progress, replaced } = outcome;
  const { schoolId } = actor;
  const { assessmentId, studentId, competencyId, evaluationData } = signing;
  const caused = [
    events.submitted.of({
      schoolId,
      studentId,
      data: { assessmentId, studentId, competencyId, status: "submitted", evaluatorName: evaluator.name },
    }),
    progressEvent(schoolId, assignment, recount, progress),
  ];
  const values: SigningValues = {
    ...recountValues(assignment, recount, progress),
    schoolId,
    competencyId,
    assessmentId,
    evaluationId,
    evaluatorId: evaluator.id,
    method: evaluationData.method ?? "DIRECT_OBSERVATION",
    rotationId: evaluationData.rotationId ?? null,
    observedAt: outcome.observedAt,
    signedAt: outcome.at,
    metadata: signing.metadata ?? {},
    overallRating: evaluationData.overallRating ?? null,
    rubricResult: outcome.rubricResult,
    ...wordColumns({ schoolId, evaluationId }, evaluationData),
    revision: (replaced?.revision ?? 0) + 1,
    replacesId: replaced?.id ?? null,
    changeReason: sealText(
      sealedFields.changeReason,
      { schoolId, rowId: evaluationId },
      replaced ? (replaced.reason ?? "") : null,
    ),
    actId: newId(),
    actorRole: actor.role,
    requestId: signing.requestId,
    actDetail: { evaluationId, competencyId, rating: outcome.rating, status: recount.status },
    events: JSON.stringify(caused.map(eventRow)),
    notifications: JSON.stringify([
      notificationRow({
        template: "assessmentSubmitted",
        schoolId,
        userId: studentId,
        variables: { evaluator_name: evaluator.name, competency_name: assignment.competencyName },
        payload: { assessmentId, assignmentId: assignment.assignmentId, evaluationId },
      }),
    ]),
  };
  tx.send(signing.from === "NEW" ? signNew : signDraft, values);
  writeDetails(tx, { schoolId, assessmentId, evaluationId }, evaluationData, signing.evidenceFiles);
  sendTurn(tx, schoolId, assignment, recount, progress);
}

type SigningValues = RecountValues &
  WordColumns & {
    schoolId: string;
    competencyId: string;
    assessmentId: string;
    evaluationId: string;
    evaluatorId: string;
    method: AssessmentMethod;
    rotationId: string | null;
    observedAt: Date;
    signedAt: Date;
    metadata: Record<string, unknown>;
    overallRating: number | null;
    rubricResult: number | null;
    revision: number;
    replacesId: string | null;
    changeReason: Sealed | null;
    actId: string;
    actorRole: string;
    requestId: string;
    actDetail: Record<string, unknown>;
    events: string;
    notifications: string;
  };

const signNew = sqlWrite("assessment_sign", (p: Params<SigningValues>) =>
  signingSql(
    p,
    builder
      .insert(assessments)
      .values({
        ...signedColumns(p),
        id: p.assessmentId,
        schoolId: p.schoolId,
        studentId: p.studentId,
        competencyId: p.competencyId,
        assessorId: p.evaluatorId,
        createdAt: p.signedAt,
      })
      .getSQL(),
  ),
);

const signDraft = sqlWrite("assessment_sign_draft", (p: Params<SigningValues>) =>
  signingSql(
    p,
    builder
      .update(assessments)
      .set({ ...signedColumns(p), draft: null })
      .where(eq(assessments.id, p.assessmentId))
      .getSQL(),
  ),
);

function signedColumns(p: Params<SigningValues>) {
  return {
    assignmentId: p.assignmentId,
    method: p.method,
    status: "SUBMITTED" as const,
    rotationId: p.rotationId,
    observedAt: p.observedAt,
    metadata: p.metadata,
    submittedAt: p.signedAt,
    updatedAt: p.signedAt,
  };
}

/** The foreign keys between the parts are checked at the end of the statement, when all their rows exist. */
function signingSql(p: Params<SigningValues>, assessment: SQL): SQL {
  const evaluation = builder.insert(evaluations).values({
    id: p.evaluationId,
    schoolId: p.schoolId,
    studentId: p.studentId,
    competencyId: p.competencyId,
    assessmentId: p.assessmentId,
    evaluatorId: p.evaluatorId,
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
  });
  const act = actInsert({
    id: p.actId,
    schoolId: p.schoolId,
    actorId: p.evaluatorId,
    actorRole: p.actorRole,
    action: "assessment.submit",
    entityType: "assessment",
    entityId: p.assessmentId,
    studentId: p.studentId,
    requestId: p.requestId,
    detail: p.actDetail,
  });
  return sql`
    with assessment as (${assessment}),
    evaluation as (${evaluation.getSQL()}),
    ${recountCtes(p)},
    act as (${act}),
    events as (${eventsInsert(sql`${p.events}::jsonb`)})
    ${notificationsInsert(sql`${p.notifications}::jsonb`)}`;
}

/**
 * Evidence, criteria and a private note: their policies look up the assessment and the evaluation, so they are written
 * last.
 */
export function writeDetails(
  tx: Tx,
  of: { schoolId: string; assessmentId: string; evaluationId: string },
  { criteria = [], privateNote }: Pick<EvaluationData, "criteria" | "privateNote">,
  fileIds: string[],
): void {
  if (fileIds.length > 0) tx.send(insertFiles, { ...of, fileIds });
  if (criteria.length > 0) {
    const scores = criteria.map(({ rubricId, score }) => ({ rubricId, score }));
    tx.send(insertCriteria, { ...of, scores: JSON.stringify(scores) });
  }
  if (privateNote) tx.send(insertNote, noteRow(of, privateNote));
}

const insertFiles = sqlWrite(
  "assessment_files_insert",
  (p: Params<{ schoolId: string; assessmentId: string; fileIds: string[] }>) => sql`
    insert into ${assessmentFiles} (${columns(assessmentFiles.assessmentId, assessmentFiles.fileId, assessmentFiles.schoolId)})
    select ${p.assessmentId}, file_id, ${p.schoolId} from unnest(${p.fileIds}::text[]) as file_id
    on conflict do nothing`,
);

const insertCriteria = sqlWrite(
  "evaluation_criteria_insert",
  (p: Params<{ schoolId: string; evaluationId: string; scores: string }>) => {
    const { evaluationId, rubricId, schoolId, score } = evaluationCriteria;
    return sql`
      insert into ${evaluationCriteria} (${columns(evaluationId, rubricId, schoolId, score)})
      select ${p.evaluationId}, given."rubricId", ${p.schoolId}, given.score
      from jsonb_to_recordset(${p.scores}::jsonb) as given ("rubricId" text, score numeric)`;
  },
);

const insertNote = statement(
  "private_note_insert",
  (db, p: Params<{ schoolId: string; evaluationId: string; note: Sealed }>) =>
    db.insert(evaluationPrivateNotes).values({ evaluationId: p.evaluationId, schoolId: p.schoolId, note: p.note }),
);
