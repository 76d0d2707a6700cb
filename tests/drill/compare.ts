import { existsSync, readFileSync } from "node:fs";
import type pg from "pg";
import { pathOf, sha256 } from "./installation.ts";
import { type Acknowledged, counterOf, type Written, writers, writtenBy } from "./writers.ts";

/** Of each table, how many rows it has and a hash of all that is in them; without what changes while the drill runs. */
export type Tables = Record<string, string>;

const changing: Record<string, string> = {
  assessments: "id not like 'drill-%'",
  files: "id not like 'drill-%'",
  leases: "name not like 'drill-%' and name <> 'backup'",
};

export async function readTables(owner: pg.Client): Promise<Tables> {
  const { rows: names } = await owner.query<{ schema: string; name: string }>(
    "select schemaname as schema, tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const tables: Tables = {};
  for (const { schema, name } of names) {
    const { rows } = await owner.query<{ text: string }>(
      `select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as text
       from ${owner.escapeIdentifier(schema)}.${owner.escapeIdentifier(name)} t where ${changing[name] ?? "true"}`,
    );
    tables[`${schema}.${name}`] = rows[0]?.text ?? "";
  }
  return tables;
}

export type Compared = {
  /** Confirmed writes that are not there. */
  lost: Acknowledged[];
  /** Keys of files that a row names and that are not there, or not what was stored. */
  lostFiles: string[];
  /** What is wrong beyond writes that are missing at the end. */
  faults: string[];
};

/** Compares a restored database and its files, row by row, with what was there and what was confirmed. */
export async function compare(
  owner: pg.Client,
  { dir, tables, acknowledged }: { dir: string; tables: Tables; acknowledged: readonly Acknowledged[] },
): Promise<Compared> {
  const faults: string[] = [];
  const found = await readTables(owner);
  for (const name of new Set([...Object.keys(tables), ...Object.keys(found)])) {
    if (found[name] !== tables[name]) faults.push(`${name} has ${found[name]}, and had ${tables[name]}`);
  }
  const counts = await countsOf(owner);
  const lost = acknowledged.filter(({ writer, number }) => number > (counts.get(writer) ?? 0));
  for (const writer of writers) {
    const confirmed = acknowledged.filter((one) => one.writer === writer).length;
    // One may have been on its way.
    if ((counts.get(writer) ?? 0) > confirmed + 1) faults.push(`writer ${writer} has more writes than it made`);
  }
  faults.push(...(await differences(owner, counts)));
  return { lost, lostFiles: await missingFiles(owner, dir), faults };
}

async function countsOf(owner: pg.Client): Promise<Map<number, number>> {
  const { rows } = await owner.query<{ name: string; n: string }>("select name, last_seq as n from leases");
  const byName = new Map(rows.map(({ name, n }) => [name, Number(n)]));
  return new Map(writers.map((writer) => [writer, byName.get(counterOf(writer)) ?? 0]));
}

/** Between the rows of the writers and those that their first so many writes leave. */
async function differences(owner: pg.Client, counts: ReadonlyMap<number, number>): Promise<string[]> {
  const { rows: drafts } = await owner.query<{ id: string; value: string }>(
    "select id, draft ->> 'words' as value from assessments where id like 'drill-%'",
  );
  const { rows: files } = await owner.query<{ id: string; value: string }>(
    "select id, sha256 as value from files where id like 'drill-%'",
  );
  const expected: Written = { drafts: new Map(), files: new Map() };
  for (const [writer, count] of counts) {
    const written = writtenBy(writer, count);
    for (const [id, words] of written.drafts) expected.drafts.set(id, words);
    for (const [id, hash] of written.files) expected.files.set(id, hash);
  }
  return [...between(drafts, expected.drafts), ...between(files, expected.files)];
}

function between(rows: readonly { id: string; value: string }[], expected: ReadonlyMap<string, string>): string[] {
  const found = new Map(rows.map(({ id, value }) => [id, value]));
  const ids = new Set([...found.keys(), ...expected.keys()]);
  return [...ids].filter((id) => found.get(id) !== expected.get(id)).map((id) => `the row ${id} is not what was saved`);
}

async function missingFiles(owner: pg.Client, dir: string): Promise<string[]> {
  const { rows } = await owner.query<{ key: string; hash: string }>(
    "select storage_key as key, sha256 as hash from files",
  );
  return rows
    .filter(({ key, hash }) => {
      const path = pathOf(dir, key);
      return !existsSync(path) || sha256(readFileSync(path)) !== hash;
    })
    .map(({ key }) => key);
}
