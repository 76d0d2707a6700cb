import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AuditAnswer, AuditStateAnswer, LooksAnswer } from "#src/features/audit/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { checkNow } from "#src/platform/audit/check.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import type { Person } from "../../../tests/support/two-schools.ts";
import { jobs } from "./jobs.ts";
import { tellFault } from "./tell-fault.ts";

const database = useDatabase();
const api = useApi();
const runner = makeJobRunner(jobs);
const sql = (text: string, values: unknown[] = []) => database.owner().query(text, values);

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await sql("truncate audit_log, access_log, access_seals, audit_anchors, audit_checks");
});

const look = (actor: string, subject: string, what = "progress", schoolId = "north", id = newId()) =>
  sql("insert into access_log (id, school_id, actor_id, subject_id, what) values ($1, $2, $3, $4, $5)", [
    id,
    schoolId,
    actor,
    subject,
    what,
  ]);
const act = (actor: string, action: string, { about = null as string | null, entity = "thing", detail = {} } = {}) =>
  sql(
    `insert into audit_log (id, school_id, actor_id, actor_role, action, entity_type, entity_id, student_id, detail)
     values ($1, 'north', $2, 'SCHOOL_ADMIN', $3, 'thing', $4, $5, $6)`,
    [newId(), actor, action, entity, about, JSON.stringify(detail)],
  );
async function list(query: Record<string, string> = {}, person: Person = "admin"): Promise<AuditAnswer> {
  const { status, body } = await api.get(person, "/api/audit", { query });
  expect(status).toBe(200);
  return body as AuditAnswer;
}
const whats = async (query: Record<string, string> = {}) => (await list(query)).items.map(({ what }) => what);

describe("the audit of a school", () => {
  it("shows looks, changes, refusals and sign-ins, newest first, with who and about whom", async () => {
    await look("hansen", "amina");
    await act("admin", "user.change", { about: "ben", detail: { role: "x" } });
    await act("system", "session.refuse", { detail: { source: "192.0.2.7", times: 3 } });
    await look("foreign", "carl", "progress", "south");
    const { items } = await list();
    expect(items).toMatchObject([
      { what: "session.refuse", kind: "refused", who: null, source: "192.0.2.7", count: 3 },
      { what: "user.change", kind: "changed", who: { id: "admin" }, about: { id: "ben", name: "Ben" } },
      {
        what: "progress",
        kind: "looked",
        who: { id: "hansen", role: "CLINICAL_SUPERVISOR" },
        about: { name: "Amina" },
      },
    ]);
    expect(items[1]?.detail).toEqual([{ name: "role", value: "x" }]);
  });

  it("is narrowed by kind, by who, by whom it is about, by record and by time", async () => {
    await look("hansen", "amina", "hours");
    await look("said", "ben", "queue");
    await act("admin", "user.change", { about: "ben", entity: "one" });
    await act("hansen", "session.start");
    const narrowed = async (query: Record<string, string>) => {
      const found = await whats(query);
      // Each reading of the audit is an entry of its own.
      return found.filter((what) => what !== "audit");
    };
    expect(await narrowed({ kind: "looked" })).toEqual(["queue", "hours"]);
    expect(await narrowed({ kind: "changed" })).toEqual(["user.change"]);
    expect(await narrowed({ kind: "signIns" })).toEqual(["session.start"]);
    expect(await narrowed({ kind: "refused" })).toEqual([]);
    expect(await narrowed({ who: "HANS" })).toEqual(["session.start", "hours"]);
    expect(await narrowed({ actorId: "said" })).toEqual(["queue"]);
    expect(await narrowed({ about: "ben" })).toEqual(["user.change", "queue"]);
    expect(await narrowed({ about: "nobody of this name" })).toEqual([]);
    expect(await narrowed({ recordId: "one" })).toEqual(["user.change"]);
    expect(await narrowed({ recordId: "amina" })).toEqual(["hours"]);
    expect(await narrowed({ days: "1" })).toHaveLength(4);
    expect(await narrowed({ to: "2020-01-01T00:00:00Z" })).toEqual([]);
    expect(await narrowed({ from: "2020-01-01T00:00:00Z", who: "said" })).toEqual(["queue"]);
  });

  it("goes on by cursor behind the last entry, without one twice or left out", async () => {
    for (let at = 0; at < 7; at += 1) {
      await look("hansen", "amina", `look ${at}`);
      await act("admin", `act.${at}`);
    }
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query: Record<string, string> = cursor === "" ? { limit: "3" } : { limit: "3", cursor };
      const page: AuditAnswer = await list(query);
      seen.push(...page.items.map(({ what }) => what).filter((what) => what !== "audit"));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].flatMap((at) => [`act.${at}`, `look ${at}`]));
    expect((await api.get("admin", "/api/audit", { query: { cursor: "eyJ9" } })).status).toBe(400);
  });

  it("shows a super admin who looked without their name", async () => {
    expect((await api.get("super", "/api/competency-progress", { query: { studentId: "amina" } })).status).toBe(200);
    const { items } = await list({ recordId: "amina" });
    expect(items).toMatchObject([{ kind: "looked", who: { name: null } }]);
  });

  it("is a file too, without formulas, and taking it is an entry", async () => {
    await look("hansen", "amina", "=1+1");
    const { status, body: text } = await api.get("admin", "/api/audit/export");
    expect(status).toBe(200);
    expect(text).toContain("'=1+1");
    expect(text).not.toMatch(/[,\n"]=1/);
    expect((await whats())[0]).toBe("audit export");
  });
});

describe("the state of the audit", () => {
  const state = async () => (await api.get("admin", "/api/audit/state")).body as AuditStateAnswer;

  it("is unknown at first, and known when a check was asked for", async () => {
    await look("hansen", "amina");
    expect(await state()).toMatchObject({ checkedAt: null, entries: 0, newer: 1, fault: null });
    expect((await api.post("admin", "/api/audit/checks", {})).status).toBe(202);
    expect(await runner.deliver(database.owner(), "audit.check_asked", "")).toBe(1);
    expect(await state()).toMatchObject({ checkedAt: expect.any(String), entries: 2, newer: 0, fault: null });
    await look("hansen", "amina");
    expect(await state()).toMatchObject({ newer: 1 });
    await sql("update access_seals set hash = 'x'");
    await checkNow(systemActor("test"), "north", tellFault);
    expect((await state()).fault).toMatchObject({ log: "access", seal: 1, how: "changed" });
  });
});

describe("a check that finds the audit altered", () => {
  const check = () => checkNow(systemActor("test"), "north", tellFault);
  const told = async () =>
    (
      await sql(
        `select user_id as "to", channel, content, payload from notification_queue
         where content like '%audit of North%' order by user_id, channel desc`,
      )
    ).rows;
  beforeEach(() => sql("delete from notification_queue"));

  it("tells the school's admins and those of all schools, by mail too, and nobody else", async () => {
    await look("hansen", "amina");
    await check();
    expect(await told()).toEqual([]);
    await sql("update access_seals set hash = 'x'");
    await check();
    const admins = (
      await sql(
        "select id from users where status = 'ACTIVE' and (role = 'SUPER_ADMIN' or (role = 'SCHOOL_ADMIN' and school_id = 'north')) order by id",
      )
    ).rows.map(({ id }) => id);
    expect(admins.length).toBeGreaterThanOrEqual(2);
    const found = await told();
    expect(found.filter(({ channel }) => channel === "IN_APP").map(({ to }) => to)).toEqual(admins);
    expect(found.find(({ to, channel }) => to === "admin" && channel === "EMAIL")).toMatchObject({
      content: expect.stringContaining("changed after it was sealed"),
      payload: { auditSchoolId: "north" },
    });
    expect(found.find(({ to }) => to === "super")?.payload).toEqual({ brokenSchoolId: "north" });
  });

  it("tells once of each finding, and again when it comes back after it was well", async () => {
    await look("hansen", "amina");
    await look("hansen", "ben");
    await check();
    const { rows } = await sql("select hash from access_seals");
    const count = async () => (await told()).filter(({ to, channel }) => to === "admin" && channel === "IN_APP").length;
    await sql("update access_seals set hash = 'x'");
    for (let day = 0; day < 3; day += 1) await check();
    expect(await count()).toBe(1);
    await sql("update access_seals set hash = $1", [rows[0]?.hash]);
    await check();
    await sql("update access_seals set hash = 'x'");
    await check();
    expect(await count()).toBe(2);
    await sql("update access_seals set hash = $1", [rows[0]?.hash]);
    await sql("delete from access_log where subject_id = 'ben'");
    await check();
    expect(await count()).toBe(3);
  });
});

describe("who looked at one's own record", () => {
  const looks = async (person: Person, query: Record<string, string> = {}) =>
    (await api.get(person, "/api/me/looks", { query })).body as LooksAnswer;

  it("is shown with name and role of staff, when and what, and nothing else about them", async () => {
    await look("hansen", "amina", "hours");
    await look("super", "amina", "progress");
    await look("ben", "amina", "feedback round");
    await look("said", "ben", "progress");
    const { items } = await looks("amina");
    const common = { id: expect.any(String), at: expect.any(String), reader: expect.stringMatching(/^[0-9a-f]{32}$/) };
    expect(items).toEqual([
      { ...common, what: "feedback round", readerName: null, readerRole: "STUDENT" },
      { ...common, what: "progress", readerName: null, readerRole: "SUPER_ADMIN" },
      { ...common, what: "hours", readerName: expect.stringContaining("Hansen"), readerRole: "CLINICAL_SUPERVISOR" },
    ]);
    expect((await looks("carl")).items).toEqual([]);
  });

  it("comes in pages", async () => {
    for (let at = 0; at < 5; at += 1) await look("hansen", "amina", `look ${at}`);
    const first = await looks("amina", { limit: "3" });
    const second = await looks("amina", { limit: "3", cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map(({ what }) => what)).toEqual(
      [4, 3, 2, 1, 0].map((at) => `look ${at}`),
    );
    expect(second.nextCursor).toBeNull();
  });
});
