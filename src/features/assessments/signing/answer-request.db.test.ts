import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "#src/lib/ids.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await rows("delete from assessments where student_id = 'amina'");
  await rows("delete from notification_queue");
  await rows(`insert into competency_assignments (id, school_id, user_id, competency_id)
    values ('assignment_amina', 'north', 'amina', 'competency_north') on conflict do nothing`);
  await rows(`insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, requested_by, observed_at, expires_at)
    values ('asked', 'north', 'amina', 'competency_north', 'hansen', 'REQUESTED', 'amina', now(), now() + interval '3 days')`);
  await recount(["amina"]);
});

const submit = (more: object = {}) =>
  api.post("hansen", "/api/competency-assessments", {
    studentId: "amina",
    competencyId: "competency_north",
    evaluationData: { overallRating: 3 },
    ...more,
  });
const all = () => rows("select id, status, requested_by from assessments where student_id = 'amina' order by id");

describe("a new assessment of what the student asked for", () => {
  it("is the answer to the request", async () => {
    const { status, body } = await submit();
    expect([status, body]).toMatchObject([201, { assessmentId: "asked" }]);
    expect(await all()).toEqual([{ id: "asked", status: "SUBMITTED", requested_by: "amina" }]);
    const asked = await api.get("amina", "/api/assessment-requests/asked?state=open");
    expect((asked.body as { items: unknown[] }).items).toEqual([]);
  });

  it("is not written twice under the id that its client chose", async () => {
    const assessmentId = newId();
    expect((await submit({ assessmentId })).status).toBe(201);
    expect((await submit({ assessmentId })).status).toBe(409);
    expect(await all()).toHaveLength(1);
  });

  it("is a new one where somebody else was asked", async () => {
    await rows("update assessments set assessor_id = 'said' where id = 'asked'");
    const { body } = await submit();
    expect((body as { assessmentId: string }).assessmentId).not.toBe("asked");
    expect((await all()).map(({ status }) => status).sort()).toEqual(["REQUESTED", "SUBMITTED"]);
  });
});

describe("a draft that began as a request", () => {
  it("is told to the student when its author discards it, who can ask again", async () => {
    await api.call("hansen", "PUT", "/api/competency-assessments/asked/draft", { body: { evaluationData: {} } });
    await rows("delete from notification_queue");
    expect((await api.call("hansen", "DELETE", "/api/competency-assessments/asked/draft")).status).toBe(200);
    expect(await rows("select user_id, content, payload from notification_queue")).toEqual([
      {
        user_id: "amina",
        content: "Hansen set aside the assessment that you asked for: Hand hygiene. You can ask again.",
        payload: { requestId: "asked" },
      },
    ]);
    const again = await api.post("amina", "/api/assessment-requests", {
      competencyId: "competency_north",
      supervisorId: "hansen",
      observedAt: new Date().toISOString(),
    });
    expect(again.status).toBe(201);
  });

  it("tells nobody of a draft that nobody asked for", async () => {
    await rows("delete from assessments where id = 'asked'");
    const draft = await api.post("hansen", "/api/competency-assessments/drafts", {
      studentId: "amina",
      competencyId: "competency_north",
      evaluationData: {},
    });
    const { assessmentId } = draft.body as { assessmentId: string };
    await api.call("hansen", "DELETE", `/api/competency-assessments/${assessmentId}/draft`);
    expect(await rows("select from notification_queue")).toEqual([]);
  });
});
