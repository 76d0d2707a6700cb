import { and, eq, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { type Fixes, type Mapping, valuesOf } from "#src/features/people-imports/checking/row-values.ts";
import type { Change, Fault, ImportRow, RowsAnswer, rowsQuery } from "#src/features/people-imports/schema.ts";
import { fields } from "#src/features/people-imports/values.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { type Params, type RowOf, statement } from "#src/platform/db/statement.ts";
import { peopleImportRows, peopleImports } from "#src/platform/db/tables/people-imports.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const r = peopleImportRows;

/** The rows of an import by their lines, as they count now. */
export async function listRows(
  ctx: UserContext,
  importId: string,
  { verdict, fault, refused, limit, cursor }: z.output<typeof rowsQuery>,
): Promise<RowsAnswer> {
  const after = decodeCursor(cursor, ["integer"]);
  const filter = { verdict: verdict ?? null, fault: fault ?? null, refused: refused === "true" };
  const read = async (tx: Tx) => {
    const [[found], rows] = await Promise.all([
      tx.query(selectMapping, { importId }),
      tx.query(selectRows, { importId, ...filter, after: Number(after?.[0] ?? 0), limit: limit + 1 }),
    ]);
    if (!found) throw new AppError("not_found", "There is no such import.");
    return rows.map((row) => ({ ...row, mapping: found.mapping }));
  };
  const rows = await readAs(ctx.actor, read, {
    what: "people import rows",
    requestId: ctx.requestId,
    count: (found) => Math.min(found.length, limit),
    filter: { importId, verdict },
  });
  return pageOf(
    rows,
    limit,
    (row) => rowAnswer(row, row.mapping),
    ({ line }) => [line],
  );
}

/** A row as the page shows it. */
export function rowAnswer(row: StoredRow, mapping: Mapping): ImportRow {
  const inFile = valuesOf(row.cells, mapping, {});
  const fixed = fields.filter((field) => row.fixes[field] !== undefined);
  return {
    line: row.line,
    values: valuesOf(row.cells, mapping, row.fixes),
    was: Object.fromEntries(fixed.map((field) => [field, inFile[field] ?? ""])),
    verdict: row.verdict,
    faults: row.faults,
    changes: row.changes,
    refusal: row.refusal,
  };
}

export const rowColumns = {
  line: r.line,
  cells: sql<string[]>`${r.cells}`,
  fixes: sql<Fixes>`${r.fixes}`,
  verdict: r.verdict,
  faults: sql<Fault[]>`${r.faults}`,
  changes: sql<Change[]>`coalesce(${r.changes}, '[]')`,
  refusal: r.refusal,
};

export type StoredRow = RowOf<typeof selectRows>;

export const selectMapping = statement("people_import_mapping", (db, p: Params<{ importId: string }>) =>
  db
    .select({ mapping: sql<Mapping>`${peopleImports.mapping}` })
    .from(peopleImports)
    .where(eq(peopleImports.id, p.importId)),
);

type Filter = {
  importId: string;
  verdict: string | null;
  fault: string | null;
  refused: boolean;
  after: number;
  limit: number;
};

export const selectRows = statement("people_import_rows_list", (db, p: Params<Filter>) => {
  const asked = (given: SQL, condition: SQL) => sql`(${given} is null or ${condition})`;
  return db
    .select(rowColumns)
    .from(r)
    .where(
      and(
        eq(r.importId, p.importId),
        sql`${r.line} > ${p.after}::int`,
        asked(sql`${p.verdict}::text`, sql`${r.verdict} = ${p.verdict}`),
        asked(sql`${p.fault}::text`, sql`${r.verdict} = 'FIX' and ${r.faultCodes} @> array[${p.fault}::text]`),
        sql`(not ${p.refused}::boolean or ${r.outcome} = 'REFUSED')`,
      ),
    )
    .orderBy(r.line)
    .limit(p.limit);
});
