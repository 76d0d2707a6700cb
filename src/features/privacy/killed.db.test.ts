import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { insertEveryRelation } from "../../../tests/support/access/rows.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Erases who is due, in a process of its own. */
function startErasing(): ChildProcess {
  const child = fork(join(import.meta.dirname, "../../../tests/support/erasing-process.ts"), { stdio: "inherit" });
  children.push(child);
  return child;
}

beforeAll(async () => {
  await database.owner().query("begin");
  await insertEveryRelation(database.owner());
  await database.owner().query("commit");
  await rows("delete from erasures");
  // A step that takes so long that the process is killed in the middle of it.
  await rows(`create function app.wait_for_kill() returns trigger language plpgsql as $$
    begin perform pg_sleep(0.2); return old; end $$`);
  await rows("grant execute on function app.wait_for_kill() to app_system");
  await rows("create trigger slowly before delete on quick_phrases for each row execute function app.wait_for_kill()");
  await rows(`insert into quick_phrases (id, school_id, owner_id, kind, words)
    select 'slow_' || n, 'north', 'hansen', 'STRENGTH', 'Phrase ' || n from generate_series(1, 20) n`);
  await rows(`insert into erasures (id, school_id, user_id, requested_by, due_at)
    values ('killed', 'north', 'hansen', 'hansen', now() - interval '1 second')`);
});

describe("a process that is killed in the middle of an erasure", () => {
  it("leaves the step undone, and the next one ends it, each row counted once", async () => {
    const erasure = async () => (await rows("select state, steps, proof from erasures where id = 'killed'"))[0];
    const phrases = async () =>
      (await rows("select count(*)::int as count from quick_phrases where owner_id = 'hansen'"))[0].count;
    const before = await phrases();
    const first = startErasing();
    await expect.poll(async () => (await erasure()).steps.length, { timeout: 60_000, interval: 10 }).toBeGreaterThan(3);
    const sleeping = async () =>
      (
        await rows(
          "select count(*)::int as count from pg_stat_activity where datname = current_database() and query like '%quick_phrases%' and state = 'active' and pid <> pg_backend_pid()",
        )
      )[0].count;
    await expect.poll(sleeping, { timeout: 60_000, interval: 10 }).toBeGreaterThan(0);
    first.kill("SIGKILL");
    const halfway = await erasure();
    expect([halfway.state, halfway.steps.includes("quick_phrases"), await phrases()]).toEqual([
      "RUNNING",
      false,
      before,
    ]);
    await rows("drop trigger slowly on quick_phrases");
    const [code] = await once(startErasing(), "exit");
    expect(code).toBe(0);
    const done = await erasure();
    expect([done.state, await phrases()]).toEqual(["DONE", 0]);
    expect(done.proof.quick_phrases).toEqual({ deleted: before, changed: 0 });
    expect(new Set(done.steps).size).toBe(done.steps.length);
  }, 180_000);
});
