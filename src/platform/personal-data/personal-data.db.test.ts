import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fates } from "#src/features/people/merge/references.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { describePersonalData, personalDataPath } from "./describe.ts";
import { fatesOf, personalTables } from "./personal-data.ts";
import { columnsOf } from "./personal-table.ts";

const database = useDatabase();

const entries = () =>
  Object.entries(personalTables).flatMap(([table, entry]) => fatesOf(entry).map(({ column }) => `${table}.${column}`));

describe("what is known about people", () => {
  it("has an entry for each column of the database, and for no other", async () => {
    const { rows } = await database.owner().query<{ name: string }>(`
      select case n.nspname when 'public' then c.relname else quote_ident(n.nspname) || '.' || quote_ident(c.relname) end
        || '.' || a.attname as name
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'identity') and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
        and not c.relispartition`);
    const known = new Set(entries());
    const found = new Set(rows.map(({ name }) => name));
    expect(found.size).toBeGreaterThan(700);
    expect([...found].filter((name) => !known.has(name)).sort(), "columns without an entry").toEqual([]);
    expect([...known].filter((name) => !found.has(name)).sort(), "entries without a column").toEqual([]);
  });

  it("says of each reference to a person whose it is", () => {
    const named = Object.entries(personalTables).flatMap(([table, { people }]) =>
      people.map(({ key }) => `${table}.${key}`),
    );
    // Whom an entry was merged into is the person again.
    expect(Object.keys(fates).filter((name) => !named.includes(name) && name !== "users.merged_into")).toEqual([]);
  });

  it("has a purpose, readers and an end wherever somebody is named [V14.1.1]", () => {
    for (const [table, { people, purpose, seenBy, keptFor }] of Object.entries(personalTables)) {
      if (people.length > 0) expect([purpose, seenBy, keptFor], table).not.toContain("");
    }
  });

  it("withholds only columns that there are", () => {
    for (const [table, entry] of Object.entries(personalTables)) {
      const columns = fatesOf(entry).map(({ column }) => column);
      const withheld = Object.keys(entry.withheld ?? {}).flatMap(columnsOf);
      expect(
        withheld.filter((column) => !columns.includes(column)),
        table,
      ).toEqual([]);
    }
  });

  it("is what docs/personal-data.md says (npm run db:snapshot)", () => {
    expect(describePersonalData()).toBe(readFileSync(personalDataPath, "utf8"));
  });
});
