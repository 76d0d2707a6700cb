import { and, desc, eq, or, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { CheckedImport } from "#src/features/people-imports/checking/check-rows.ts";
import { loadGroups } from "#src/features/people-imports/checking/load-context.ts";
import type { Mapping } from "#src/features/people-imports/checking/row-values.ts";
import { isUndoable, undoableUntil } from "#src/features/people-imports/rules.ts";
import type {
  ImportAnswer,
  ImportFigures,
  ImportLine,
  ImportsAnswer,
  importsQuery,
  Make,
} from "#src/features/people-imports/schema.ts";
import { faultCodes, fields } from "#src/features/people-imports/values.ts";
import { now } from "#src/lib/clock.ts";
import { fixedLimit } from "#src/platform/db/conditions.ts";
import { decodeCursor, instantKey, pageOf } from "#src/platform/db/cursor.ts";
import { type Params, type RowOf, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { invitations } from "#src/platform/db/tables/invitations.ts";
import { peopleImportRows, peopleImports } from "#src/platform/db/tables/people-imports.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const i = peopleImports;
const r = peopleImportRows;

/** The imports of the school, newest first; those thrown away are not listed. */
export async function listImports(
  ctx: UserContext,
  { limit, cursor }: z.output<typeof importsQuery>,
): Promise<ImportsAnswer> {
  const after = decodeCursor(cursor, ["instant", "id"]);
  const rows = await readAs(ctx.actor, (tx) =>
    tx.query(selectImports, { afterTime: after?.[0] ?? null, afterId: after?.[1] ?? null, limit: limit + 1 }),
  );
  return pageOf(rows, limit, lineOf, ({ createdKey, importId }) => [createdKey, importId]);
}

/** One import with its columns, and what a commit would do. */
export async function getImport(ctx: UserContext, importId: string): Promise<ImportAnswer> {
  const found = await readAs(ctx.actor, (tx) => readImport(tx, ctx.actor.schoolId, importId));
  if (!found) throw new AppError("not_found", "There is no such import.");
  return found;
}

/** The answer of commands too, in their transaction. All queries are sent at once. */
export async function readImport(tx: Tx, schoolId: string, importId: string): Promise<ImportAnswer | undefined> {
  const [[row], [counts], [uninvited], faults, alike, samples, groups] = await Promise.all([
    tx.query(selectImport, { importId }),
    tx.query(selectCounts, { importId }),
    tx.query(selectUninvited, { importId }),
    tx.query(selectFaults, { importId }),
    tx.query(selectAlike, { importId }),
    tx.query(selectSamples, { importId }),
    loadGroups(tx, schoolId, []),
  ]);
  if (!row || !counts) return undefined;
  const made = (kind: Make["kind"]) =>
    row.makes
      .filter((make) => make.kind === kind)
      .map(({ id, name, programId }) => ({ id, name, programId, isNew: true }));
  return {
    ...lineOf(row),
    encoding: row.encoding,
    error: row.error,
    isStalled: row.isStalled,
    notes: row.notes,
    columns: row.headers.map((name, at) => ({
      name,
      field: row.mapping[at] ?? null,
      samples: [...new Set(samples.flatMap(({ cells }) => cells[at]?.trim() || []))].slice(0, 3),
    })),
    defaultRole: row.defaultRole,
    counts,
    uninvited: uninvited?.people ?? 0,
    faults,
    alike,
    programs: [
      ...groups.programs.map(({ id, name }) => ({ id, name, programId: null, isNew: false })),
      ...made("program"),
    ],
    cohorts: [...groups.cohorts.map((cohort) => ({ ...cohort, isNew: false })), ...made("cohort")],
  };
}

/** The import under a lock, so that changes of it happen one after the other. */
export async function lockImport(tx: Tx, importId: string): Promise<LockedImport | undefined> {
  return (await tx.query(selectForUpdate, { importId }))[0];
}

export type LockedImport = RowOf<typeof selectForUpdate>;

/** What the checks take of it. */
export function checkedPart({ id, schoolId, createdBy, mapping, defaultRole, makes }: LockedImport): CheckedImport {
  return { id, schoolId, createdBy, mapping, defaultRole, makes };
}

function lineOf(row: RowOf<typeof selectImport>): ImportLine {
  const { importId, fileName, format, status, createdBy, createdAt, committedAt, rows, done, total, figures } = row;
  const until = isUndoable(status, committedAt, now()) ? undoableUntil(committedAt) : null;
  return {
    importId,
    fileName,
    format,
    status,
    createdBy,
    createdAt: createdAt.toISOString(),
    committedAt: committedAt?.toISOString() ?? null,
    undoableUntil: until?.toISOString() ?? null,
    rows,
    done,
    total,
    figures,
  };
}

/** A job works on it and has written nothing for so long that it was interrupted, or fails; another one goes on with it. */
export const isStalled = sql<boolean>`(${i.status} in ('PARSING', 'CHECKING', 'COMMITTING', 'UNDOING')
  and ${i.updatedAt} < now() - interval '2 minutes')`;

const importColumns = {
  importId: i.id,
  fileName: i.fileName,
  format: i.format,
  status: i.status,
  createdBy: sql<string>`coalesce(${users.name}, '')`,
  createdAt: i.createdAt,
  createdKey: instantKey(i.createdAt),
  committedAt: i.committedAt,
  rows: i.rowCount,
  done: i.done,
  total: i.total,
  figures: sql<ImportFigures | null>`${i.figures}`,
  encoding: i.encoding,
  error: i.error,
  notes: sql<ImportAnswer["notes"]>`${i.notes}`,
  headers: sql<string[]>`${i.headers}`,
  mapping: sql<Mapping>`${i.mapping}`,
  makes: sql<Make[]>`${i.makes}`,
  defaultRole: i.defaultRole,
  isStalled,
};

const selectImport = statement("people_import_find", (db, p: Params<{ importId: string }>) =>
  db.select(importColumns).from(i).leftJoin(users, eq(users.id, i.createdBy)).where(eq(i.id, p.importId)),
);

type Page = { afterTime: string | number | null; afterId: string | number | null; limit: number };

const selectImports = statement("people_imports_list", (db, p: Params<Page>) =>
  db
    .select(importColumns)
    .from(i)
    .leftJoin(users, eq(users.id, i.createdBy))
    .where(
      and(
        sql`${i.status} <> 'DISCARDED'`,
        or(
          sql`${p.afterTime}::text is null`,
          sql`(${i.createdAt}, ${i.id}) < (${p.afterTime}::timestamptz, ${p.afterId}::text collate "C")`,
        ),
      ),
    )
    .orderBy(desc(i.createdAt), desc(i.id))
    .limit(p.limit),
);

const selectForUpdate = statement("people_import_lock", (db, p: Params<{ importId: string }>) =>
  db
    .select({
      id: i.id,
      schoolId: i.schoolId,
      createdBy: i.createdBy,
      status: i.status,
      mapping: sql<Mapping>`${i.mapping}`,
      headers: sql<string[]>`${i.headers}`,
      defaultRole: i.defaultRole,
      makes: sql<Make[]>`${i.makes}`,
      sendsInvitations: i.sendsInvitations,
      committedAt: i.committedAt,
    })
    .from(i)
    .where(eq(i.id, p.importId))
    .for("update"),
);

const countsRow = z.object({
  rows: z.number(),
  add: z.number(),
  change: z.number(),
  same: z.number(),
  fix: z.number(),
  leftOut: z.number(),
  fixed: z.number(),
});

const selectCounts = sqlStatement("people_import_counts", countsRow, (p: Params<{ importId: string }>) => {
  const of = (verdict: string) => sql`(count(*) filter (where ${r.verdict} = ${sql`${verdict}`.inlineParams()}))::int`;
  return sql`
    select count(*)::int as rows, ${of("ADD")} as add, ${of("CHANGE")} as change, ${of("SAME")} as same, ${of("FIX")} as fix,
      ${of("LEFT_OUT")} as "leftOut", (count(*) filter (where ${r.fixes} <> '{}'))::int as fixed
    from ${r} where ${r.importId} = ${p.importId}`;
});

/** A row that added somebody who has not joined and was sent nothing. */
export const isUninvited = sql`${r.verdict} = 'ADD' and ${r.outcome} = 'DONE' and ${users.status} = 'INVITED'
  and not exists (select from ${invitations} where ${invitations.userId} = ${users.id})`;

const selectUninvited = sqlStatement(
  "people_import_count_uninvited",
  z.object({ people: z.number() }),
  (p: Params<{ importId: string }>) => sql`
    select count(*)::int as people from ${r} join ${users} on ${users.id} = ${r.userId}
    where ${r.importId} = ${p.importId} and ${isUninvited}`,
);

const selectFaults = sqlStatement(
  "people_import_faults",
  z.object({ code: z.enum(faultCodes), rows: z.number() }),
  (p: Params<{ importId: string }>) => sql`
    select code, count(*)::int as rows from ${r}, unnest(${r.faultCodes}) code
    where ${r.importId} = ${p.importId} and ${r.verdict} = 'FIX'
    group by code order by 2 desc, 1`,
);

const selectAlike = sqlStatement(
  "people_import_alike",
  z.object({ field: z.enum(fields), value: z.string(), rows: z.number() }),
  (p: Params<{ importId: string }>) => sql`
    select f.fault ->> 'field' as field, f.fault ->> 'value' as value, count(distinct ${r.line})::int as rows
    from ${r}, jsonb_array_elements(${r.faults}) f (fault)
    where ${r.importId} = ${p.importId} and ${r.verdict} = 'FIX' and f.fault ->> 'value' <> ''
    group by 1, 2 having count(distinct ${r.line}) > 1 order by 3 desc, 1, 2 limit 200`,
);

const selectSamples = statement("people_import_samples", (db, p: Params<{ importId: string }>) =>
  db
    .select({ cells: sql<string[]>`${r.cells}` })
    .from(r)
    .where(eq(r.importId, p.importId))
    .orderBy(r.line)
    .limit(fixedLimit(20)),
);
