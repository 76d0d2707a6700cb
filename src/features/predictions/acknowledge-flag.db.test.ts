import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeCaches } from "#src/platform/cache/caches.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { jobContext } from "../../../tests/support/jobs.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const path = "/api/predictions/amina/acknowledgement";

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await run(`insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
    select 'plan_' || n, 'north', 'Plan ' || n, 'Plans', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system' from generate_series(1, 6) n`);
  await run(`insert into competency_assignments (id, school_id, user_id, competency_id, due_date, created_at)
    select 'plan_' || n, 'north', 'amina', 'plan_' || n, now() + make_interval(days => n * 10 - 35), now() - interval '60 days'
    from generate_series(1, 6) n`);
  await run("update assessments set observed_at = now() - interval '30 days' where student_id = 'amina'");
  await recount(["amina"]);
});
beforeEach(async () => {
  await run("delete from acknowledged_flags");
  await night();
});
afterAll(async () => {
  const { closeBus } = await import("#src/platform/bus/open-bus.ts");
  await closeBus();
});

async function run(text: string, values: unknown[] = []) {
  const { rows } = await database.owner().query(text, values);
  closeCaches();
  return rows;
}

async function night() {
  const { refreshSchool } = await import("./refresh-school.ts");
  await refreshSchool(jobContext(systemActor("test")), "north");
  closeCaches();
}

const see = (person: Person, body: object = {}) => api.call(person, "PUT", path, { body });
const reopen = (person: Person) => api.call(person, "DELETE", path);
// biome-ignore lint/suspicious/noExplicitAny: the test checks the answers
const list = async (person: Person, query: Record<string, string> = {}): Promise<any> =>
  (await api.get(person, "/api/predictions", { query })).body;
const seenTo = async () => (await list("admin", { studentId: "amina" })).items[0].risk.seenTo;

describe("a flag that was seen to", () => {
  it("says to other staff who has seen to it, when, until when and why, for 14 days unless asked otherwise", async () => {
    const { status, body } = await see("hansen", { note: "We talked; a plan is made." });
    expect(status).toBe(200);
    const [{ day }] = await run(
      "select ((now() at time zone s.time_zone)::date + 14)::text as day from schools s where id = 'north'",
    );
    const said = { by: "Hansen", untilOn: day, note: "We talked; a plan is made." };
    expect((body as { seenTo: object }).seenTo).toMatchObject(said);
    expect(await seenTo()).toMatchObject(said);
    expect(
      await run("select actor_id, student_id, detail from audit_log where action = 'flag.acknowledge'"),
    ).toMatchObject([{ actor_id: "hansen", student_id: "amina", detail: { untilOn: day } }]);
  });

  it("is listed apart, and counted among nobody who is at risk, until it is taken back", async () => {
    const standing = async () =>
      ((await api.get("admin", "/api/students", { query: { studentId: "amina" } })).body as { items: object[] })
        .items[0];
    const totals = async () => ((await api.get("admin", "/api/cohorts")).body as { totals: object }).totals;
    const before = await totals();
    expect(before).toMatchObject({ atRisk: 1, seenTo: 0 });
    await see("admin");
    expect(await standing()).toMatchObject({ standing: "SEEN_TO" });
    expect(await totals()).toMatchObject({ atRisk: 0, seenTo: 1 });
    expect(await list("admin", { flagged: "true", seenTo: "false" })).toMatchObject({ items: [], seenTo: 1 });
    expect((await list("hansen", { flagged: "true", seenTo: "true" })).items).toMatchObject([{ studentId: "amina" }]);
    expect((await list("admin", { flagged: "true" })).items).toHaveLength(1);
    expect((await reopen("hansen")).body).toEqual({ seenTo: null });
    expect((await reopen("hansen")).status).toBe(200);
    expect(await totals()).toEqual(before);
    expect(await run("select actor_id from audit_log where action = 'flag.reopen'")).toEqual([{ actor_id: "hansen" }]);
  });

  it("is seen to once more by whoever does so last", async () => {
    await see("hansen", { note: "First" });
    const [kept] = await run("select note from acknowledged_flags");
    expect(kept).toEqual({ note: expect.stringMatching(/^s1\.(?!.*First)/) });
    expect(await seenTo()).toMatchObject({ note: "First" });
    expect((await see("admin", { days: null })).body).toMatchObject({ seenTo: { untilOn: null, note: null } });
    expect(await run("select acknowledged_by from acknowledged_flags")).toEqual([{ acknowledged_by: "admin" }]);
  });

  it("comes back the day after its last day", async () => {
    await see("admin", { days: 3 });
    await night();
    expect(await seenTo()).not.toBeNull();
    await run("update acknowledged_flags set until_on = until_on - 3");
    await night();
    expect(await seenTo()).not.toBeNull();
    await run("update acknowledged_flags set until_on = until_on - 1");
    await night();
    expect(await seenTo()).toBeNull();
  });

  it("comes back with a new reason, where it was seen to without a day", async () => {
    await see("admin", { days: null });
    await night();
    expect(await seenTo()).not.toBeNull();
    await run("update acknowledged_flags set reasons = '{PACE}'");
    await night();
    expect(await seenTo()).toBeNull();
  });

  it("ends with the flag", async () => {
    await see("admin", { days: null });
    const [kept] = await run("select observed_at from assessments where student_id = 'amina' limit 1");
    await run("update assessments set observed_at = now() - interval '1 day' where student_id = 'amina'");
    await night();
    expect(await run("select from acknowledged_flags")).toEqual([]);
    expect((await see("admin")).status).toBe(409);
    await run("update assessments set observed_at = $1 where student_id = 'amina'", [kept.observed_at]);
  });

  it("is none of the student's business, nor that of other staff and schools", async () => {
    await see("admin", { note: "Talk on Friday" });
    const own = await list("amina");
    expect(own.items).toMatchObject([{ studentId: "amina", risk: null }]);
    expect(JSON.stringify(own)).not.toContain("Friday");
    expect((await see("amina")).status).toBe(403);
    for (const other of ["said", "foreignAdmin"] as const) {
      expect((await see(other)).status).toBe(404);
      expect((await reopen(other)).status).toBe(404);
    }
    expect(await seenTo()).not.toBeNull();
  });

  it("is refused with a time or a note that is not one", async () => {
    expect((await see("admin", { days: 0 })).status).toBe(422);
    expect((await see("admin", { days: 91 })).status).toBe(422);
    expect((await see("admin", { note: "" })).status).toBe(422);
  });
});

describe("what a student reads past the API", () => {
  it("is the forecast of their own row, and nothing of the flag", async () => {
    await run(
      "update student_predictions set even_on = '2031-01-01', later_on = '2031-02-01' where student_id = 'amina'",
    );
    expect(await asStudent("select * from student_predictions")).toEqual([]);
    expect(await asStudent("select * from acknowledged_flags")).toEqual([]);
    const rows = await asStudent("select * from app.own_forecast()");
    expect(rows.map((row) => Object.keys(row).sort())).toEqual([
      ["as_of", "changes", "even_on", "later_on", "plan_ends_on", "planned", "student_id"],
    ]);
    expect((await list("amina")).items[0].forecast).toEqual({ evenOn: "2031-01-01", laterOn: "2031-02-01" });
  });
});

/** As a token of the student would, with no program between. */
async function asStudent(text: string): Promise<Record<string, unknown>[]> {
  const owner = database.owner();
  await owner.query("begin");
  try {
    await owner.query(
      `select set_config('role', 'authenticated', true), set_config('app.user_id', 'amina', true),
         set_config('app.user_role', 'STUDENT', true), set_config('app.school_id', 'north', true)`,
    );
    return (await owner.query(text)).rows;
  } finally {
    await owner.query("rollback");
  }
}
