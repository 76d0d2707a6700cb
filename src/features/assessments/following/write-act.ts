import { events } from "#src/features/assessments/events.ts";
import type { Submitted } from "#src/features/assessments/following/submitted.ts";
import type { ActAnswer, AssessmentStatus } from "#src/features/assessments/schema.ts";
import type { AssessmentAct } from "#src/features/assessments/values.ts";
import { recountAssignment } from "#src/features/progress/recount-assignment.ts";
import type { RecountCause } from "#src/features/progress/rules.ts";
import type { ProgressUpdate } from "#src/features/progress/schema.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { assessmentActs } from "#src/platform/db/tables/assessment-acts.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";

/** Runs one act in its transaction, and wakes the relay after the commit. */
export async function follow(ctx: UserContext, act: (tx: Tx) => Promise<ActAnswer>): Promise<ActAnswer> {
  const answer = await withActor(ctx.actor, act, ctx.bracket);
  wakeRelay();
  return answer;
}

/** Writes an act with its audit row and its event. Words that a person typed are in the act alone. */
export function writeAct(
  tx: Tx,
  ctx: UserContext,
  submitted: Submitted,
  { act, words }: { act: AssessmentAct; words?: string | undefined },
): void {
  const { schoolId, studentId } = submitted;
  const evaluationId = submitted.evaluation?.id ?? null;
  const id = newId();
  tx.send(insertAct, {
    id,
    schoolId,
    studentId,
    assessmentId: submitted.id,
    evaluationId,
    act,
    actorId: ctx.actor.userId,
    actorName: submitted.readerName,
    words: sealText(sealedFields.assessmentActWords, { schoolId, rowId: id }, words ?? null),
    createdAt: now(),
  });
  tellOfAct(tx, ctx, submitted, act);
}

/** The audit row and the event of an act. */
export function tellOfAct(tx: Tx, ctx: UserContext, submitted: Submitted, act: AssessmentAct | "AMENDED"): void {
  const { id, schoolId, studentId, competencyId } = submitted;
  const evaluationId = submitted.evaluation?.id ?? null;
  audit(tx, ctx.actor, {
    action: `assessment.${verbs[act]}`,
    entityType: "assessment",
    entityId: id,
    schoolId,
    studentId,
    requestId: ctx.requestId,
    detail: { evaluationId, competencyId, revision: submitted.revision, from: submitted.status },
  });
  emit(tx, [
    events.changed.of({ schoolId, studentId, data: { assessmentId: id, studentId, competencyId, evaluationId, act } }),
  ]);
}

const verbs: Record<AssessmentAct | "AMENDED", string> = {
  TAKEN_BACK: "take-back",
  AMENDED: "amend",
  COUNTERSIGNED: "countersign",
  NOT_COUNTERSIGNED: "reject",
  REOPENED: "reopen",
  VOIDED: "void",
  READ: "acknowledge",
  REPLIED: "reply",
};

/** Counts the student's assignment again; a student without one has no progress in the competency. */
export async function recountSubmitted(
  tx: Tx,
  { assignmentId }: Submitted,
  cause: RecountCause,
): Promise<ProgressUpdate | null> {
  return assignmentId === null ? null : recountAssignment(tx, assignmentId, cause);
}

export function answerOf(
  { id, revision }: Submitted,
  status: AssessmentStatus,
  progressUpdate: ProgressUpdate | null,
): ActAnswer {
  return { assessmentId: id, status: status.toLowerCase(), revision, progressUpdate };
}

type NewAct = typeof assessmentActs.$inferSelect;

const insertAct = statement("assessment_act_insert", (db, p: Params<NewAct>) =>
  db.insert(assessmentActs).values({
    id: p.id,
    schoolId: p.schoolId,
    studentId: p.studentId,
    assessmentId: p.assessmentId,
    evaluationId: p.evaluationId,
    act: p.act,
    actorId: p.actorId,
    actorName: p.actorName,
    words: p.words,
    createdAt: p.createdAt,
  }),
);
