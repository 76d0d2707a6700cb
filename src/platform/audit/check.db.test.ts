import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { config } from "#src/config.ts";
import { newId } from "#src/lib/ids.ts";
import { digestOf, readAnchors } from "#src/platform/audit/anchor-files.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { checkDue, checkNow } from "#src/platform/audit/check.ts";
import { sealAudit } from "#src/platform/audit/seal.ts";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const actor = systemActor("test");
const ignored = async () => {};
const never = new AbortController().signal;

describe("the check of a school's audit", () => {
  const database = useDatabase();
  const folder = join(config.dataDir, "anchors");
  const sql = (text: string) => database.owner().query(text);
  afterAll(closePools);
  beforeEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await sql("truncate audit_log, access_log, access_seals, audit_anchors, audit_checks");
  });

  const act = (entityId: string) =>
    withActor(actor, (tx) =>
      audit(tx, actor, { action: "thing.done", entityType: "thing", entityId, schoolId: "default" }),
    );
  const look = () =>
    sql(
      `insert into access_log (id, school_id, actor_id, subject_id, what) values ('${newId()}', 'default', 'r', 'p', 'x')`,
    );
  const check = async () => (await sql("select entries::int, fault from audit_checks")).rows[0];
  const everything = async () => {
    await act("a");
    await act("b");
    await look();
    await checkNow(actor, "default", ignored);
  };
  /** The owner makes the whole chain anew, as whoever has all rights on the database could. */
  const remake = async () => {
    await sql(
      `alter table audit_log disable trigger user;
       update audit_log set actor_id = 'somebody else', seal_number = null, previous_hash = null, hash = null;
       alter table audit_log enable trigger user`,
    );
    await sealAudit(actor);
  };

  it("says how many entries are whole", async () => {
    await everything();
    expect(await check()).toEqual({ entries: 3, fault: null });
  });

  it("runs by itself for a school that has none, anchors it, and does neither again on the same day", async () => {
    await act("a");
    await sealAudit(actor);
    await checkDue(actor, never, ignored);
    await act("b");
    await sealAudit(actor);
    await checkDue(actor, never, ignored);
    expect(await check()).toEqual({ entries: 1, fault: null });
    const { anchors } = await readAnchors();
    expect(anchors).toMatchObject([{ previous: null, schools: [{ schoolId: "default", audit: { number: 1 } }] }]);
    expect((await sql("select digest from audit_anchors")).rows).toEqual([{ digest: anchors[0]?.digest }]);
    await sql("update audit_checks set checked_at = now() - interval '25 hours'");
    await checkDue(actor, never, ignored);
    expect(await check()).toEqual({ entries: 2, fault: null });
  });

  it("names the place that does not fit, and is over when it fits again", async () => {
    await everything();
    await sql("update access_seals set hash = 'x'");
    await checkNow(actor, "default", ignored);
    expect((await check()).fault).toMatchObject({ log: "access", seal: 1, how: "changed" });
  });

  it("does not forget where the chain ended when somebody cuts it twice", async () => {
    await everything();
    await sql(
      "alter table audit_log disable trigger user; delete from audit_log where entity_id = 'b'; alter table audit_log enable trigger user",
    );
    await checkNow(actor, "default", ignored);
    expect((await check()).fault).toMatchObject({ log: "audit", how: "cut", seal: 2 });
    await checkNow(actor, "default", ignored);
    expect((await check()).fault).toMatchObject({ log: "audit", how: "cut", seal: 2 });
  });

  it("finds a chain that was made anew, by the file, when the database says otherwise everywhere", async () => {
    await act("a");
    await sealAudit(actor);
    await checkDue(actor, never, ignored);
    await remake();
    await sql("truncate audit_checks, audit_anchors");
    await checkNow(actor, "default", ignored);
    expect((await check()).fault).toMatchObject({ log: "audit", how: "rewritten", seal: 1 });
  });

  it("believes no file that was changed, and names it", async () => {
    await act("a");
    await sealAudit(actor);
    await checkDue(actor, never, ignored);
    const [name = ""] = readdirSync(folder);
    const path = join(folder, name);
    const anchor = JSON.parse(readFileSync(path, "utf8"));
    expect(digestOf(anchor)).toBe(anchor.digest);
    writeFileSync(path, JSON.stringify({ ...anchor, previous: "0" }));
    expect(await readAnchors()).toEqual({ anchors: [], broken: [name] });
  });
});
