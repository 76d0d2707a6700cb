import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { audit } from "#src/platform/audit/audit.ts";
import { followAudit } from "#src/platform/audit/follow-audit.ts";
import { sealAudit } from "#src/platform/audit/seal.ts";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const actor = systemActor("test");

describe("the audit's seal", () => {
  const database = useDatabase();
  afterAll(closePools);
  beforeEach(async () => {
    await database.owner().query("delete from audit_log");
  });

  const act = (entityId: string, schoolId = "default") =>
    withActor(actor, (tx) =>
      audit(tx, actor, {
        action: "thing.done",
        entityType: "thing",
        entityId,
        schoolId,
        detail: { z: 1, a: ["é", null] },
      }),
    );
  const brokenSeal = async (schoolId = "default") => (await followAudit(actor, schoolId)).fault?.seal;

  /** Changes rows as somebody with the owner's rights could, past the trigger that protects them. */
  async function tamper(statement: string): Promise<void> {
    await database
      .owner()
      .query(`alter table audit_log disable trigger user; ${statement}; alter table audit_log enable trigger user`);
  }

  it("numbers each school's acts from one on in the order in which they happened, and continues there", async () => {
    await act("a");
    await act("b");
    await act("x", "other");
    expect(await sealAudit(actor)).toBe(3);
    await act("c");
    expect(await sealAudit(actor)).toBe(1);
    expect(await sealAudit(actor)).toBe(0);
    const { rows } = await database
      .owner()
      .query("select school_id, entity_id, seal_number::int from audit_log order by school_id, seal_number");
    expect(rows.map((row) => [row.school_id, row.entity_id, row.seal_number])).toEqual([
      ["default", "a", 1],
      ["default", "b", 2],
      ["default", "c", 3],
      ["other", "x", 1],
    ]);
    expect(await brokenSeal()).toBeUndefined();
    expect(await brokenSeal("other")).toBeUndefined();
  });

  it("uses no number twice when two seal at once", async () => {
    for (let index = 0; index < 40; index += 1) await act(`r${index}`);
    const sealed = await Promise.all([sealAudit(actor), sealAudit(actor), sealAudit(actor)]);
    expect(sealed.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(await brokenSeal()).toBeUndefined();
  });

  it.each([
    ["changed", "update audit_log set detail = '{}' where entity_id = 'b'", 2],
    ["attributed to another", "update audit_log set actor_id = 'somebody' where entity_id = 'b'", 2],
    [
      "moved in time by a microsecond",
      "update audit_log set occurred_at = occurred_at + interval '1 microsecond' where entity_id = 'a'",
      1,
    ],
    ["taken out", "delete from audit_log where entity_id = 'b'", 2],
    [
      "written later than it says",
      "insert into audit_log (id, school_id, occurred_at, action, entity_type) values ('late', 'default', now() - interval '1 day', 'a', 'b')",
      4,
    ],
    [
      "swapped",
      "update audit_log set entity_id = case entity_id when 'b' then 'c' else 'b' end where entity_id in ('b', 'c')",
      2,
    ],
  ])("shows where an act was %s", async (_how, statement, number) => {
    for (const id of ["a", "b", "c"]) await act(id);
    await sealAudit(actor);
    await tamper(statement);
    await sealAudit(actor);
    expect(await brokenSeal()).toBe(number);
  });

  it("shows a chain that was made anew, or cut, by what was noted elsewhere", async () => {
    for (const id of ["a", "b", "c"]) await act(id);
    await sealAudit(actor);
    const { head } = await followAudit(actor, "default");
    const marks = new Map([[head.number, head.hash ?? ""]]);
    expect((await followAudit(actor, "default", marks)).fault).toBeNull();
    await tamper("delete from audit_log where entity_id = 'c'");
    expect((await followAudit(actor, "default", marks)).fault).toMatchObject({ how: "cut", seal: 3 });
    await act("d");
    await sealAudit(actor);
    expect((await followAudit(actor, "default")).fault).toBeNull();
    expect((await followAudit(actor, "default", marks)).fault).toMatchObject({ how: "rewritten", seal: 3 });
  });

  it("does not seal an act whose transaction is still running", async () => {
    let finish = () => {};
    const finished = new Promise<void>((done) => {
      finish = done;
    });
    let started = () => {};
    const hasStarted = new Promise<void>((done) => {
      started = done;
    });
    const late = withActor(actor, async (tx) => {
      audit(tx, actor, { action: "thing.done", entityType: "thing", entityId: "late", schoolId: "default" });
      started();
      await finished;
    });
    await hasStarted;
    await act("early");
    expect(await sealAudit(actor)).toBe(1);
    finish();
    await late;
    expect(await sealAudit(actor)).toBe(1);
    expect(await brokenSeal()).toBeUndefined();
  });
});
