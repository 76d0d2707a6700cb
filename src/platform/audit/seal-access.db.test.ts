import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "#src/lib/ids.ts";
import { followAccess } from "#src/platform/audit/follow-access.ts";
import { sealAccess } from "#src/platform/audit/seal-access.ts";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const actor = systemActor("test");

describe("the access log's seal", () => {
  const database = useDatabase();
  const sql = (text: string, values: unknown[] = []) => database.owner().query(text, values);
  afterAll(closePools);
  beforeEach(async () => {
    await sql("truncate access_log, access_seals");
    await sql("insert into schools (id, name) values ('other', 'Other') on conflict do nothing");
  });

  const look = (what: string, { schoolId = "default", id = newId() } = {}) =>
    sql("insert into access_log (id, school_id, actor_id, subject_id, what) values ($1, $2, 'reader', 'pupil', $3)", [
      id,
      schoolId,
      what,
    ]);
  const fault = async (schoolId = "default") => (await followAccess(actor, schoolId)).fault;

  /** Changes rows as somebody with the owner's rights could, past the trigger that protects them. */
  const tamper = (statement: string) =>
    sql(`alter table access_log disable trigger user; ${statement}; alter table access_log enable trigger user`);

  it("covers each school's rows by chained seals", async () => {
    await look("a");
    await look("x", { schoolId: "other" });
    expect(await sealAccess(actor)).toBe(2);
    await look("b");
    expect(await sealAccess(actor)).toBe(1);
    expect(await sealAccess(actor)).toBe(0);
    const { rows } = await sql("select school_id, number::int, entries from access_seals order by 1, 2");
    expect(rows).toEqual([
      { school_id: "default", number: 1, entries: 1 },
      { school_id: "default", number: 2, entries: 1 },
      { school_id: "other", number: 1, entries: 1 },
    ]);
    expect(await followAccess(actor, "default")).toMatchObject({ entries: 2, head: { number: 2 }, fault: null });
    expect(await fault("other")).toBeNull();
  });

  it("covers more rows than one seal holds, and uses no number twice when two seal at once", async () => {
    await sql(
      `insert into access_log (id, school_id, actor_id, subject_id, what)
       select 'row' || lpad(n::text, 6, '0'), 'default', 'reader', 'pupil', 'record' from generate_series(1, 4500) n`,
    );
    const sealed = await Promise.all([sealAccess(actor), sealAccess(actor), sealAccess(actor)]);
    expect(sealed.reduce((sum, count) => sum + count, 0)).toBe(4_500);
    expect(await followAccess(actor, "default")).toMatchObject({ entries: 4_500, head: { number: 3 }, fault: null });
    await tamper("delete from access_log where id = 'row003007'");
    expect(await fault()).toMatchObject({ seal: 2, entry: 1_007, how: "missing", id: "row003008" });
  });

  it.each([
    ["changed", "update access_log set what = 'nothing' where what = 'b'", { seal: 1, entry: 2, how: "changed" }],
    ["attributed to another", "update access_log set actor_id = 'x' where what = 'c'", { seal: 1, entry: 3 }],
    [
      "moved in time by a microsecond",
      "update access_log set occurred_at = occurred_at + interval '1 microsecond' where what = 'a'",
      { seal: 1, entry: 1, how: "changed" },
    ],
    ["taken out", "delete from access_log where what = 'b'", { seal: 1, entry: 2, how: "missing" }],
    [
      "taken out with its seal",
      "delete from access_log where what in ('a', 'b', 'c'); delete from access_seals where number = 1",
      { seal: 1, how: "missing" },
    ],
    [
      "swapped",
      "update access_log set what = case what when 'b' then 'c' else 'b' end where what in ('b', 'c')",
      { seal: 1, entry: 2, how: "changed" },
    ],
    [
      "moved to another seal",
      "update access_log set seal_number = 2 where what = 'b'",
      { seal: 1, entry: 2, how: "missing" },
    ],
    [
      "taken out of its seal",
      "update access_log set seal_number = null where what = 'b'",
      { seal: 1, entry: 2, how: "missing" },
    ],
    [
      "put in between",
      "insert into access_log select id || 'x', school_id, occurred_at, actor_id, subject_id, what, request_id, detail, 1 from access_log where what = 'b'",
      { seal: 1, entry: 3, how: "added" },
    ],
    [
      "put under a seal from outside",
      "insert into access_log select '0' || id, school_id, occurred_at, actor_id, subject_id, what, request_id, detail, 1 from access_log where what = 'b'",
      { seal: 1, how: "added" },
    ],
    [
      "put under a seal that is not there",
      "insert into access_log select '0' || id, school_id, occurred_at, actor_id, subject_id, what, request_id, detail, 9 from access_log where what = 'b'",
      { seal: 9, how: "added" },
    ],
  ])("shows where a row was %s", async (_how, statement, where) => {
    for (const what of ["a", "b", "c"]) await look(what);
    await sealAccess(actor);
    await look("d");
    await sealAccess(actor);
    await tamper(statement);
    expect(await fault()).toMatchObject({ log: "access", ...where });
  });

  it("shows a row that was written later than it says", async () => {
    await look("a");
    await sealAccess(actor);
    await sql(
      `insert into access_log (id, school_id, actor_id, subject_id, what, occurred_at)
       values ('00000000-0000-7000-8000-000000000000', 'default', 'reader', 'pupil', 'b', now() - interval '1 day')`,
    );
    expect(await sealAccess(actor)).toBe(0);
    expect(await sealAccess(actor, { searchesAll: true })).toBe(1);
    expect(await fault()).toMatchObject({ seal: 2, entry: 1, how: "backdated" });
  });

  it("shows a changed seal, and one that was made anew by what was noted elsewhere", async () => {
    await look("a");
    await sealAccess(actor);
    const { head } = await followAccess(actor, "default");
    await sql("update access_seals set hash = repeat('0', 64)");
    expect(await fault()).toMatchObject({ seal: 1, how: "changed" });
    await tamper("update access_log set seal_number = null, what = 'other'; truncate access_seals");
    const marks = new Map([[head.number, head.hash ?? ""]]);
    expect((await followAccess(actor, "default", marks)).fault).toMatchObject({ seal: 1, how: "cut" });
    await sealAccess(actor);
    expect(await fault()).toBeNull();
    expect((await followAccess(actor, "default", marks)).fault).toMatchObject({ seal: 1, how: "rewritten" });
  });

  it("seals a row that was committed after later ones were sealed", async () => {
    const early = newId();
    await look("later");
    expect(await sealAccess(actor)).toBe(1);
    await look("early", { id: early });
    expect(await sealAccess(actor)).toBe(1);
    expect(await fault()).toBeNull();
  });

  it("leaves no half of a seal when it is killed between its writes", async () => {
    for (const what of ["a", "b"]) await look(what);
    await sql(`create function app.stop() returns trigger language plpgsql as $$
      begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`);
    await sql("create trigger stopped before update on access_log for each row execute function app.stop()");
    await expect(sealAccess(actor)).rejects.toThrow();
    await sql("drop trigger stopped on access_log; drop function app.stop()");
    expect((await sql("select from access_seals")).rowCount).toBe(0);
    expect(await sealAccess(actor)).toBe(2);
    expect(await fault()).toBeNull();
  });

  it("is changed or removed by nobody, the program's own work included", async () => {
    await look("a");
    await sealAccess(actor);
    const asSystem = async (statement: string) => {
      await sql("begin");
      await sql("set local role app_system");
      const error = await sql(statement).then(
        () => undefined,
        (thrown: Error) => thrown.message,
      );
      await sql("rollback");
      return error;
    };
    expect(await asSystem("delete from access_log")).toContain("permission denied");
    expect(await asSystem("update access_log set what = 'x'")).toContain("permission denied");
    expect(await asSystem("delete from access_seals")).toContain("permission denied");
    expect(await asSystem("update access_seals set hash = 'x'")).toContain("permission denied");
    expect(await withActor(actor, () => 1)).toBe(1);
  });
});
