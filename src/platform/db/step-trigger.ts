import { getTableName } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { listedSteps, type StateTable } from "#src/lib/state-table.ts";

/** A column that holds the state of a thing, and the table by which it moves. */
export type StateColumn = { column: PgColumn; table: StateTable<string, string> };

/** Compiles only if the states of the table are those of the column. */
export function stateColumn<Column extends PgColumn, Actor extends string>(
  column: Column,
  table: StateTable<Column["_"]["data"] & string, Actor>,
): StateColumn {
  return { column, table };
}

/**
 * The trigger that refuses every step of the column that its table does not list, as a migration creates it. Only the
 * program checks who takes a step.
 */
export function stepTriggerSql({ column, table }: StateColumn): string {
  const of = getTableName(column.table);
  const args = [column.name, ...listedSteps(table).map(({ from, to }) => `${from}>${to}`)];
  return `create or replace trigger ${of}_step before update on ${of}
  for each row when (old.${column.name} is distinct from new.${column.name})
  execute function app.refuse_unlisted_step(${args.map((arg) => `'${arg}'`).join(", ")});
`;
}
