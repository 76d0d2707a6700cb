import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeCaches } from "#src/platform/cache/caches.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { jobContext, makeJobRunner } from "../../../tests/support/jobs.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const actor = systemActor("test");

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await run(`insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
    select 'plan_' || n, 'north', 'Plan ' || n, 'Plans', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system'
    from generate_series(1, 6) n`);
  await run(`insert into competency_assignments (id, school_id, user_id, competency_id, due_date, created_at)
    select 'plan_' || n, 'north', 'amina', 'plan_' || n, now() + make_interval(days => n * 10 - 35), now() - interval '60 days'
    from generate_series(1, 6) n`);
  await run("update assessments set observed_at = now() - interval '30 days' where student_id = 'amina'");
  await recount(["amina"]);
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

// biome-ignore lint/suspicious/noExplicitAny: the test checks the answers
async function get(person: Person, path: string, query: Record<string, string> = {}): Promise<any> {
  const answer = await api.get(person, path, { query });
  expect(answer.status).toBe(200);
  return answer.body;
}

async function night(schoolId = "north") {
  const { refreshSchool } = await import("./refresh-school.ts");
  await refreshSchool(jobContext(actor), schoolId);
  closeCaches();
}

/** Events that the relay has numbered, and the job of their burst. */
async function followStudents() {
  await run(`update events e set seq = n.seq from (select id, coalesce((select max(seq) from events), 0) + row_number() over (order by id) as seq
    from events where seq is null) n where n.id = e.id`);
  const { jobs } = await import("./jobs.ts");
  await jobs.find(({ name }) => name === "predictions.follow-student")?.run({}, jobContext(actor));
  closeCaches();
}

const rows = () => run("select * from student_predictions order by student_id");
const standing = async (person: Person) =>
  (await get(person, "/api/students", { studentId: "amina" })).items[0].standing as string;

describe("predictions of a school without history", () => {
  it("flag by the rule who is behind and silent, with facts and what would change it", async () => {
    await night();
    const { items, isOn } = await get("admin", "/api/predictions", { studentId: "amina" });
    expect(isOn).toBe(true);
    expect(items).toMatchObject([
      {
        studentId: "amina",
        completed: 0,
        planned: 3,
        forecast: null,
        risk: { isFlagged: true, kind: "RULE", chance: null },
      },
    ]);
    const texts = items[0].risk.reasons.map(({ text }: { text: string }) => text);
    expect(texts[0]).toBe("0 completed, 3 planned by now; 3 overdue");
    expect(texts[1]).toBe("Last assessed 30 days ago");
    expect(items[0].changes[0].text).toMatch(/^Two completed competencies a week until /);
  });

  it("change nothing when the night's job runs twice", async () => {
    const before = await rows();
    expect(before.length).toBeGreaterThan(0);
    await night();
    expect(await rows()).toEqual(before);
  });

  it("are the standing of lists and counts: AT_RISK, and BEHIND once somebody has assessed the student", async () => {
    expect(await standing("admin")).toBe("AT_RISK");
    const { totals } = await get("admin", "/api/cohorts");
    expect(totals.atRisk).toBe((await get("admin", "/api/students", { standing: "AT_RISK" })).items.length);
    const answer = await api.post("hansen", "/api/competency-assessments", {
      studentId: "amina",
      competencyId: "plan_1",
      evaluationData: { overallRating: 3 },
    });
    expect(answer.status).toBe(201);
    await followStudents();
    expect(await standing("admin")).toBe("BEHIND");
    const once = await rows();
    await followStudents();
    expect(await rows()).toEqual(once);
    await run("update student_predictions set is_flagged = true where student_id = 'amina'");
    expect(await standing("hansen")).toBe("AT_RISK");
  });

  it("say nobody is at risk from the moment they are switched off, and it is in the audit", async () => {
    const off = await api.call("admin", "PUT", "/api/prediction-settings", { body: { isOn: false } });
    expect(off.status).toBe(200);
    expect(await standing("admin")).toBe("BEHIND");
    expect((await get("admin", "/api/cohorts")).totals.atRisk).toBe(0);
    const { items, isOn } = await get("admin", "/api/predictions", { studentId: "amina" });
    expect([isOn, items[0].risk]).toEqual([false, null]);
    expect(await run("select actor_id from audit_log where action = 'prediction.switch-off'")).toEqual([
      { actor_id: "admin" },
    ]);
    await api.call("admin", "PUT", "/api/prediction-settings", { body: { isOn: true } });
    expect(await standing("admin")).toBe("AT_RISK");
  });
});

describe("the first predictions", () => {
  const begin = async () => {
    const { beginSchools } = await import("./begin-schools.ts");
    return beginSchools(jobContext(actor));
  };

  it("do not wait for the night where a school has plans and no row, and are worked out once", async () => {
    await run("delete from student_predictions");
    expect(await standing("admin")).toBe("ON_TRACK");
    expect(await Promise.all([begin(), begin()]).then((lists) => lists.flat().filter((id) => id === "north"))).toEqual([
      "north",
    ]);
    expect(await standing("admin")).toBe("BEHIND");
    expect(await begin()).not.toContain("north");
  });

  it("come with the switch, and not before it is on", async () => {
    await api.call("admin", "PUT", "/api/prediction-settings", { body: { isOn: false } });
    await run("delete from student_predictions");
    expect(await begin()).not.toContain("north");
    await api.call("admin", "PUT", "/api/prediction-settings", { body: { isOn: true } });
    const { jobs } = await import("./jobs.ts");
    await makeJobRunner(jobs).deliver(database.owner(), "prediction.switched", "true");
    closeCaches();
    expect(await standing("admin")).toBe("BEHIND");
  });
});

describe("who reads predictions", () => {
  it("is the student, without the flag; the supervisors of the placement; the school", async () => {
    expect((await get("amina", "/api/predictions")).items).toMatchObject([{ studentId: "amina", risk: null }]);
    expect(
      (await get("hansen", "/api/predictions")).items.map((line: { studentId: string }) => line.studentId),
    ).toEqual(["amina"]);
    expect((await api.get("said", "/api/predictions", { query: { studentId: "amina" } })).status).toBe(404);
    expect((await api.get("ben", "/api/predictions", { query: { studentId: "amina" } })).status).toBe(404);
    expect((await api.get("foreignAdmin", "/api/predictions", { query: { studentId: "amina" } })).status).toBe(404);
    expect((await api.get("amina", "/api/prediction-model")).status).toBe(403);
    expect((await api.call("hansen", "PUT", "/api/prediction-settings", { body: { isOn: false } })).status).toBe(403);
  });

  it("names those without enough evidence apart, and pages the others", async () => {
    await run("update student_predictions set is_known = false, is_flagged = false where student_id = 'amina'");
    const { items, unknown } = await get("admin", "/api/predictions");
    expect(items).toEqual([]);
    expect(unknown).toContainEqual({ studentId: "amina", studentName: "Amina" });
    await run("update student_predictions set is_known = true, is_flagged = true where student_id = 'amina'");
  });
});

describe("a school with history", () => {
  it("gets a model of its own, measured beside the rule, and keeps the version while nothing changes", async () => {
    await run(`insert into users (id, school_id, name, email, role)
      select 'past_' || n, 'south', 'Past ' || n, 'past.' || n || '@south.test', 'STUDENT' from generate_series(1, 240) n`);
    await run(`insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
      select 'past_' || c, 'south', 'Past ' || c, 'Past', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system'
      from generate_series(1, 5) c`);
    // The slow (every other, with some noise) complete every competency so many days later; only the quick finish in time.
    await run(`insert into competency_assignments (id, school_id, user_id, competency_id, due_date, created_at, status, completion_date)
      select 'past_' || n || '_' || c, 'south', 'past_' || n, 'past_' || c, now() - make_interval(days => 130 - c * 20),
        now() - interval '140 days', 'ACHIEVED',
        now() - make_interval(days => 140 - c * 20 - (case when (n % 2 = 0) <> (n % 7 = 0) then 14 else 0 end) - (n + c) % 5)
      from generate_series(1, 240) n, generate_series(1, 5) c`);
    await night("south");
    const model = await get("foreignAdmin", "/api/prediction-model");
    expect(model.versions).toHaveLength(1);
    expect(model.versions[0]).toMatchObject({ version: 1, state: "ACTIVE", students: 240 });
    expect(model.versions[0].measures.model.auroc).toBeGreaterThan(model.versions[0].measures.rule.auroc);
    expect(model.inputs.some(({ coefficient }: { coefficient: number | null }) => coefficient !== null)).toBe(true);
    expect(model.coverage.students).toBeGreaterThanOrEqual(100);
    await night("south");
    expect((await get("foreignAdmin", "/api/prediction-model")).versions).toHaveLength(1);
    // Another school sees nothing of it.
    expect((await get("admin", "/api/prediction-model")).versions).toEqual([]);
  });
});
