import type pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { allStatements } from "#src/platform/db/statement.ts";
import { type SealedField, sealedColumn, sealedFields } from "#src/platform/sealed/field.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { loadEveryStatement } from "../../../tests/support/every-statement.ts";

const database = useDatabase();
beforeAll(loadEveryStatement, 120_000);

describe("every statement", () => {
  it("is one that the server prepares", { timeout: 120_000 }, async () => {
    expect(allStatements.length).toBeGreaterThan(700);
    const faults: string[] = [];
    for (const { name, sql } of allStatements) {
      // A server prepares only what reads or writes rows.
      if (/^(discard|set) /.test(sql().trim())) continue;
      await database
        .owner()
        .query(`prepare one as ${sql()}`)
        .then(
          () => database.owner().query("deallocate one"),
          (error: Error) => faults.push(`${name}: ${error.message}`),
        );
    }
    expect(faults).toEqual([]);
  });

  // The server follows no column into JSON, a union or a function.
  it("in SQL reads a sealed column as nothing else", { timeout: 120_000 }, async () => {
    const { rows } = await database.owner().query(
      `select attrelid::int || '.' || attnum as place, relname || '.' || attname as name
       from pg_attribute join pg_class on pg_class.oid = attrelid where relnamespace = 'public'::regnamespace`,
    );
    const names = new Map<string, string>(rows.map(({ place, name }) => [place, name]));
    const whole = (Object.values(sealedFields) as SealedField[]).filter(({ path }) => path === undefined);
    const sealed = new Set(whole.map(({ table, column }) => `${table}.${column}`));
    const faults: string[] = [];
    let read = 0;
    for (const { name, sql, row } of allStatements) {
      if (!row) continue;
      const shape: Record<string, unknown> = row instanceof z.ZodObject ? row.shape : {};
      for (const column of await columnsOf(database.owner(), sql())) {
        const from = names.get(`${column.tableID}.${column.columnID}`);
        if (from === undefined || !sealed.has(from)) continue;
        read += 1;
        if (!isSealedColumn(shape[column.name])) faults.push(`${name} reads ${from}`);
      }
    }
    expect(faults).toEqual([]);
    expect(read).toBeGreaterThan(20);
  });
});

type Column = { name: string; tableID: number; columnID: number };

/** The columns that a statement gives, and of which column of a table each is. The server plans it, and runs nothing. */
function columnsOf(client: pg.Client, text: string): Promise<Column[]> {
  return new Promise((done, fail) => {
    let found: Column[] = [];
    const asked = {
      submit(connection: pg.Connection) {
        connection.parse({ name: "", text, types: [] }, false);
        connection.describe({ type: "S", name: "" }, false);
        connection.sync();
      },
      handleRowDescription: ({ fields }: { fields: Column[] }) => {
        found = fields;
      },
      handleReadyForQuery: () => done(found),
      handleError: fail,
    };
    // The driver calls these parts of any query; its types name the first alone.
    client.query(asked as pg.Submittable);
  });
}

function isSealedColumn(column: unknown): boolean {
  return column === sealedColumn || (column instanceof z.ZodNullable && column.unwrap() === sealedColumn);
}
