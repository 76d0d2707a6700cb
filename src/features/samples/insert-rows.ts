import { createHash } from "node:crypto";
import { getTableColumns, getTableName, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { columns, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** Inserts many rows of one table; columns that the rows do not name keep their defaults. */
export async function insertRows<Table extends PgTable>(
  tx: Tx,
  table: Table,
  rows: readonly Table["$inferInsert"][],
): Promise<void> {
  const columnOf: Record<string, PgColumn> = getTableColumns(table);
  const named = Object.entries(columnOf).filter(([key]) => rows.some((row) => Object.hasOwn(row, key)));
  const list = columns(...named.map(([, column]) => column));
  // A statement's name stands for its text, and so for its columns.
  const key = createHash("sha256").update(JSON.stringify(named.map(([column]) => column)));
  const name = `${getTableName(table)}_${key.digest("hex").slice(0, 8)}`;
  const insert = sqlWrite(
    `rows_insert_${name}`,
    (p: Params<{ rows: string }>) => sql`
      insert into ${table} (${list}) select ${list} from jsonb_populate_recordset(null::${table}, ${p.rows}::jsonb)`,
  );
  const lines = rows.map((row) => {
    const values = new Map<string, unknown>(Object.entries(row));
    return Object.fromEntries(named.map(([key, { name }]) => [name, values.get(key)]));
  });
  for (let start = 0; start < lines.length; start += 2000) {
    await tx.query(insert, { rows: JSON.stringify(lines.slice(start, start + 2000)) });
  }
}
