import { afterEach, beforeEach, expect, it } from "vitest";
import { statesOf } from "#src/lib/state-table.ts";
import { stepTriggerSql } from "#src/platform/db/step-trigger.ts";
import { stateColumns } from "#src/processes/state-columns.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();

beforeEach(async () => {
  await database.owner().query("begin");
});
afterEach(async () => {
  await database.owner().query("rollback");
});

type Trigger = { table: string; name: string; definition: string; enabled: string };

async function triggers(): Promise<Trigger[]> {
  const { rows } = await database.owner().query<Trigger>(`
    select tgrelid::regclass::text as table, tgname as name, pg_get_triggerdef(oid) as definition, tgenabled as enabled
    from pg_trigger where tgfoid = 'app.refuse_unlisted_step'::regproc order by 1, 2`);
  return rows;
}

/** The order of the steps has no meaning. */
function sorted({ definition, ...trigger }: Trigger) {
  const [head = "", args = ""] = definition.split("refuse_unlisted_step(");
  const [column, ...steps] = args.replace(/\)$/, "").split(", ");
  return { ...trigger, head, column, steps: steps.sort() };
}

it("the migrations' triggers are those of the state tables (npm run db:steps), no more, no fewer, no others", async () => {
  const migrated = await triggers();
  expect(migrated.length).toBeGreaterThan(0);
  for (const { name, table } of migrated) await database.owner().query(`drop trigger ${name} on ${table}`);
  expect(await triggers()).toEqual([]);
  for (const state of stateColumns) await database.owner().query(stepTriggerSql(state));
  expect(migrated.map(sorted)).toEqual((await triggers()).map(sorted));
});

it.each(stateColumns)("$table.thing: the states are those of its column", ({ column, table }) => {
  expect(statesOf(table).sort()).toEqual([...(column.enumValues ?? [])].sort());
});
