import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";

/**
 * New migrations run while the version before them still serves, and while people work: Squawk finds in their way up what
 * would lock a table for long, or what that version does not bear. What is right in spite of it says why, and above the
 * statement `-- squawk-ignore` with the name of the rule.
 */
const folder = join(import.meta.dirname, "../db/migrations");
const squawk = join(import.meta.dirname, "../node_modules/squawk-cli/js/bin/squawk");
/** Those from before the rule stay as they ran. */
const lastBefore = "0151_indexes_check.sql";
const notAsked = [
  // `migrateUp` sets the first; how long a statement may take depends on the school's size.
  ...["require-lock-timeout", "require-statement-timeout"],
  // A width is no lock.
  ...["prefer-bigint-over-int", "prefer-bigint-over-smallint", "prefer-robust-stmts"],
];
const found = z.array(z.object({ line: z.number(), rule_name: z.string() }));

function faultsIn(sql: string): string[] {
  const up = sql.split(/^-- Down Migration/m)[0] ?? "";
  const options = [
    "--assume-in-transaction",
    "--pg-version",
    "15.0",
    "--reporter",
    "json",
    "--stdin-filepath",
    "up.sql",
  ];
  const rules = notAsked.flatMap((rule) => ["--exclude", rule]);
  const { stdout, stderr } = spawnSync(process.execPath, [squawk, ...options, ...rules], {
    input: up,
    encoding: "utf8",
  });
  const parsed = found.safeParse(stdout ? JSON.parse(stdout) : undefined);
  if (!parsed.success) throw new Error(`Squawk says: ${stderr || stdout}`);
  return parsed.data.map(({ line, rule_name }) => `line ${line + 1}: ${rule_name}`);
}

const migrations = readdirSync(folder).filter((name) => name.endsWith(".sql") && name > lastBefore);

/** What schools have run: the newest, and how many up to it. To be raised with each release. */
const released = { newest: "0158_growth_bound.sql", count: 102 };

describe("new migrations", () => {
  it("come after all that schools have run, which would refuse one before", () => {
    const names = readdirSync(folder).filter((name) => name.endsWith(".sql") && name <= released.newest);
    expect(names).toContain(released.newest);
    expect(names).toHaveLength(released.count);
  });

  it("lock no table for long, and take nothing that the version before them needs", () => {
    const faults = migrations.flatMap((name) =>
      faultsIn(readFileSync(join(folder, name), "utf8")).map((fault) => `${name} ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it.each([
    ["create index i on users (status)", "require-concurrent-index-creation"],
    ["alter table users drop column phone", "ban-drop-column"],
    ["alter table users rename column name to full_name", "renaming-column"],
    ["alter table users alter column status set not null", "adding-not-nullable-field"],
    ["alter table users add column grade text not null", "adding-required-field"],
    ["alter table users alter column status type varchar(9)", "changing-column-type"],
    ["alter table users add constraint c check (status <> '')", "constraint-missing-not-valid"],
    ["drop table users", "ban-drop-table"],
  ])("are found when they do: %s", (statement, rule) => {
    expect(faultsIn(`-- Up Migration\n${statement};\n-- Down Migration\n`).join()).toContain(rule);
  });

  it.each([
    "create table notes (id text primary key); create index notes_idx on notes (id)",
    "alter table users add column nickname text",
    "alter table users add column is_shown boolean not null default false",
    "alter table users add constraint c check (status <> '') not valid",
    "-- 40 rows.\n-- squawk-ignore require-concurrent-index-creation\ncreate index i on leases (name)",
  ])("may do: %s", (statements) => {
    expect(faultsIn(`-- Up Migration\n${statements};\n-- Down Migration\ndrop table users;\n`)).toEqual([]);
  });
});
