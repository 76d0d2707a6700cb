import type pg from "pg";
import { type Case, casesOf, keyText, linesOf, linesTo } from "./cases.ts";
import { allows, type Reader, readers, type World } from "./relations.ts";
import { insertEveryRelation } from "./rows.ts";
import type { Row, Verb } from "./table-access.ts";
import { tableAccess } from "./tables.ts";

export type Finding = {
  /** Where the database decides differently from the rules. */
  faults: string[];
  /** Lines of the rules that no row met, so that nothing tried depends on them. */
  unmet: string[];
};

const nobody: Reader = { id: "", role: "", schoolId: "" };

/**
 * Tries each probe as the given role and rolls it back. A row is addressed by a cursor of the owner's, so that only the
 * policy of the verb decides: a WHERE clause would apply the policy for reading too.
 */
const probeFunction = `
  create or replace function pg_temp.probe(role_name text, me jsonb, relation text, key text, probes jsonb)
  returns text[] language plpgsql as $$
  declare
    probe jsonb;
    target refcursor := 'target';
    touched bigint;
    outcome text;
    outcomes text[] := '{}';
    rule text;
  begin
    perform set_config('app.user_id', me ->> 'id', true), set_config('app.user_role', me ->> 'role', true),
      set_config('app.school_id', me ->> 'schoolId', true);
    for probe in select jsonb_array_elements(probes) loop
      begin
        if probe ->> 'row' is not null then
          open target for execute format('select from %s where %s = %L for update', relation, key, probe ->> 'row');
          move next from target;
        end if;
        perform set_config('role', role_name, true);
        execute probe ->> 'text';
        get diagnostics touched = row_count;
        outcome := case when touched > 0 then 'done' else 'hidden' end;
        raise exception using errcode = 'UNDO0';
      exception when others then
        get stacked diagnostics rule = constraint_name;
        if sqlstate <> 'UNDO0' then
          outcome := case when sqlerrm like '%row-level security%' then 'policy' else concat_ws(' ', sqlstate, coalesce(nullif(rule, ''), sqlerrm)) end;
        end if;
      end;
      outcomes := outcomes || outcome;
    end loop;
    return outcomes;
  end
  $$`;

/** Triggers run before the policy's check of the new row and may refuse first; so may a grant on columns. */
function isEarlierWall(table: string, outcome: string): boolean {
  return (
    outcome.startsWith("42501 permission denied") ||
    /_(shared_school|people_school|competency_school|settled|step|school_step)$/.test(outcome) ||
    (tableAccess[table]?.walls ?? []).some((wall) => outcome.endsWith(` ${wall}`))
  );
}

/** Inserts and commits every relation once, and prepares the session for probing. */
export async function prepareProbes(client: pg.Client): Promise<World> {
  await client.query("begin");
  await insertEveryRelation(client);
  await client.query("commit");
  await client.query(probeFunction);
  const world = new Map<string, Row[]>();
  for (const table of Object.keys(tableAccess)) {
    const { rows } = await client.query<{ row: Row }>(`select to_jsonb(t) as row from ${table} t`);
    world.set(
      table,
      rows.map(({ row }) => row),
    );
  }
  return world;
}

/** Compares the rules for one verb of one table with what the database does. It needs an open transaction. */
export async function inspect(client: pg.Client, world: World, table: string, verb: Verb): Promise<Finding> {
  const met = new Set<string>();
  const faults: string[] = [];
  const key = await keyOf(client, table);
  for (const role of rolesOf(table, verb)) {
    for (const me of [...readers, nobody]) {
      const cases = casesOf(world, table, verb, me, key);
      const trial = { role, me, table, key: keyText(key), cases };
      const outcomes = verb === "read" ? await read(client, trial) : await attempt(client, trial);
      cases.forEach(({ expected, label, meets }, at) => {
        const outcome = outcomes[at] ?? "";
        if (!isAsExpected(table, expected, outcome)) {
          faults.push(`${me.id || "nobody"}, ${verb} ${table} ${label} as ${role}: ${outcome}, not ${expected}`);
        }
        if (outcome !== "done") return;
        for (const { row, lines } of meets) {
          for (const line of lines) if (allows([line], me, table, row, world)) met.add(line);
        }
      });
    }
  }
  return { faults, unmet: [...linesOf(table, verb), ...linesTo(table, verb)].filter((line) => !met.has(line)) };
}

/** The roles of the database under which people do this. */
export function rolesOf(table: string, verb: Verb): readonly ("authenticated" | "app_command")[] {
  if (linesOf(table, verb).length === 0) return [];
  return verb === "read" ? (tableAccess[table]?.rules.readBy ?? ["authenticated", "app_command"]) : ["app_command"];
}

function isAsExpected(table: string, expected: Case["expected"], outcome: string): boolean {
  switch (expected) {
    case "hidden":
      return outcome === "hidden";
    case "refused":
      return outcome === "policy" || isEarlierWall(table, outcome);
    case "allowed":
      // Keys and checks come after the policies, and may still refuse a probe.
      return outcome === "done" || /^23/.test(outcome) || isEarlierWall(table, outcome);
  }
}

type Trial = { role: string; me: Reader; table: string; key: string; cases: readonly Case[] };

async function read(client: pg.Client, { role, me, table, key, cases }: Trial): Promise<string[]> {
  await client.query("savepoint reading");
  await client.query(
    `select set_config('app.user_id', $1, true), set_config('app.user_role', $2, true),
       set_config('app.school_id', $3, true), set_config('role', $4, true)`,
    [me.id, me.role, me.schoolId, role],
  );
  const { rows } = await client.query<{ key: string }>(`select ${key} as key from ${table}`);
  await client.query("rollback to savepoint reading");
  const seen = new Set(rows.map((row) => row.key));
  return cases.map(({ row = "" }) => (seen.has(row) ? "done" : "hidden"));
}

async function attempt(client: pg.Client, { role, me, table, key, cases }: Trial): Promise<string[]> {
  const probes = JSON.stringify(cases.map(({ text, row }) => ({ text, row })));
  const { rows } = await client.query<{ outcomes: string[] }>("select pg_temp.probe($1, $2, $3, $4, $5) as outcomes", [
    role,
    me,
    table,
    key,
    probes,
  ]);
  return rows[0]?.outcomes ?? [];
}

async function keyOf(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select a.attname as name from pg_index i
     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
     where i.indrelid = $1::regclass and i.indisprimary order by a.attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}
