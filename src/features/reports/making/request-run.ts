import { AppError } from "#src/errors.ts";
import { events } from "#src/features/reports/events.ts";
import { dataVersion } from "#src/features/reports/facts/data-version.ts";
import { loadScope, type ReportScope, scopeOf } from "#src/features/reports/facts/load-scope.ts";
import { audienceOf, cacheKeyOf } from "#src/features/reports/making/cache-key.ts";
import { addRecipients, insertRun, type RunRow, selectLive, selectRun } from "#src/features/reports/queries.ts";
import { normalQuestion } from "#src/features/reports/rules.ts";
import type { Question, RunAnswer } from "#src/features/reports/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Bracket, readAs, type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserActor } from "#src/policy/actor.ts";

type Asked = {
  actor: UserActor;
  question: Question;
  reportId?: string | undefined;
  requestId?: string;
  recipientIds?: string[];
  bracket?: Bracket | undefined;
  /** Written first in the same transaction; what it throws stops the run. */
  claim?: (tx: Tx) => Promise<void>;
};

/**
 * Has a report made by a job. The same question of the same data by somebody who may see the same is answered by the run
 * that is on its way, or by the file that is kept; a changed datum makes a new one.
 */
export async function requestRun(asked: Asked): Promise<RunAnswer> {
  const { actor, bracket } = asked;
  const scope = await loadScope(actor, asked.question);
  const field = scopeOf(actor, asked.question);
  const question = normalQuestion(asked.question, field, asked.question[field] ?? actor.userId);
  const version = await readAs(actor, (tx) => dataVersion(tx, scope));
  const cacheKey = cacheKeyOf(actor, { question, scope, dataVersion: version });
  const row = await withActor(
    actor,
    async (tx) => {
      await asked.claim?.(tx);
      return runAnswerOf(await findOrInsert(tx, asked, { question, cacheKey, scope }));
    },
    bracket,
  );
  wakeRelay();
  return row;
}

type Keyed = { question: Question; cacheKey: string; scope: ReportScope };

async function findOrInsert(tx: Tx, asked: Asked, { question, cacheKey, scope }: Keyed): Promise<RunRow> {
  const { actor, reportId, requestId, recipientIds = [] } = asked;
  // A report that is sent has a run of its own, which names whom it is sent to.
  const [live] = await tx.query(selectLive, { cacheKey });
  if (live && recipientIds.length === 0) return live;
  const id = newId();
  const { schoolId, userId } = actor;
  const [inserted] = await tx.query(insertRun, {
    ...{ id, schoolId, userId, cacheKey, recipientIds },
    definitionId: reportId ?? null,
    audience: audienceOf(scope),
    question: JSON.stringify(question),
  });
  if (!inserted) {
    // Somebody asked for the same at the same time: a statement of its own sees what they committed.
    const [other] = await tx.query(selectLive, { cacheKey });
    if (!other)
      throw new AppError("unavailable", "The same report was just made. Try again.", { retryAfterSeconds: 1 });
    if (recipientIds.length > 0) tx.send(addRecipients, { id: other.runId, recipientIds });
    return other;
  }
  audit(tx, actor, {
    action: "report.make",
    entityType: "report_run",
    entityId: id,
    schoolId,
    ...(scope.subject?.scope === "student" ? { studentId: scope.subject.id } : {}),
    ...(requestId === undefined ? {} : { requestId }),
    detail: { kind: question.kind, format: question.format, students: scope.subject?.students ?? null },
  });
  emit(tx, [events.requested.of({ schoolId, data: { runId: id } })]);
  const [row] = await tx.query(selectRun, { id });
  if (!row) throw new Error("the run was inserted");
  return row;
}

export function runAnswerOf({ requestedAt, expiresAt, ...row }: RunRow): RunAnswer {
  return { ...row, requestedAt: requestedAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null };
}
