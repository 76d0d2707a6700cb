import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import {
  type CheckContext,
  type CheckedRow,
  checkRow,
  keysOf,
  type RowKeys,
  type RowValues,
} from "#src/features/people-imports/checking/check-row.ts";
import { loadContext } from "#src/features/people-imports/checking/load-context.ts";
import { type Fixes, type Mapping, valuesOf } from "#src/features/people-imports/checking/row-values.ts";
import type { Make } from "#src/features/people-imports/schema.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { peopleImportRows } from "#src/platform/db/tables/people-imports.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The parts of an import by which its rows are judged; its row is locked. */
export type CheckedImport = {
  id: string;
  schoolId: string;
  createdBy: string;
  mapping: Mapping;
  defaultRole: CheckContext["defaultRole"];
  makes: readonly Make[];
};

type Row = { line: number; cells: string[]; fixes: Fixes; leftOut: boolean };
type Read = { line: number; leftOut: boolean; values: RowValues; keys: RowKeys };

const rowsAtOnce = 2_000;
const r = peopleImportRows;

/** Judges all rows of an import, in the caller's transaction. Running it again gives the same. */
export async function checkAllRows(tx: Tx, imported: CheckedImport): Promise<void> {
  const rows: Read[] = [];
  for (let after = 0; ; ) {
    const page = await tx.query(selectPage, { importId: imported.id, after, limit: rowsAtOnce });
    rows.push(...page.map((row) => readRow(row, imported.mapping)));
    const last = page.at(-1);
    if (!last || page.length < rowsAtOnce) break;
    after = last.line;
  }
  const counted = rows.filter(({ leftOut }) => !leftOut);
  const linesOf = (key: keyof RowKeys) => {
    const found = Map.groupBy(counted, ({ keys }) => keys[key]);
    return (value: string) => (found.get(value) ?? []).map(({ line }) => line);
  };
  await judge(tx, imported, rows, {
    email: linesOf("email"),
    number: linesOf("number"),
    external: linesOf("external"),
  });
}

/**
 * Judges these lines again after their cells were changed, and the rows that shared a key with them before or do so
 * now.
 */
export async function checkLines(tx: Tx, imported: CheckedImport, lines: readonly number[]): Promise<number[]> {
  const changed = await tx.query(selectLines, { importId: imported.id, lines: [...lines] });
  const now = changed.map((row) => keysOf(valuesOf(row.cells, imported.mapping, row.fixes)));
  const before = changed.map(({ emailKey, numberKey, externalKey }) => ({
    email: emailKey,
    number: numberKey,
    external: externalKey,
  }));
  const sharing = await tx.query(selectSharing, { importId: imported.id, ...listed([...now, ...before]) });
  const others = sharing.map(({ line }) => line).filter((line) => !lines.includes(line));
  const more = others.length === 0 ? [] : await tx.query(selectLines, { importId: imported.id, lines: others });
  const rows = [...changed, ...more].map((row) => readRow(row, imported.mapping));
  // The rest of the file is found by the keys that were stored when it was judged.
  const mine = new Set(rows.map(({ line }) => line));
  const stored = await tx.query(selectSharing, { importId: imported.id, ...listed(rows.map(({ keys }) => keys)) });
  const holders = [
    ...rows.filter(({ leftOut }) => !leftOut).map(({ line, keys }) => ({ line, ...keys })),
    ...stored.filter(({ line }) => !mine.has(line)),
  ].sort((a, b) => a.line - b.line);
  const linesOf = (key: keyof RowKeys) => {
    const found = Map.groupBy(holders, (holder) => holder[key]);
    return (value: string) => (found.get(value) ?? []).map(({ line }) => line);
  };
  await judge(tx, imported, rows, {
    email: linesOf("email"),
    number: linesOf("number"),
    external: linesOf("external"),
  });
  return rows.map(({ line }) => line);
}

function readRow({ line, cells, fixes, leftOut }: Row, mapping: Mapping): Read {
  const values = valuesOf(cells, mapping, fixes);
  return { line, leftOut, values, keys: keysOf(values) };
}

function listed(keys: readonly RowKeys[]) {
  return {
    emails: keys.flatMap(({ email }) => email ?? []),
    numbers: keys.flatMap(({ number }) => number ?? []),
    externals: keys.flatMap(({ external }) => external ?? []),
  };
}

async function judge(
  tx: Tx,
  imported: CheckedImport,
  rows: readonly Read[],
  linesOf: CheckContext["linesOf"],
): Promise<void> {
  const school = await loadContext(
    tx,
    imported.schoolId,
    imported.makes,
    rows.map(({ keys }) => keys),
  );
  const context = { ...school, linesOf, defaultRole: imported.defaultRole, importerId: imported.createdBy };
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const written = rows.slice(at, at + rowsAtOnce).map((row) => verdictRow(row, context));
    await tx.query(updateVerdicts, { importId: imported.id, rows: JSON.stringify(written) });
  }
}

function verdictRow(row: Read, context: CheckContext) {
  if (row.leftOut) return { line: row.line, ...leftOut };
  const { faults, ...checked } = checkRow(row.values, context);
  return {
    line: row.line,
    ...checked,
    faults,
    codes: [...new Set(faults.map(({ code }) => code))],
    email: row.keys.email,
    number: row.keys.number,
    external: row.keys.external,
  };
}

/** It has no keys, so that another row may have them. */
const leftOut = {
  verdict: "LEFT_OUT",
  faults: [],
  codes: [],
  person: null,
  changes: [],
  userId: null,
  email: null,
  number: null,
  external: null,
} satisfies CheckedRow & { codes: string[] } & RowKeys;

const storedRow = {
  line: r.line,
  cells: sql<string[]>`${r.cells}`,
  fixes: sql<Fixes>`${r.fixes}`,
  leftOut: r.leftOut,
};

const selectPage = statement(
  "people_import_rows_page",
  (db, p: Params<{ importId: string; after: number; limit: number }>) =>
    db
      .select(storedRow)
      .from(r)
      .where(and(eq(r.importId, p.importId), sql`${r.line} > ${p.after}`))
      .orderBy(r.line)
      .limit(p.limit),
);

const selectLines = statement("people_import_rows_lines", (db, p: Params<{ importId: string; lines: number[] }>) =>
  db
    .select({ ...storedRow, emailKey: r.emailKey, numberKey: r.numberKey, externalKey: r.externalKey })
    .from(r)
    .where(and(eq(r.importId, p.importId), sql`${r.line} = any(${p.lines}::int[])`))
    .orderBy(r.line),
);

type Keys = { importId: string; emails: string[]; numbers: string[]; externals: string[] };

const sharingRow = z.object({
  line: z.number(),
  email: z.string().nullable(),
  number: z.string().nullable(),
  external: z.string().nullable(),
});

/** The rows that have one of these keys, each key by its own index. */
const selectSharing = sqlStatement("people_import_rows_sharing", sharingRow, (p: Params<Keys>) => {
  const of = sql`select ${r.line} as line, ${r.emailKey} as email, ${r.numberKey} as number, ${r.externalKey} as external
    from ${r} where ${r.importId} = ${p.importId}`;
  return sql`${of} and ${r.emailKey} = any(${p.emails}::text[])
    union ${of} and ${r.numberKey} = any(${p.numbers}::text[])
    union ${of} and ${r.externalKey} = any(${p.externals}::text[])`;
});

const updateVerdicts = sqlWrite(
  "people_import_rows_judge",
  (p: Params<{ importId: string; rows: string }>) => sql`
    update ${r} set ${columns(r.verdict)} = v.verdict, ${columns(r.faults)} = v.faults, ${columns(r.faultCodes)} = v.codes,
      ${columns(r.person)} = v.person, ${columns(r.changes)} = v.changes, ${columns(r.userId)} = v."userId",
      ${columns(r.emailKey)} = v.email, ${columns(r.numberKey)} = v.number, ${columns(r.externalKey)} = v.external
    from jsonb_to_recordset(${p.rows}::jsonb) as v (line integer, verdict text, faults jsonb, codes text[], person jsonb,
      changes jsonb, "userId" text, email text, number text, external text)
    where ${r.importId} = ${p.importId} and ${r.line} = v.line`,
);
