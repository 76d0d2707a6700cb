import { beforeAll, describe, expect, it } from "vitest";
import { faultsUnder, listMutations, type Mutation } from "../../../tests/support/access/mutate.ts";
import { inspect, prepareProbes, rolesOf } from "../../../tests/support/access/probe.ts";
import type { World } from "../../../tests/support/access/relations.ts";
import { verbs } from "../../../tests/support/access/table-access.ts";
import { tableAccess } from "../../../tests/support/access/tables.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
let world: World;
let mutations: Mutation[];

beforeAll(async () => {
  world = await prepareProbes(database.owner());
  mutations = await listMutations(database.owner());
});

const tables = Object.keys(tableAccess);
const pairs = tables.flatMap((table) => verbs.map((verb) => ({ table, verb })));

async function grantsTo(role: string): Promise<string[]> {
  const { rows } = await database.owner().query<{ line: string }>(
    `select v.verb || ' ' || c.relname as line
     from pg_class c, (values ('read', 'SELECT'), ('add', 'INSERT'), ('change', 'UPDATE'), ('remove', 'DELETE')) v (verb, privilege)
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and (has_table_privilege($1, c.oid, v.privilege)
         or v.privilege <> 'DELETE' and has_any_column_privilege($1, c.oid, v.privilege))`,
    [role],
  );
  return rows.map(({ line }) => line).sort();
}

describe("who may do what, by the access.ts of each feature", () => {
  it("is written down for every table", async () => {
    const { rows } = await database
      .owner()
      .query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public'");
    expect(rows.map(({ name }) => name).sort()).toEqual([...tables].sort());
  });

  it.each(["authenticated", "app_command"] as const)(
    "is granted to %s, and nothing else is [V3.5.3] [V13.2.2]",
    async (role) => {
      const granted = pairs.filter(({ table, verb }) => rolesOf(table, verb).includes(role));
      expect(await grantsTo(role)).toEqual(granted.map(({ table, verb }) => `${verb} ${table}`).sort());
    },
  );

  it.each(["app_auth", "app_realtime"] as const)("is granted to %s, who acts for no person", async (role) => {
    const granted = pairs.filter(({ table, verb }) => tableAccess[table]?.withoutUser?.[role]?.includes(verb));
    expect(await grantsTo(role)).toEqual(granted.map(({ table, verb }) => `${verb} ${table}`).sort());
  });

  it("leaves everything to the system's own work, except to remove from the audit or change its seals", async () => {
    const all = pairs.map(({ table, verb }) => `${verb} ${table}`);
    const settled = /^(remove (audit_log|access_log|access_seals|audit_anchors)|change (access_seals|audit_anchors))$/;
    expect(await grantsTo("app_system")).toEqual(all.filter((line) => !settled.test(line)).sort());
  });

  it.each(pairs.filter(({ table, verb }) => rolesOf(table, verb).length > 0))(
    "holds for: $verb $table [V8.3.1]",
    async (pair) => {
      await database.owner().query("begin");
      const finding = await inspect(database.owner(), world, pair.table, pair.verb);
      await database.owner().query("rollback");
      expect(finding).toEqual({ faults: [], unmet: [] });
    },
  );
});

/** `npm run mutate:policies` tries all conditions; this sample checks that the rules notice these. */
describe("a policy that lost a condition", () => {
  it("is one of many mutations", () => {
    expect(mutations.length).toBeGreaterThan(250);
  });

  it.each([
    ["placements_change", "with check", "admin_school_id"],
    ["framework_imports_add", "with check", "created_by"],
    ["assignment_deployments_add", "with check", "admin_school_id"],
    ["time_records_add", "with check", "school_id"],
    ["student_progress_add", "with check", "completed"],
    ["achievements_change", "using", "supervises"],
    ["saved_views_change", "with check", "user_id"],
    ["report_cache_add", "with check", "user_id IS NULL"],
    ["evaluations_add", "with check", "evaluator_id"],
    ["assessments_add", "with check", "takes_part_in_round"],
    ["evaluation_authors_add", "with check", "answered_at"],
    ["feedback_asked_add", "with check", "student_id"],
    ["competency_submissions_read", "using", "status"],
  ] as const)("is noticed: %s %s %s", async (policy, clause, words) => {
    const found = mutations.filter(
      (one) => one.policy === policy && one.clause === clause && one.condition.includes(words),
    );
    const narrowest = found.toSorted((a, b) => a.condition.length - b.condition.length)[0];
    if (!narrowest) throw new Error(`${policy} has no condition with ${words}.`);
    expect(await faultsUnder(database.owner(), world, narrowest)).not.toEqual([]);
  });

  it("is not noticed where a constraint or trigger refuses first, and is noticed without it", async () => {
    const entry = tableAccess.sessions?.caughtElsewhere?.find(({ policy }) => policy === "sessions_change");
    const mutation = mutations.find(({ policy, clause }) => policy === "sessions_change" && clause === "with check");
    if (!entry || !mutation) throw new Error("The entry or its policy is missing.");
    expect(await faultsUnder(database.owner(), world, mutation)).toEqual([]);
    expect(await faultsUnder(database.owner(), world, mutation, entry.without)).not.toEqual([]);
  });
});
