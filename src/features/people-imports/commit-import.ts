import { eq, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/people-imports/events.ts";
import { lockOwnImport } from "#src/features/people-imports/lock-own-import.ts";
import { moveImport } from "#src/features/people-imports/move-import.ts";
import { readImport } from "#src/features/people-imports/queries.ts";
import { isUndoable } from "#src/features/people-imports/rules.ts";
import type { ImportAnswer } from "#src/features/people-imports/schema.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { peopleImports } from "#src/platform/db/tables/people-imports.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { EventDefinition } from "#src/platform/events/event.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The admin has the rows without faults written; a job does it. A repeated commit answers what the first is doing. */
export async function commitImport(
  ctx: UserContext,
  importId: string,
  { sendInvitations }: { sendInvitations: boolean },
): Promise<ImportAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const found = await lockOwnImport(tx, ctx, importId);
      if (found.status !== "COMMITTING" && found.status !== "COMMITTED") {
        const { counts } = await answerOf(tx, ctx, importId);
        if (found.status === "READY" && counts.add + counts.change === 0) {
          throw new AppError("conflict", "No row of this import adds or changes anybody.");
        }
        moveImport(tx, found, "COMMITTING", "admin");
        tx.send(updateTotal, { importId, total: counts.add + counts.change, sends: sendInvitations });
        record(tx, ctx, importId, "commit", events.commitRequested, { sendInvitations });
      }
      return answerOf(tx, ctx, importId);
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

/** The admin takes an import back within a day; a job does it. */
export async function undoImport(ctx: UserContext, importId: string): Promise<ImportAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const found = await lockOwnImport(tx, ctx, importId);
      if (found.status !== "UNDOING" && found.status !== "UNDONE") {
        if (found.status === "COMMITTED" && !isUndoable(found.status, found.committedAt, now())) {
          throw new AppError("conflict", "An import can be undone for 24 hours, and these are over.");
        }
        moveImport(tx, found, "UNDOING", "admin");
        tx.send(updateUndone, { importId });
        record(tx, ctx, importId, "undo", events.undoRequested);
      }
      return answerOf(tx, ctx, importId);
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

function record(
  tx: Tx,
  ctx: UserContext,
  importId: string,
  act: string,
  event: EventDefinition<string, typeof events.requested.data, undefined, "school">,
  detail: Record<string, unknown> = {},
): void {
  const { schoolId } = ctx.actor;
  audit(tx, ctx.actor, {
    action: `people_import.${act}`,
    entityType: "people_import",
    entityId: importId,
    schoolId,
    requestId: ctx.requestId,
    detail,
  });
  emit(tx, [event.of({ schoolId, data: { importId } })]);
}

async function answerOf(tx: Tx, ctx: UserContext, importId: string): Promise<ImportAnswer> {
  const answer = await readImport(tx, ctx.actor.schoolId, importId);
  if (!answer) throw new Error("the import is locked, so it is there");
  return answer;
}

const updateTotal = statement(
  "people_import_total",
  (db, p: Params<{ importId: string; total: number; sends: boolean }>) =>
    db
      .update(peopleImports)
      .set({ total: p.total, done: 0, sendsInvitations: p.sends, updatedAt: sql`now()` })
      .where(eq(peopleImports.id, p.importId)),
);

const updateUndone = statement("people_import_undo_total", (db, p: Params<{ importId: string }>) =>
  db
    .update(peopleImports)
    .set({ total: sql`${peopleImports.done}`, done: 0, updatedAt: sql`now()` })
    .where(eq(peopleImports.id, p.importId)),
);
