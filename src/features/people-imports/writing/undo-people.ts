import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { auditPeople } from "#src/features/people/audit-people.ts";
import { moveImport } from "#src/features/people-imports/move-import.ts";
import { type LockedImport, lockImport } from "#src/features/people-imports/queries.ts";
import type { Change } from "#src/features/people-imports/schema.ts";
import { changesByField, updatePeople } from "#src/features/people-imports/writing/people-statements.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { endSessions } from "#src/features/sessions/queries.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, type RowOf, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { peopleImportRows, peopleImports } from "#src/platform/db/tables/people-imports.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const rowsPerBatch = 500;

type Undone = "REMOVED" | "LEFT" | "RESTORED" | "KEPT";
type Outcome = { line: number; undone: Undone };

/**
 * The job of an undo. Whom the import added is removed, or has LEFT if they signed in or something was recorded about
 * them; whom it changed has the values of before, unless somebody changed them since. It may be stopped at any point and
 * run again.
 */
export async function undoPeople(actor: SystemActor, importId: string): Promise<void> {
  for (let hasMore = true; hasMore; ) {
    const batch = await withActor(actor, (tx) => undoBatch(tx, actor, importId));
    announceEnded(batch.endedSessions);
    hasMore = batch.hasMore;
  }
}

async function undoBatch(
  tx: Tx,
  actor: SystemActor,
  importId: string,
): Promise<{ hasMore: boolean; endedSessions: string[] }> {
  const found = await lockImport(tx, importId);
  if (found?.status !== "UNDOING") return { hasMore: false, endedSessions: [] };
  const rows = await tx.query(selectWritten, { importId, limit: rowsPerBatch });
  if (rows.length === 0) {
    await finish(tx, actor, found);
    return { hasMore: false, endedSessions: [] };
  }
  const added = rows.filter(({ verdict }) => verdict === "ADD");
  const changed = rows.filter(({ verdict }) => verdict === "CHANGE");
  // Before they are removed: a row of the audit names a person who is there.
  auditPeople(tx, actor, {
    action: "user.undo_import",
    userIds: rows.flatMap(({ userId }) => userId ?? []),
    detail: { importId, importedBy: found.createdBy },
  });
  const { outcomes, endedSessions } = await removeAdded(tx, added);
  const restored = await restoreChanged(tx, found.schoolId, changed);
  await tx.query(updateUndone, { importId, rows: JSON.stringify([...outcomes, ...restored]) });
  tx.send(updateDone, { importId, count: rows.length });
  return { hasMore: true, endedSessions };
}

type Written = RowOf<typeof selectWritten>;

async function removeAdded(
  tx: Tx,
  rows: readonly Written[],
): Promise<{ outcomes: Outcome[]; endedSessions: string[] }> {
  const ids = rows.flatMap(({ userId }) => userId ?? []);
  if (ids.length === 0) return { outcomes: rows.map(({ line }) => ({ line, undone: "REMOVED" })), endedSessions: [] };
  const busy = await tx.query(lockBusy, { ids });
  const staying = new Set(busy.map(({ id }) => id));
  await tx.query(deletePeople, { ids: ids.filter((id) => !staying.has(id)) });
  await tx.query(updateLeft, { ids: [...staying] });
  const ended = await Promise.all([...staying].map((userId) => endSessions(tx, { userId }, "suspended", now())));
  return {
    outcomes: rows.map(({ line, userId }) => ({
      line,
      undone: userId !== null && staying.has(userId) ? "LEFT" : "REMOVED",
    })),
    endedSessions: ended.flat(),
  };
}

async function restoreChanged(tx: Tx, schoolId: string, rows: readonly Written[]): Promise<Outcome[]> {
  if (rows.length === 0) return [];
  const values = rows.map(({ userId, changes }) => ({ id: userId, changes: changesByField(changes, true) }));
  const restored = await tx.query(updatePeople, { schoolId, rows: JSON.stringify(values) });
  const ids = new Set(restored.map(({ id }) => id));
  return rows.map(({ line, userId }) => ({
    line,
    undone: userId !== null && ids.has(userId) ? "RESTORED" : "KEPT",
  }));
}

async function finish(tx: Tx, actor: SystemActor, found: LockedImport): Promise<void> {
  const made = (kind: string) => found.makes.filter((make) => make.kind === kind).map(({ id }) => id);
  await tx.query(removeGroups, { cohortIds: made("cohort"), programIds: made("program") });
  tx.send(updateFigures, { importId: found.id });
  moveImport(tx, found, "UNDONE", "job");
  audit(tx, actor, {
    action: "people_import.finish_undo",
    entityType: "people_import",
    entityId: found.id,
    schoolId: found.schoolId,
    detail: { importedBy: found.createdBy },
  });
}

const r = peopleImportRows;
const i = peopleImports;

const selectWritten = statement("people_import_written", (db, p: Params<{ importId: string; limit: number }>) =>
  db
    .select({
      line: r.line,
      verdict: r.verdict,
      changes: sql<Change[]>`coalesce(${r.changes}, '[]')`,
      userId: r.userId,
    })
    .from(r)
    .where(and(eq(r.importId, p.importId), sql`${r.outcome} = 'DONE'`, sql`${r.undone} is null`))
    .orderBy(r.line)
    .limit(p.limit),
);

/** Locked, so that nobody joins in this moment. */
const lockBusy = sqlStatement(
  "people_import_busy",
  z.object({ id: z.string() }),
  (p: Params<{ ids: string[] }>) => sql`
    with locked as materialized (
      select ${users.id}, ${users.status} from ${users} where ${users.id} = any(${p.ids}::text[]) order by ${users.id} for update)
    select id from locked
    where status <> 'INVITED' or id in (select app.people_with_records(${p.ids}::text[]))`,
);

const deletePeople = sqlWrite(
  "people_import_remove",
  (p: Params<{ ids: string[] }>) => sql`delete from ${users} where ${users.id} = any(${p.ids}::text[])`,
);

const updateLeft = sqlWrite(
  "people_import_leave",
  (p: Params<{ ids: string[] }>) => sql`
    update ${users} set ${columns(users.status)} = 'LEFT', ${columns(users.updatedAt)} = now()
    where ${users.id} = any(${p.ids}::text[])`,
);

const updateUndone = sqlWrite(
  "people_import_undone",
  (p: Params<{ importId: string; rows: string }>) => sql`
    update ${r} set ${columns(r.undone)} = v.undone
    from jsonb_to_recordset(${p.rows}::jsonb) as v (line integer, undone text)
    where ${r.importId} = ${p.importId} and ${r.line} = v.line`,
);

const updateDone = statement("people_import_count_undone", (db, p: Params<{ importId: string; count: number }>) =>
  db
    .update(i)
    .set({ done: sql`${i.done} + ${p.count}::int`, updatedAt: sql`now()` })
    .where(eq(i.id, p.importId)),
);

const removeGroups = sqlWrite(
  "people_import_remove_groups",
  (p: Params<{ cohortIds: string[]; programIds: string[] }>) =>
    sql`select app.remove_unused_groups(${p.cohortIds}::text[], ${p.programIds}::text[])`,
);

const updateFigures = sqlWrite("people_import_undo_figures", (p: Params<{ importId: string }>) => {
  const of = (undone: Undone) => sql`(count(*) filter (where ${r.undone} = ${sql`${undone}`.inlineParams()}))::int`;
  return sql`
    update ${i} set ${columns(i.figures)} = ${i.figures} || (
      select jsonb_build_object('removed', ${of("REMOVED")}, 'left', ${of("LEFT")}, 'restored', ${of("RESTORED")},
        'kept', ${of("KEPT")})
      from ${r} where ${r.importId} = ${p.importId})
    where ${i.id} = ${p.importId}`;
});
