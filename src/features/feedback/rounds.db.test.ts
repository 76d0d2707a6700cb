import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { roundState, roundView } from "#src/features/feedback/schema.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { claimsOf, type Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

const colleagues = ["hansen", "said", "third", "fourth"];
const base = "/api/feedback-rounds";

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(`insert into users (id, school_id, name, email, role) values
    ('third', 'north', 'Third', 'third@two-schools.test', 'CLINICAL_SUPERVISOR'),
    ('fourth', 'north', 'Fourth', 'fourth@two-schools.test', 'CLINICAL_SUPERVISOR')`);
  await rows(`insert into sessions (id, school_id, user_id, expires_at)
    select 'session_' || id, 'north', id, now() + interval '1 day' from unnest(array['third', 'fourth']) id`);
  await rows(`insert into placement_supervisors (placement_id, supervisor_id, school_id)
    select 'placement_amina', id, 'north' from unnest(array['said', 'third', 'fourth']) id`);
});

beforeEach(async () => {
  for (const table of ["feedback_rounds", "achievements", "notification_queue", "events"])
    await rows(`delete from ${table}`);
  await rows("delete from assessments where student_id = 'amina'");
  await rows("delete from competency_assignments where user_id = 'amina'");
  await rows(`insert into competency_assignments (id, school_id, user_id, competency_id)
    values ('assignment_amina', 'north', 'amina', 'competency_north')`);
  await recount(["amina"]);
});

async function call(who: string, method: "GET" | "POST" | "PUT", path: string, body?: object) {
  return api.call(
    who === "foreign" ? who : { id: who, role: "CLINICAL_SUPERVISOR", schoolId: "north" },
    method,
    path,
    body === undefined ? {} : { body },
  );
}

async function start(ids = colleagues): Promise<string> {
  const { status, body } = await call("hansen", "POST", base, {
    studentId: "amina",
    competencyId: "competency_north",
    colleagueIds: ids,
    observedAt: new Date().toISOString(),
    words: "How is she with families?",
  });
  expect(status).toBe(201);
  return (body as z.output<typeof roundState>).roundId;
}

const answer = (who: string, id: string, overallRating: number, more: object = {}) =>
  call(who, "PUT", `${base}/${id}/answer`, { evaluationData: { overallRating, ...more } });
const round = async (who: string, id: string) =>
  (await call(who, "GET", `${base}/${id}`)).body as z.output<typeof roundView>;
const told = async (who: string) =>
  (
    await rows(
      "select content from notification_queue where channel = 'IN_APP' and user_id = $1 order by created_at, id",
      [who],
    )
  ).map(({ content }) => content);

async function asStudent(text: string, role = "authenticated"): Promise<unknown[]> {
  await rows("begin");
  try {
    await rows("select set_config('request.jwt.claims', $1, true), set_config('role', $2, true)", [
      claimsOf("amina"),
      role,
    ]);
    return await rows(text);
  } finally {
    await rows("rollback");
  }
}

describe("a round of feedback", () => {
  it("tells whom it asks, and shows it in their queue; the student hears nothing", async () => {
    const id = await start();
    expect(await told("said")).toEqual([
      "Hansen asks for your view of Amina: Hand hygiene. The student sees no names.",
    ]);
    expect(await told("hansen")).toEqual([]);
    const queue = (await call("said", "GET", "/api/competency-assessments/queue")).body as {
      items: { kind: string; assessmentId: string }[];
      counts: { feedback: number };
    };
    expect(queue.counts.feedback).toBe(1);
    expect(queue.items.filter(({ kind }) => kind === "feedback").map(({ assessmentId }) => assessmentId)).toEqual([id]);
    expect(await told("amina")).toEqual([]);
    expect((await api.get("amina", `/api/competency-assessments/${id}`)).status).toBe(404);
    expect((await api.get("amina", `${base}/${id}`)).status).toBe(403);
  });

  it("shows who answered to whoever asked alone, and nobody what another said", async () => {
    const id = await start();
    await answer("said", id, 4, { strengths: "Patient" });
    const own = await round("hansen", id);
    expect(own.colleagues.map(({ name, answeredAt }) => [name, answeredAt !== null])).toEqual([
      ["Said", true],
      ["Fourth", false],
      ["Hansen", false],
      ["Third", false],
    ]);
    expect(JSON.stringify(own)).not.toContain("Patient");
    const others = await round("third", id);
    expect(others).toMatchObject({ colleagues: [], others: [], answered: 1, own: { evaluationData: null } });
    expect((await round("said", id)).own?.evaluationData).toMatchObject({ strengths: "Patient" });
  });

  it("does not close before three have answered", async () => {
    const id = await start();
    await answer("said", id, 4);
    await answer("third", id, 3);
    const { status, body } = await call("hansen", "POST", `${base}/${id}/close`);
    expect([status, (body as { detail: string }).detail]).toEqual([
      409,
      "One more answer is needed: with fewer than 3 the student could tell who said what.",
    ]);
    expect(await rows("select from assessments where student_id = 'amina'")).toEqual([]);
    expect(await rows("select status from competency_assignments where id = 'assignment_amina'")).toEqual([
      { status: "NOT_STARTED" },
    ]);
  });

  it("closes by itself when everybody has answered; the lower median counts once", async () => {
    const id = await start();
    for (const [index, who] of colleagues.entries()) {
      expect((await answer(who, id, [5, 3, 4, 5][index] ?? 0)).status).toBe(200);
    }
    expect(
      await rows(
        "select result::float8, observations, evaluators, days from competency_assignments where id = 'assignment_amina'",
      ),
    ).toEqual([{ result: 4, observations: 1, evaluators: 4, days: 1 }]);
    expect(await told("amina")).toContain("4 assessors gave you feedback on Hand hygiene. It is shown without names.");
    expect(await told("hansen")).toEqual([
      "All whom you asked about Amina answered: Hand hygiene. The student reads it now.",
    ]);
    expect((await answer("said", id, 1)).status).toBe(409);
  });

  it("is closed by whoever started it, who is nobody else", async () => {
    const id = await start();
    for (const who of ["said", "third", "fourth"]) await answer(who, id, 4);
    expect((await call("said", "POST", `${base}/${id}/close`)).status).toBe(404);
    expect((await call("hansen", "POST", `${base}/${id}/close`)).status).toBe(200);
    expect((await answer("hansen", id, 1)).status).toBe(409);
    expect(await rows("select from feedback_answers")).toEqual([]);
  });

  it("asks further colleagues, reminds each once a day, and is called off without a trace for the student", async () => {
    const id = await start(["said", "third", "fourth"]);
    expect((await call("hansen", "POST", `${base}/${id}/asked`, { colleagueIds: ["hansen"] })).body).toMatchObject({
      asked: 4,
    });
    expect((await call("hansen", "POST", `${base}/${id}/asked`, { colleagueIds: ["foreign"] })).status).toBe(422);
    expect((await call("hansen", "POST", `${base}/${id}/remind`)).status).toBe(200);
    expect((await told("third"))[1]).toBe("Hansen is waiting for your view of Amina: Hand hygiene.");
    expect((await call("hansen", "POST", `${base}/${id}/remind`)).status).toBe(409);
    await answer("said", id, 4);
    expect((await call("hansen", "POST", `${base}/${id}/call-off`)).body).toMatchObject({ state: "CALLED_OFF" });
    expect((await told("third"))[2]).toBe("Hansen no longer needs your view of Amina: Hand hygiene.");
    expect(await told("amina")).toEqual([]);
    expect((await answer("third", id, 4)).status).toBe(409);
    expect(await start(["said", "third", "fourth"])).not.toBe(id);
  });

  it("refuses fewer than three, strangers, and a second open round", async () => {
    const body = { studentId: "amina", competencyId: "competency_north", observedAt: new Date().toISOString() };
    expect((await call("hansen", "POST", base, { ...body, colleagueIds: ["said", "third"] })).status).toBe(422);
    expect((await call("hansen", "POST", base, { ...body, colleagueIds: ["said", "third", "foreign"] })).status).toBe(
      422,
    );
    await start();
    expect((await call("said", "POST", base, { ...body, colleagueIds: colleagues })).status).toBe(409);
    expect((await call("foreign", "POST", base, { ...body, colleagueIds: colleagues })).status).toBe(404);
  });
});

describe("what several said", () => {
  async function closed(): Promise<string> {
    const id = await start();
    for (const [index, who] of colleagues.entries()) {
      await answer(who, id, index + 2, { strengths: `Words ${index}`, privateNote: `Note ${index}` });
      const kept = JSON.stringify(await rows("select content from feedback_answers"));
      expect(kept).not.toContain("Note ");
    }
    return id;
  }

  it("names nobody to the student, in rows, columns, times or order", async () => {
    const id = await closed();
    const evaluations = await asStudent("select * from evaluations order by id");
    expect(evaluations).toHaveLength(4);
    for (const who of [...colleagues, "Said", "Third", "Fourth"])
      expect(JSON.stringify(evaluations)).not.toContain(`"${who}"`);
    expect(new Set(evaluations.map((line) => String((line as { signed_at: Date }).signed_at.toISOString()))).size).toBe(
      1,
    );
    for (const table of ["evaluation_authors", "feedback_rounds", "feedback_asked", "feedback_answers"]) {
      expect(await asStudent(`select * from ${table}`), table).toEqual([]);
      expect(await asStudent(`select * from ${table}`, "app_command"), table).toEqual([]);
    }
    expect(await asStudent(`select assessor_id, requested_by, metadata from assessments where id = '${id}'`)).toEqual([
      { assessor_id: null, requested_by: null, metadata: {} },
    ]);
    const view = (await api.get("amina", `/api/competency-assessments/${id}`)).body as {
      value: number;
      evaluations: { evaluator: string; isAnonymous: boolean; privateNote: string | null }[];
    };
    expect(view.value).toBe(3);
    expect(
      view.evaluations.map(({ evaluator, isAnonymous, privateNote }) => [evaluator, isAnonymous, privateNote]),
    ).toEqual(Array.from({ length: 4 }, () => ["", true, null]));
  });

  it("comes in another order each time", async () => {
    const orders = new Set<string>();
    for (let time = 0; time < 12; time++) {
      const id = await closed();
      const view = (await api.get("amina", `/api/competency-assessments/${id}`)).body as {
        evaluations: { overallRating: number }[];
      };
      orders.add(view.evaluations.map(({ overallRating }) => overallRating).join());
    }
    expect(orders.size).toBeGreaterThan(3);
  });

  it("names its authors to staff", async () => {
    const id = await closed();
    for (const who of ["hansen", "admin"] as const satisfies readonly Person[]) {
      const view = (await api.get(who, `/api/competency-assessments/${id}`)).body as {
        evaluations: { evaluator: string; strengths: string; privateNote: string }[];
      };
      expect(
        view.evaluations.map(({ evaluator, strengths, privateNote }) => [evaluator, strengths, privateNote]).sort(),
      ).toEqual([
        ["Fourth", "Words 3", "Note 3"],
        ["Hansen", "Words 0", "Note 0"],
        ["Said", "Words 1", "Note 1"],
        ["Third", "Words 2", "Note 2"],
      ]);
    }
  });

  it("is amended by each for their own alone, and still names nobody", async () => {
    const id = await closed();
    const amended = await call("third", "POST", `/api/competency-assessments/${id}/amend`, {
      baseRevision: 4,
      reason: "I saw more since.",
      evaluationData: { overallRating: 5, strengths: "Better" },
    });
    expect([amended.status, amended.body]).toMatchObject([200, { revision: 5 }]);
    expect(
      await rows(
        "select x.evaluator_id, e.overall_rating::float8 as rating from evaluations e join evaluation_authors x on x.evaluation_id = e.id where e.state = 'SIGNED' order by 1",
      ),
    ).toEqual([
      { evaluator_id: "fourth", rating: 5 },
      { evaluator_id: "hansen", rating: 2 },
      { evaluator_id: "said", rating: 3 },
      { evaluator_id: "third", rating: 5 },
    ]);
    expect((await told("amina")).at(-1)).toBe("An assessor amended your assessment in Hand hygiene.");
    const view = await api.get("amina", `/api/competency-assessments/${id}`);
    expect(JSON.stringify(view.body)).not.toMatch(/third/i);
  });

  it("is voided by the school, and each who wrote hears of it", async () => {
    const id = await closed();
    const { status } = await api.call("admin", "POST", `/api/competency-assessments/${id}/void`, {
      body: { baseRevision: 4, reason: "Another student." },
    });
    expect(status).toBe(200);
    expect((await told("fourth")).at(-1)).toBe(
      "Your school voided your assessment of Amina in Hand hygiene. It no longer counts.",
    );
    expect(await rows("select result from competency_assignments where id = 'assignment_amina'")).toEqual([
      { result: null },
    ]);
  });

  it("leaves the rows that a recount would write", async () => {
    await closed();
    const kept = () => rows("select recent_activities, completed from student_progress where student_id = 'amina'");
    const before = await kept();
    expect(before[0]?.recent_activities).toMatchObject([{ rating: 3, evaluator: "" }]);
    await recount(["amina"]);
    expect(await kept()).toEqual(before);
  });
});
