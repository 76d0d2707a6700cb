import { events } from "#src/features/submissions/events.ts";
import type { LockedSubmission } from "#src/features/submissions/lock-submission.ts";
import { sealStep } from "#src/features/submissions/sealed-words.ts";
import type { SubmissionAct } from "#src/features/submissions/values.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { submissionActs } from "#src/platform/db/tables/competency-submissions.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A step of the conversation: its row, its audit row and its event. Words that a person typed are in the row alone. */
export function writeStep(
  tx: Tx,
  ctx: UserContext,
  submission: LockedSubmission,
  step: { act: SubmissionAct; action: string; words?: string | undefined; evidence?: string; detail?: object },
): void {
  const { id, schoolId, studentId, competencyId } = submission;
  const actId = newId();
  const { words = null, evidence = null } = step;
  tx.send(insertAct, {
    id: actId,
    schoolId,
    studentId,
    submissionId: id,
    act: step.act,
    actorId: ctx.actor.userId,
    actorName: submission.actorName,
    ...sealStep({ id: actId, schoolId }, { words, evidence }),
    createdAt: now(),
  });
  auditStep(tx, ctx, submission, step);
  emit(tx, [
    events.changed.of({ schoolId, studentId, data: { submissionId: id, studentId, competencyId, act: step.act } }),
  ]);
}

/** The audit row alone, of what nobody else may know of, or what another step says already. */
export function auditStep(
  tx: Tx,
  ctx: UserContext,
  {
    id,
    schoolId,
    studentId,
    status,
    revision,
  }: Pick<LockedSubmission, "id" | "schoolId" | "studentId" | "status" | "revision">,
  { action, detail }: { action: string; detail?: object },
): void {
  audit(tx, ctx.actor, {
    action: `submission.${action}`,
    entityType: "submission",
    entityId: id,
    schoolId,
    studentId,
    requestId: ctx.requestId,
    detail: { from: status, revision, ...detail },
  });
}

const insertAct = statement("submission_act_insert", (db, p: Params<typeof submissionActs.$inferSelect>) =>
  db.insert(submissionActs).values({
    id: p.id,
    schoolId: p.schoolId,
    studentId: p.studentId,
    submissionId: p.submissionId,
    act: p.act,
    actorId: p.actorId,
    actorName: p.actorName,
    words: p.words,
    evidence: p.evidence,
    createdAt: p.createdAt,
  }),
);
