import { AppError } from "#src/errors.ts";
import { loadScope, scopeOf } from "#src/features/reports/facts/load-scope.ts";
import { type DefinitionRow, selectDefinition, selectDefinitions } from "#src/features/reports/queries.ts";
import { nextTime } from "#src/features/reports/rules.ts";
import {
  countDefinitions,
  insertDefinition,
  lockDefinition,
  updateDefinition,
  updateDeleted,
  updateSchedule,
  updateSharing,
} from "#src/features/reports/saved/queries.ts";
import { recipientsOf } from "#src/features/reports/saved/recipients.ts";
import {
  type Question,
  type ReportAnswer,
  type ReportsAnswer,
  type Schedule,
  schedule as scheduleSchema,
} from "#src/features/reports/schema.ts";
import { maxReports, maxTitle } from "#src/features/reports/values.ts";
import { selectSchool } from "#src/features/schools/queries.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { readAs, type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { askedRevision, revisionTag } from "#src/platform/http/if-match.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** One's own reports, and those that colleagues share, the latest first. */
export async function listReports(ctx: UserContext): Promise<ReportsAnswer> {
  const { schoolId } = ctx.actor;
  const rows = await readAs(ctx.actor, (tx) => tx.query(selectDefinitions, { schoolId }));
  return { items: rows.map((row) => answerOf(row, ctx.actor)) };
}

export async function readReport(ctx: UserContext, id: string): Promise<ReportAnswer> {
  const [row] = await readAs(ctx.actor, (tx) => tx.query(selectDefinition, { id }));
  if (!row || row.deletedAt) throw new AppError("not_found", "There is no such report.");
  ctx.addHeader("etag", revisionTag(row.revision));
  return answerOf(row, ctx.actor);
}

/** A person keeps a report that they put together. */
export async function keepReport(ctx: UserContext, question: Question): Promise<ReportAnswer> {
  scopeOf(ctx.actor, question);
  return withActor(ctx.actor, (tx) => insert(tx, ctx, question, "report.keep"), ctx.bracket);
}

/** Changes one's own report, from the revision that If-Match names. */
export async function changeReport(ctx: UserContext, id: string, question: Question): Promise<ReportAnswer> {
  scopeOf(ctx.actor, question);
  const revision = askedRevision(ctx.headers);
  return withActor(
    ctx.actor,
    async (tx) => {
      const found = await lockOwn(tx, id);
      if (revision !== null && revision !== found.revision) {
        throw new AppError("precondition_failed", "This report was changed elsewhere. Load it again.");
      }
      const { kind, title } = question;
      tx.send(updateDefinition, { id, kind, title: title.trim(), question: JSON.stringify(question) });
      return answered(tx, ctx, id);
    },
    ctx.bracket,
  );
}

/** A copy of one's own, or of one that a colleague shares. */
export async function copyReport(ctx: UserContext, id: string): Promise<ReportAnswer> {
  return withActor(
    ctx.actor,
    async (tx) => {
      const [row] = await tx.query(selectDefinition, { id });
      if (!row || row.deletedAt) throw new AppError("not_found", "There is no such report.");
      const { question } = answerOf(row, ctx.actor);
      const title = `Copy of ${question.title}`.slice(0, maxTitle);
      return insert(tx, ctx, { ...question, title }, "report.copy");
    },
    ctx.bracket,
  );
}

/** Deletes a report of one's own, or brings it back within a day; its schedule has to be set anew. */
export async function deleteReport(ctx: UserContext, id: string, isBack = false): Promise<{ ok: true }> {
  return withActor(
    ctx.actor,
    async (tx) => {
      await lockOwn(tx, id, isBack);
      tx.send(updateDeleted, { id, deletedAt: isBack ? null : now() });
      record(tx, ctx, isBack ? "report.restore" : "report.delete", id);
      return { ok: true };
    },
    ctx.bracket,
  );
}

/** Shares a report with the staff of the school, or ends that. Whoever opens it makes it with their own rights. */
export async function shareReport(ctx: UserContext, id: string, isShared: boolean): Promise<ReportAnswer> {
  return withActor(
    ctx.actor,
    async (tx) => {
      await lockOwn(tx, id);
      tx.send(updateSharing, { id, sharing: isShared ? "SCHOOL" : "PRIVATE" });
      record(tx, ctx, "report.share", id, { isShared });
      return answered(tx, ctx, id);
    },
    ctx.bracket,
  );
}

/**
 * Has a report made by the calendar of the school, and its link sent to whom its owner may send it; null ends it. Refuses
 * one about nobody whom they see.
 */
export async function scheduleReport(
  ctx: UserContext,
  id: string,
  { schedule, recipientIds }: { schedule: Schedule | null; recipientIds: readonly string[] },
): Promise<ReportAnswer> {
  const { schoolId, role } = ctx.actor;
  if (schedule) await checkScope(ctx.actor, id);
  return withActor(
    ctx.actor,
    async (tx) => {
      await lockOwn(tx, id);
      const [[school], allowed] = await Promise.all([
        tx.query(selectSchool, { schoolId }),
        recipientsOf(tx, ctx.actor),
      ]);
      const wanted = [...new Set(recipientIds)];
      if (schedule && (wanted.length === 0 || wanted.some((one) => !allowed.some((person) => person.id === one)))) {
        const message =
          role === "SCHOOL_ADMIN" ? "must be admins of the school, at least one" : "must be yourself and nobody else";
        throw new AppError("invalid", "Some values are not valid.", { errors: [{ path: "recipientIds", message }] });
      }
      tx.send(updateSchedule, {
        id,
        schedule: schedule && JSON.stringify(schedule),
        nextAt: schedule && nextTime(schedule, now(), school?.timeZone ?? "UTC"),
        recipientIds: schedule ? wanted : [],
      });
      record(tx, ctx, "report.schedule", id, { schedule, recipients: schedule ? wanted.length : 0 });
      return answered(tx, ctx, id);
    },
    ctx.bracket,
  );
}

/** What can be answered is scheduled: who sees nobody of it is told at once, and not by the first message. */
async function checkScope(actor: UserActor, id: string): Promise<void> {
  const [row] = await readAs(actor, (tx) => tx.query(selectDefinition, { id }));
  if (row) await loadScope(actor, answerOf(row, actor).question);
}

async function insert(tx: Tx, ctx: UserContext, question: Question, action: string): Promise<ReportAnswer> {
  const { schoolId, userId: ownerId } = ctx.actor;
  const [found] = await tx.query(countDefinitions, { ownerId });
  if ((found?.count ?? 0) >= maxReports) {
    throw new AppError("conflict", `You keep ${maxReports} reports. Delete one first.`);
  }
  const id = newId();
  const { kind, title } = question;
  tx.send(insertDefinition, { id, schoolId, ownerId, kind, title: title.trim(), question });
  record(tx, ctx, action, id, { kind });
  return answered(tx, ctx, id);
}

async function lockOwn(tx: Tx, id: string, isDeleted = false) {
  const [found] = await tx.query(lockDefinition, { id });
  // The policies let nobody but the owner lock it.
  if (!found || (found.deletedAt !== null) !== isDeleted) throw new AppError("not_found", "There is no such report.");
  return found;
}

async function answered(tx: Tx, ctx: UserContext, id: string): Promise<ReportAnswer> {
  const [row] = await tx.query(selectDefinition, { id });
  if (!row) throw new Error("the report was written");
  ctx.addHeader("etag", revisionTag(row.revision));
  return answerOf(row, ctx.actor);
}

function answerOf(row: DefinitionRow, actor: UserActor): ReportAnswer {
  const { id, title, owner, ownerId, sharing, nextAt, recipientIds, revision, updatedAt } = row;
  // As `changeReport` and `keepReport` wrote it.
  const question = row.question as Question;
  const isOwn = ownerId === actor.userId;
  return {
    ...{ id, title, kind: question.kind, question, owner, isOwn, revision },
    isShared: sharing === "SCHOOL",
    schedule: row.schedule === null ? null : scheduleSchema.parse(row.schedule),
    recipientIds: isOwn ? recipientIds : [],
    nextAt: nextAt?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  };
}

function record(
  tx: Tx,
  ctx: UserContext,
  action: string,
  entityId: string,
  detail: Record<string, unknown> = {},
): void {
  audit(tx, ctx.actor, {
    action,
    entityType: "report",
    entityId,
    schoolId: ctx.actor.schoolId,
    requestId: ctx.requestId,
    detail,
  });
}
