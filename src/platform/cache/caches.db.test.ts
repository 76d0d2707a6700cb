import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cohortsAnswer } from "#src/features/people/schema.ts";
import type { Bus } from "#src/platform/bus/bus.ts";
import { type Cache, Caches } from "#src/platform/cache/cache.ts";
import { forgetSchools, writesThatCount } from "#src/platform/cache/caches.ts";
import { metricsText } from "#src/platform/metrics/metrics.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

/** A second process: a bus and caches of its own, over the same database. */
let otherBus: Bus;
let other: Cache;
let program = "";

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  const { bus, openBus } = await import("#src/platform/bus/open-bus.ts");
  otherBus = openBus("app_web");
  other = new Caches(otherBus).open({ name: "other-process", ttlMs: 600_000, maxBytes: 1024 * 1024 });
  await Promise.all([otherBus.ready(), bus().ready()]);
  // Opens the caches of this process, which keep nothing with tags before they are connected.
  await cohortNames("admin");
  await sleep(0);
  const { body } = await api.post("admin", "/api/programs", { name: "Nursing", code: "NUR" });
  program = (body as { id: string }).id;
});
afterAll(async () => {
  const { closeCaches } = await import("#src/platform/cache/caches.ts");
  const { closeBus } = await import("#src/platform/bus/open-bus.ts");
  closeCaches();
  await Promise.all([otherBus.close(), closeBus()]);
});

async function cohortNames(person: "admin" | "foreignAdmin"): Promise<string[]> {
  const { status, body } = await api.get(person, "/api/cohorts");
  expect(status).toBe(200);
  return cohortsAnswer.parse(body).items.map(({ name }) => name);
}

async function addCohort(name: string): Promise<void> {
  const { status } = await api.post("admin", "/api/cohorts", { programId: program, name });
  expect(status).toBe(201);
}

async function outcomes(): Promise<{ hits: number; misses: number }> {
  const text = await metricsText();
  const of = (outcome: string) =>
    Number(new RegExp(`cache_reads_total\\{cache="cohorts",outcome="${outcome}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
  return { hits: of("hit"), misses: of("miss") };
}

/** What the other process would show, from its own cache. */
async function namesElsewhere(): Promise<string[]> {
  const tags = ["cohorts:north", "cohorts:*"];
  const value = await other.read({
    key: "north",
    tags,
    load: async () => {
      const { rows } = await database.owner().query("select name from cohorts where school_id = 'north'");
      return { value: JSON.stringify(rows.map(({ name }) => name)) };
    },
  });
  return JSON.parse(value ?? "[]");
}

describe("the cohorts of a school", () => {
  it("are loaded once for all admins, each of whom leaves a row in the access log", async () => {
    await addCohort("Once");
    const before = await outcomes();
    for (let n = 0; n < 3; n += 1) expect(await cohortNames("admin")).toContain("Once");
    const after = await outcomes();
    expect({ hits: after.hits - before.hits, misses: after.misses - before.misses }).toEqual({ hits: 2, misses: 1 });
    const { rows } = await database
      .owner()
      .query("select detail from access_log where what = 'cohort aggregate' and actor_id = 'admin'");
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(rows.at(-1).detail.count).toBe(3);
  });

  it("are each school's own, and refused to who is no admin although they are kept", async () => {
    await addCohort("Of the north");
    await cohortNames("admin");
    expect(await cohortNames("foreignAdmin")).not.toContain("Of the north");
    const refused = await Promise.all((["hansen", "amina"] as const).map((person) => api.get(person, "/api/cohorts")));
    expect(refused.map(({ status }) => status)).toEqual([403, 403]);
  });

  it("stay in the cache when somebody signs in or another school writes, but not when a job does or the school has events", async () => {
    await cohortNames("admin");
    const before = await outcomes();
    const { withRole, withActor } = await import("#src/platform/db/transaction.ts");
    const { markSeen } = await import("#src/features/sessions/queries.ts");
    await withRole("app_auth", (tx) => markSeen(tx, "amina", new Date()));
    const made = await api.post("foreignAdmin", "/api/programs", { name: "South", code: "SOUTH" });
    expect(made.status).toBe(201);
    await cohortNames("admin");
    expect((await outcomes()).misses).toBe(before.misses);
    // A job may write to any school.
    const { systemActor } = await import("#src/policy/actor.ts");
    const { statement } = await import("#src/platform/db/statement.ts");
    const { programs } = await import("#src/platform/db/tables/programs.ts");
    const rename = statement("test_programs_rename", (db) => db.update(programs).set({ name: "Renamed" }));
    await withActor(systemActor("test"), (tx) => tx.send(rename));
    await cohortNames("admin");
    expect((await outcomes()).misses).toBe(before.misses + 1);
    // Before a browser is told of events of the school, which another process may have written.
    forgetSchools(["south"]);
    await cohortNames("admin");
    expect((await outcomes()).misses).toBe(before.misses + 1);
    forgetSchools(["south", "north"]);
    await cohortNames("admin");
    expect((await outcomes()).misses).toBe(before.misses + 2);
  });

  it("show every change from its answer on, and in another process within half a second", async () => {
    const waits: number[] = [];
    for (let n = 0; n < 25; n += 1) {
      const name = `Cohort ${n}`;
      await Promise.all([cohortNames("admin"), namesElsewhere()]);
      await addCohort(name);
      expect(await cohortNames("admin")).toContain(name);
      const startedAt = performance.now();
      while (!(await namesElsewhere()).includes(name)) await sleep(1);
      waits.push(performance.now() - startedAt);
    }
    expect(Math.max(...waits)).toBeLessThan(500);
  });

  it("never show less than was written before the question, whatever runs beside it", async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("write", "read"), { minLength: 4, maxLength: 14 }), async (acts) => {
        runs += 1;
        const answered = new Set<string>();
        await Promise.all(
          acts.map(async (act, n) => {
            await sleep(n % 3);
            if (act === "write") {
              const name = `Race ${runs}-${n}`;
              await addCohort(name);
              answered.add(name);
              return;
            }
            const written = [...answered];
            expect(await cohortNames("admin")).toEqual(expect.arrayContaining(written));
          }),
        );
        expect(await cohortNames("admin")).toEqual(expect.arrayContaining([...answered]));
      }),
      { numRuns: 25 },
    );
  });
});

describe("tables from which cached values are made", () => {
  it("are written by statements, and by no function or referring row that is not listed", async () => {
    const { rows } = await database.owner().query<{ what: string }>(
      `select distinct p.proname as what from unnest($1::text[]) t (name), pg_proc p
       where p.pronamespace in ('app'::regnamespace, 'public'::regnamespace)
         and p.prosrc ~* ('(insert into|update|delete from)\\s+(public\\.)?' || t.name || '\\M')
       union all
       select conname from pg_constraint
       where contype = 'f' and confdeltype in ('c', 'n', 'd') and conrelid::regclass::text = any ($1)
         and not confrelid::regclass::text = any ($1)`,
      [writesThatCount],
    );
    const { rows: tables } = await database
      .owner()
      .query("select relname from pg_class where relname = any ($1)", [writesThatCount]);
    const isTable = new Set(tables.map(({ relname }) => relname));
    expect(isTable.size).toBe(9);
    expect(rows.map(({ what }) => what)).toEqual(writesThatCount.filter((write) => !isTable.has(write)));
  });
});
