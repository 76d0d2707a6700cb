import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { relationOf, tableNamed } from "#src/features/privacy/relation-sql.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { fatesOf, personalTables } from "#src/platform/personal-data/personal-data.ts";
import { columnsOf, type PersonalTable, type Relation } from "#src/platform/personal-data/personal-table.ts";
import {
  asSealed,
  openField,
  type Place,
  type Sealed,
  type SealedField,
  sealedFields,
  UnreadableField,
} from "#src/platform/sealed/field.ts";
import { unreadableText } from "#src/platform/sealed/text.ts";

export type PersonRow = Readonly<Record<string, unknown>>;

export type ExportedTable = {
  name: string;
  purpose: string;
  seenBy: string;
  keptFor: string;
  /** What is left out, with its reason. */
  withheld: readonly string[];
};

/** The tables of which a person's export has rows, in the order of the archive. */
export const exportedTables: readonly ExportedTable[] = Object.entries(personalTables)
  .filter(([, { people }]) => people.some(isExported))
  .map(([name, table]) => ({
    name: plainName(name),
    purpose: table.purpose,
    seenBy: table.seenBy,
    keptFor: table.keptFor,
    withheld: withheldOf(table),
  }));

/** The rows of one table that belong to a person. What is about them comes whole; of what they did for others, that they did. */
export async function personRows(tx: Tx, table: string, personId: string): Promise<PersonRow[]> {
  const found = statements.get(table);
  if (!found) throw new Error(`an export has nothing of ${table}`);
  return (await tx.query(found, { personId })).map(({ row }) => opened(table, row));
}

/** A person's own words leave the program as they wrote them. */
function opened(table: string, row: PersonRow): PersonRow {
  let shown = row;
  for (const field of Object.values(sealedFields) as SealedField[]) {
    if (field.table !== table || !(field.column in row)) continue;
    const place = { schoolId: String(row.school_id), rowId: String(row[field.row]) };
    shown = changedAt(shown, [field.column, ...pathOf(field)], (text) => wordsOf(field, place, asSealed(text)));
  }
  return shown;
}

/** One value that nobody can open any more, since its key is lost, costs nobody the rest of their archive. */
function wordsOf(field: SealedField, place: Place, stored: Sealed): unknown {
  try {
    const text = openField(field, place, stored);
    return field.isJson ? JSON.parse(text) : text;
  } catch (error) {
    if (error instanceof UnreadableField) return unreadableText;
    throw error;
  }
}

/** `{a,b}` as PostgreSQL writes it. */
function pathOf({ path = "{}" }: SealedField): string[] {
  return path.slice(1, -1).split(",").filter(Boolean);
}

/** The row with the text at this place in it changed; as it is where there is none. */
function changedAt(
  row: PersonRow,
  [name = "", ...rest]: readonly string[],
  change: (text: string) => unknown,
): PersonRow {
  const value = row[name];
  if (rest.length === 0) return typeof value === "string" ? { ...row, [name]: change(value) } : row;
  return isRow(value) ? { ...row, [name]: changedAt(value, rest, change) } : row;
}

function isRow(value: unknown): value is PersonRow {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const statements = new Map(
  Object.entries(personalTables)
    .filter(([, { people }]) => people.some(isExported))
    .map(([name, table]) => {
      const alias = plainName(name).split(".").at(-1) ?? name;
      const rows = sqlStatement(
        `rows_export_${alias}`,
        z.object({ row: z.record(z.string(), z.unknown()) }),
        (p: Params<{ personId: string }>) => rowsQuery(name, alias, table, p.personId),
      );
      return [plainName(name), rows] as const;
    }),
);

function rowsQuery(name: string, alias: string, table: PersonalTable, person: SQL): SQL {
  const exported = table.people.filter(isExported);
  const about = exported.filter(({ is }) => is === "subject").map((relation) => relationOf(relation, person));
  const done = exported.filter(({ is }) => is === "actor").map((relation) => relationOf(relation, person));
  const isAbout = about.length > 0 ? sql.join(about, sql` or `) : sql`false`;
  const isDone = done.length > 0 ? sql.join(done, sql` or `) : sql`false`;
  const whole = sql`to_jsonb(${sql.identifier(alias)}) - ${listOf(hiddenOf(table))}::text[]`;
  const acts = sql`to_jsonb(${sql.identifier(alias)}) - ${listOf(othersOf(table))}::text[]`;
  return sql`select case when ${isAbout} then ${whole} else ${acts} end as row
    from ${tableNamed(name)} where ${isAbout} or ${isDone}`;
}

function listOf(columns: readonly string[]): SQL {
  return sql.raw(`'{${columns.join(",")}}'`);
}

function hiddenOf({ withheld = {} }: PersonalTable): string[] {
  return Object.keys(withheld).flatMap(columnsOf);
}

/** Of a row about somebody else: what says something about them. */
function othersOf(table: PersonalTable): string[] {
  const own = table.people.filter(({ is }) => is === "actor").map(({ key }) => key);
  const keys = table.people.map(({ key }) => key);
  return fatesOf(table)
    .filter(({ column, fate }) => fate !== "none" && !own.includes(column) && !keys.includes(column))
    .map(({ column }) => column);
}

function isExported({ notExported }: Relation): boolean {
  return notExported === undefined;
}

function withheldOf(table: PersonalTable): string[] {
  return [
    ...Object.entries(table.withheld ?? {}).map(([columns, why]) => `${columnsOf(columns).join(", ")}: ${why}`),
    ...table.people.flatMap(({ key, notExported }) => (notExported ? [`rows by ${key}: ${notExported}`] : [])),
  ];
}

function plainName(name: string): string {
  return name.replaceAll('"', "");
}
