import { join } from "node:path";
import { expect, it } from "vitest";
import { useDatabase } from "../../../tests/support/database.ts";
import { loadEveryStatement } from "../../../tests/support/every-statement.ts";

/*
 * What would stand in the way of Citus with `school_id` as the distribution column (docs/scale.md), by the rules of its
 * documentation for version 13: a unique or exclusion constraint and a foreign key between distributed tables contain the
 * distribution column, a table that all schools share refers to no distributed one, triggers of rows run on a shard
 * alone and those of statements not at all, and a lock, a recursion or a grouping set needs one school in its
 * conditions. The list is a file, so that whoever adds one sees it.
 */
const database = useDatabase();
const list = join(import.meta.dirname, "../../../db/citus-obstacles.txt");

async function lines(text: string): Promise<string[]> {
  const { rows } = await database.owner().query<{ line: string }>(text);
  return rows.map(({ line }) => line).sort();
}

/** Tables and their partitions' parents, with whether a row belongs to one school. */
const tables = `
  with tables as (
    select c.oid, n.nspname || '.' || c.relname as name, a.attnum as school
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join pg_attribute a on a.attrelid = c.oid and a.attname = 'school_id' and not a.attisdropped
    where n.nspname in ('public', 'identity') and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> 'pgmigrations')`;

it("lists what stands in the way of distributing the tables by school", { timeout: 120_000 }, async () => {
  const withoutSchool = await lines(`${tables} select name as line from tables where school is null`);
  const nullable = await lines(`${tables}
    select name as line from tables join pg_attribute on attrelid = tables.oid and attnum = school where not attnotnull`);
  const unique = await lines(`${tables}
    select name || ': ' || pg_get_indexdef(indexrelid) as line from tables join pg_index on indrelid = tables.oid
    where school is not null and (indisunique or indisexclusion) and not school = any (indkey::int2[])`);
  const foreign = await lines(`${tables}
    select t.name || ': ' || conname || ' ' || pg_get_constraintdef(k.oid) as line
    from pg_constraint k join tables t on t.oid = k.conrelid join tables o on o.oid = k.confrelid
    where contype = 'f' and o.school is not null
      and (t.school is null or not (t.school = any (k.conkey) and o.school = any (k.confkey)))`);
  const ofRows = await lines(`${tables}
    select name || ': ' || string_agg(tgname, ', ' order by tgname) as line from tables join pg_trigger on tgrelid = tables.oid
    where not tgisinternal and tgtype & 1 = 1 group by name`);
  const ofStatements = await lines(`${tables}
    select name || ': ' || string_agg(tgname, ', ' order by tgname) as line from tables join pg_trigger on tgrelid = tables.oid
    where not tgisinternal and tgtype & 1 = 0 group by name`);
  const statements = (await loadEveryStatement()).flatMap(({ name, sql }) => {
    const text = sql().toLowerCase();
    const needs = [
      [/\bfor (no key )?update\b|\bfor (key )?share\b/, "locks rows"],
      [/\bwith recursive\b/, "recurses"],
      [/\bgrouping sets\b|\brollup\b|\bcube\s*\(/, "has grouping sets"],
    ] as const;
    const found = needs.flatMap(([pattern, what]) => (pattern.test(text) ? [what] : []));
    return found.length > 0 && !text.includes("school_id") ? [`${name} ${found.join(" and ")}`] : [];
  });
  const parts = [
    ["Shared by all schools: a reference table, or one that stays on the coordinator", withoutSchool],
    ["A row may belong to no school", nullable],
    ["Unique without the school", unique],
    ["Foreign keys without the school", foreign],
    ["Triggers of rows, which need citus.enable_unsafe_triggers", ofRows],
    ["Triggers of statements", ofStatements],
    ["Statements that need one school and do not name it", statements.sort()],
  ] as const;
  const text = parts.map(([title, found]) => [`# ${title}: ${found.length}`, ...found].join("\n")).join("\n\n");
  await expect(`${text}\n`).toMatchFileSnapshot(list);
});
