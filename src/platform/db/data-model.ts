import { readdirSync } from "node:fs";
import { join } from "node:path";
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import pg from "pg";

export const dataModelPath = join(import.meta.dirname, "../../../docs/data-model.md");

const heading = `# Data model

Drawn from the tables of \`src/platform/db/tables\`, one diagram a file, with the keys of a migrated database
(\`npm run db:snapshot\`); a test fails when it is stale. Every table of a school's data has a \`school_id\`, which stands
in its foreign keys too; the lines to \`schools\` itself are left out.
`;

const tablesFolder = join(import.meta.dirname, "tables");

type Keys = { primary: Map<string, Set<string>>; foreign: ForeignKey[] };
type ForeignKey = { child: string; parent: string; columns: string[]; isOptional: boolean; isUnique: boolean };

/** The document, with its diagrams in Mermaid's notation. */
export async function describeDataModel(url: string): Promise<string> {
  const keys = await readKeys(url);
  const parts: string[] = [];
  for (const file of readdirSync(tablesFolder).sort()) {
    const module: object = await import(join(tablesFolder, file));
    const tables = Object.values(module)
      .filter((value): value is PgTable => is(value, PgTable))
      .sort((a, b) => compare(nameOf(a), nameOf(b)));
    if (tables.length === 0) continue;
    const names = tables.map(nameOf);
    const lines = [
      ...tables.flatMap((table) => entityOf(table, keys)),
      ...keys.foreign.filter(({ child }) => names.includes(child)).map(relationOf),
    ];
    parts.push(`## ${file.replace(/\.ts$/, "")}\n\n\`\`\`mermaid\nerDiagram\n${lines.join("\n")}\n\`\`\`\n`);
  }
  return `${heading}\n${parts.join("\n")}`;
}

function entityOf(table: PgTable, { primary, foreign }: Keys): string[] {
  const name = nameOf(table);
  const ofKeys = new Set(foreign.filter(({ child }) => child === name).flatMap(({ columns }) => columns));
  const columns = Object.values(getTableColumns(table)).map((column) => {
    const marks = [primary.get(name)?.has(column.name) ? "PK" : "", ofKeys.has(column.name) ? "FK" : ""];
    const words = [typeOf(column.getSQLType()), column.name, marks.filter(Boolean).join(", ")];
    return `    ${words.filter(Boolean).join(" ")}${column.notNull ? "" : ' "may be null"'}`;
  });
  return [`  ${entity(name)} {`, ...columns, "  }"];
}

function relationOf({ child, parent, columns, isOptional, isUnique }: ForeignKey): string {
  const line = `${isOptional ? "|o" : "||"}--${isUnique ? "o|" : "o{"}`;
  return `  ${entity(parent)} ${line} ${entity(child)} : "${columns.join(", ")}"`;
}

function nameOf(table: PgTable): string {
  const { schema } = getTableConfig(table);
  return schema && schema !== "public" ? `${schema}.${getTableName(table)}` : getTableName(table);
}

/** Mermaid needs quotes around a name with a dot. */
function entity(name: string): string {
  return name.includes(".") ? `"${name}"` : name;
}

/** A type in Mermaid is a single word. */
function typeOf(sqlType: string): string {
  return sqlType
    .replace("timestamp with time zone", "timestamptz")
    .replace(/\([^()]*\)/, "")
    .replaceAll(" ", "_");
}

async function readKeys(url: string): Promise<Keys> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<ForeignKey & { kind: "p" | "f" }>(keysQuery);
    const primary = rows
      .filter(({ kind }) => kind === "p")
      .map(({ child, columns }) => [child, new Set(columns)] as const);
    const foreign = rows
      .filter(({ kind, parent }) => kind === "f" && parent !== "schools")
      .map((row) => ({ ...row, columns: row.columns.filter((column) => column !== "school_id") }))
      .sort((a, b) => compare(keyOf(a), keyOf(b)));
    return { primary: new Map(primary), foreign };
  } finally {
    await client.end();
  }
}

/** By code point: the order of a locale differs from machine to machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyOf({ child, parent, columns }: ForeignKey): string {
  return `${parent} ${child} ${columns.join(" ")}`;
}

const nameIn = (schema: string, table: string) =>
  `case when ${schema} = 'public' then ${table} else ${schema} || '.' || ${table} end`;

/** A child may have no parent where a column of the key may be null. */
const keysQuery = `
  select k.contype as kind, ${nameIn("cn.nspname", "c.relname")} as child,
    ${nameIn("pn.nspname", "p.relname")} as parent,
    (select array_agg(a.attname::text order by o.place) from unnest(k.conkey) with ordinality o (attnum, place)
     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = o.attnum) as columns,
    exists (select from pg_attribute a
            where a.attrelid = k.conrelid and a.attnum = any(k.conkey) and not a.attnotnull) as "isOptional",
    exists (select from pg_index i
            where i.indrelid = k.conrelid and i.indisunique and i.indpred is null
              and i.indkey::int2[] <@ k.conkey) as "isUnique"
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid join pg_namespace cn on cn.oid = c.relnamespace
  left join pg_class p on p.oid = k.confrelid left join pg_namespace pn on pn.oid = p.relnamespace
  where k.contype in ('p', 'f') and cn.nspname in ('public', 'identity')`;
