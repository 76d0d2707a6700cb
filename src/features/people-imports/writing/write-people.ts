import { and, eq, sql } from "drizzle-orm";
import { auditPeople } from "#src/features/people/audit-people.ts";
import { insertInvitations } from "#src/features/people/invitations.ts";
import { moveImport } from "#src/features/people-imports/move-import.ts";
import { checkedPart, type LockedImport, lockImport } from "#src/features/people-imports/queries.ts";
import type { Change, ImportedPerson } from "#src/features/people-imports/schema.ts";
import { makeGroups } from "#src/features/people-imports/writing/make-groups.ts";
import { changesByField, insertPeople, updatePeople } from "#src/features/people-imports/writing/people-statements.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { endSessions } from "#src/features/sessions/queries.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, type RowOf, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { peopleImportRows, peopleImports } from "#src/platform/db/tables/people-imports.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/** A compromise between speed, the time that locks are held, and how often the page hears of progress. */
const rowsPerBatch = 500;

const refusal = "Somebody changed this person, the cohort, or who has the address or number meanwhile";

/**
 * The job of a commit: adds and changes some people at a time, each batch in a transaction that also notes which rows
 * it wrote. It may be stopped at any point and run again, also twice at once: batches of one import wait for each other,
 * and a row that was written is not selected again.
 */
export async function writePeople(actor: SystemActor, importId: string): Promise<void> {
  for (let hasMore = true; hasMore; ) {
    const batch = await withActor(actor, (tx) => writeBatch(tx, actor, importId));
    announceEnded(batch.endedSessions);
    hasMore = batch.hasMore;
  }
}

type Outcome = { line: number; userId: string | null; refusal: string | null };

async function writeBatch(
  tx: Tx,
  actor: SystemActor,
  importId: string,
): Promise<{ hasMore: boolean; endedSessions: string[] }> {
  const found = await lockImport(tx, importId);
  if (found?.status !== "COMMITTING") return { hasMore: false, endedSessions: [] };
  const { schoolId } = found;
  await makeGroups(tx, schoolId, checkedPart(found).makes);
  const rows = await tx.query(selectUnwritten, { importId, limit: rowsPerBatch });
  if (rows.length === 0) {
    await finish(tx, actor, found);
    return { hasMore: false, endedSessions: [] };
  }
  const added = await addPeople(tx, schoolId, rows);
  const changed = await changePeople(tx, schoolId, rows);
  const outcomes = [...added, ...changed];
  await tx.query(updateOutcomes, { importId, rows: JSON.stringify(outcomes) });
  tx.send(updateDone, { importId, count: outcomes.length });
  const detail = { importId, importedBy: found.createdBy };
  const addedIds = added.flatMap(({ userId }) => userId ?? []);
  auditPeople(tx, actor, { action: "user.import", userIds: addedIds, detail });
  if (found.sendsInvitations) insertInvitations(tx, schoolId, addedIds);
  const changedIds = changed.flatMap(({ userId }) => userId ?? []);
  auditPeople(tx, actor, { action: "user.import_change", userIds: changedIds, detail });
  const endedSessions = await endSessionsOfGone(tx, rows, new Set(changedIds));
  return { hasMore: true, endedSessions };
}

type Unwritten = RowOf<typeof selectUnwritten>;

async function addPeople(tx: Tx, schoolId: string, rows: readonly Unwritten[]): Promise<Outcome[]> {
  const additions = rows.filter(({ verdict }) => verdict === "ADD").map((row) => ({ ...row, id: newId() }));
  if (additions.length === 0) return [];
  const values = additions.map(({ id, person }) => ({ id, person }));
  const added = await tx.query(insertPeople, { schoolId, rows: JSON.stringify(values) });
  const ids = new Set(added.map(({ id }) => id));
  return additions.map(({ line, id }) =>
    ids.has(id) ? { line, userId: id, refusal: null } : { line, userId: null, refusal },
  );
}

async function changePeople(tx: Tx, schoolId: string, rows: readonly Unwritten[]): Promise<Outcome[]> {
  const changes = rows.filter(({ verdict }) => verdict === "CHANGE");
  if (changes.length === 0) return [];
  const values = changes.map(({ userId, changes: of }) => ({ id: userId, changes: changesByField(of) }));
  const changed = await tx.query(updatePeople, { schoolId, rows: JSON.stringify(values) });
  const ids = new Set(changed.map(({ id }) => id));
  return changes.map(({ line, userId }) =>
    userId !== null && ids.has(userId) ? { line, userId, refusal: null } : { line, userId: null, refusal },
  );
}

async function endSessionsOfGone(tx: Tx, rows: readonly Unwritten[], changed: ReadonlySet<string>): Promise<string[]> {
  const gone = rows.flatMap(({ userId, changes }) => {
    const isGone = changes.some(({ field, to }) => field === "status" && to !== "ACTIVE");
    return userId !== null && changed.has(userId) && isGone ? [userId] : [];
  });
  const ended = await Promise.all(gone.map((userId) => endSessions(tx, { userId }, "suspended", now())));
  return ended.flat();
}

async function finish(tx: Tx, actor: SystemActor, found: LockedImport): Promise<void> {
  tx.send(updateFigures, { importId: found.id });
  moveImport(tx, found, "COMMITTED", "job");
  audit(tx, actor, {
    action: "people_import.finish",
    entityType: "people_import",
    entityId: found.id,
    schoolId: found.schoolId,
    detail: { importedBy: found.createdBy },
  });
}

const r = peopleImportRows;
const i = peopleImports;

const selectUnwritten = statement("people_import_unwritten", (db, p: Params<{ importId: string; limit: number }>) =>
  db
    .select({
      line: r.line,
      verdict: r.verdict,
      // The checks wrote them in these shapes.
      person: sql<ImportedPerson | null>`${r.person}`,
      changes: sql<Change[]>`coalesce(${r.changes}, '[]')`,
      userId: r.userId,
    })
    .from(r)
    .where(and(eq(r.importId, p.importId), sql`${r.verdict} in ('ADD', 'CHANGE')`, sql`${r.outcome} is null`))
    .orderBy(r.line)
    .limit(p.limit),
);

const updateOutcomes = sqlWrite(
  "people_import_outcomes",
  (p: Params<{ importId: string; rows: string }>) => sql`
    update ${r} set ${columns(r.outcome)} = case when v.refusal is null then 'DONE' else 'REFUSED' end,
      ${columns(r.refusal)} = v.refusal, ${columns(r.userId)} = coalesce(v."userId", ${r.userId})
    from jsonb_to_recordset(${p.rows}::jsonb) as v (line integer, "userId" text, refusal text)
    where ${r.importId} = ${p.importId} and ${r.line} = v.line`,
);

const updateDone = statement("people_import_count_done", (db, p: Params<{ importId: string; count: number }>) =>
  db
    .update(i)
    .set({ done: sql`${i.done} + ${p.count}::int`, updatedAt: sql`now()` })
    .where(eq(i.id, p.importId)),
);

const updateFigures = sqlWrite("people_import_figures", (p: Params<{ importId: string }>) => {
  const of = (condition: string) => sql`(count(*) filter (where ${sql.raw(condition)}))::int`;
  return sql`
    update ${i} set ${columns(i.committedAt)} = now(), ${columns(i.figures)} = (
      select jsonb_build_object('added', ${of("verdict = 'ADD' and outcome = 'DONE'")},
        'changed', ${of("verdict = 'CHANGE' and outcome = 'DONE'")}, 'refused', ${of("outcome = 'REFUSED'")})
      from ${r} where ${r.importId} = ${p.importId})
    where ${i.id} = ${p.importId}`;
});
