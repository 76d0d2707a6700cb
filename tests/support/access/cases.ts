import pg from "pg";
import { allows, type Reader, type World } from "./relations.ts";
import type { Row, Verb } from "./table-access.ts";
import { tableAccess } from "./tables.ts";

/** One statement of one person, and what the rules expect of it. */
export type Case = {
  /** Absent for reading: one statement reads the whole table. */
  text?: string;
  /** The key of the existing row; absent for an insert. */
  row?: string;
  /** Hidden: no row passes USING. Refused: the new row does not pass WITH CHECK. */
  expected: "allowed" | "refused" | "hidden";
  label: string;
  /** The row, before and after, with the lines that allow it. */
  meets: { row: Row; lines: readonly string[] }[];
};

export function linesOf(table: string, verb: Verb): readonly string[] {
  return tableAccess[table]?.rules[verb] ?? [];
}

/** The lines for what a row may become by a change. */
export function linesTo(table: string, verb: Verb): readonly string[] {
  return verb === "change" ? (tableAccess[table]?.rules.changeTo ?? linesOf(table, verb)) : [];
}

export function casesOf(world: World, table: string, verb: Verb, me: Reader, key: readonly string[]): Case[] {
  const lines = linesOf(table, verb);
  const rows = world.get(table) ?? [];
  const isAllowed = (row: Row) => allows(lines, me, table, row, world);
  switch (verb) {
    case "read":
    case "remove":
      return rows.map((row) => ({
        ...(verb === "remove" ? { text: `delete from ${table} where current of target` } : {}),
        row: keyValue(row, key),
        expected: isAllowed(row) ? "allowed" : "hidden",
        label: keyValue(row, key),
        meets: [{ row, lines }],
      }));
    case "add":
      return candidatesOf(table).map((row) => ({
        text: insertText(table, row),
        expected: isAllowed(row) ? "allowed" : "refused",
        label: JSON.stringify(row),
        meets: [{ row, lines }],
      }));
    case "change":
      return rows.flatMap((row) => {
        // A hidden row stays hidden, and one that may become anything stays so, whatever it is changed to.
        const isTouchEnough = !isAllowed(row) || allows(["super"], me, table, row, world);
        return changesOf(table, row, isTouchEnough).map((change) => changeCase(world, table, me, key, row, change));
      });
  }
}

function changeCase(world: World, table: string, me: Reader, key: readonly string[], row: Row, change: Row): Case {
  const lines = linesOf(table, "change");
  const to = linesTo(table, "change");
  const after = { ...row, ...change };
  const mayBecome = allows(to, me, table, after, world);
  return {
    text: updateText(table, change),
    row: keyValue(row, key),
    expected: !allows(lines, me, table, row, world) ? "hidden" : mayBecome ? "allowed" : "refused",
    label: `${keyValue(row, key)} to ${JSON.stringify(change)}`,
    meets: [
      { row, lines },
      { row: after, lines: to },
    ],
  };
}

/** Every combination of what varies, and what is tried beside them, each completed to a whole row. */
function candidatesOf(table: string): Row[] {
  const { vary = {}, also = [], rest } = tableAccess[table]?.attempts?.add ?? {};
  const combinations = Object.entries(vary).reduce<Row[]>(
    (rows, [column, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [column]: value }))),
    [{}],
  );
  return [...combinations, ...also].map((row) => ({ ...rest?.(row), ...row }));
}

/** A change that sets nothing new, then changes of one column at a time, then those of several. */
function changesOf(table: string, row: Row, isTouchEnough: boolean): Row[] {
  const { touch = {}, to = {}, also = [] } = tableAccess[table]?.attempts?.change ?? {};
  if (isTouchEnough) return [touch];
  const single = Object.entries(to).flatMap(([column, values]) =>
    values.filter((value) => value !== row[column]).map((value) => ({ [column]: value })),
  );
  return [touch, ...single, ...also];
}

function insertText(table: string, row: Row): string {
  return `insert into ${table} (${Object.keys(row).join(", ")}) values (${Object.values(row).map(literal).join(", ")})`;
}

function updateText(table: string, change: Row): string {
  const columns = Object.entries(change).map(([column, value]) => `${column} = ${literal(value)}`);
  return `update ${table} set ${columns.join(", ")} where current of target`;
}

function literal(value: unknown): string {
  if (value === null) return "null";
  return pg.escapeLiteral(typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** The key of a row as one text: as SQL, and below of a given row. */
export const keyText = (key: readonly string[]) => `concat_ws('/', ${key.join(", ")})`;
const keyValue = (row: Row, key: readonly string[]) => key.map((column) => String(row[column])).join("/");
