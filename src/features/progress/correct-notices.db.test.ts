import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await rows("delete from assessments where student_id = 'amina'");
  for (const table of ["achievements", "notification_queue", "events"]) await rows(`delete from ${table}`);
  await rows("delete from competency_assignments where user_id = 'amina'");
  await rows(`insert into competency_assignments (id, school_id, user_id, competency_id)
    values ('assignment_amina', 'north', 'amina', 'competency_north')`);
  await recount(["amina"]);
});

async function complete(): Promise<string> {
  const { body } = await api.post("hansen", "/api/competency-assessments", {
    studentId: "amina",
    competencyId: "competency_north",
    evaluationData: { overallRating: 4 },
  });
  return (body as { assessmentId: string }).assessmentId;
}

async function takeBack(id: string): Promise<void> {
  expect((await api.call("hansen", "POST", `/api/competency-assessments/${id}/take-back`)).status).toBe(200);
  await correct();
}

async function correct(): Promise<void> {
  const { correctNotices } = await import("#src/features/progress/correct-notices.ts");
  const { systemActor } = await import("#src/policy/actor.ts");
  await correctNotices(systemActor("test"), { studentId: "amina" });
}

const told = async () =>
  (
    await rows(`select content from notification_queue where user_id = 'amina' and status <> 'CANCELLED'
      and type in ('ACHIEVEMENT_UNLOCKED', 'PROGRESS_UPDATE') order by created_at, id`)
  ).map(({ content }) => content);

describe("a milestone whose assessment was taken back", () => {
  it("is told of no longer, where the student has not read it", async () => {
    const id = await complete();
    const before = await told();
    expect(before.length).toBeGreaterThan(1);
    await takeBack(id);
    expect(await told()).toEqual([]);
    await correct();
    expect(await told()).toEqual([]);
  });

  it("is corrected once, where they have", async () => {
    const id = await complete();
    const before = await told();
    await rows("update notification_queue set read_at = now()");
    await takeBack(id);
    await correct();
    const after = await told();
    expect(after).toHaveLength(2 * before.length);
    expect(after).toContain("Hand hygiene is not completed after all: what it rested on was corrected.");
  });

  it("is told of again when it is reached again, once", async () => {
    const id = await complete();
    const before = await told();
    await takeBack(id);
    const { status } = await api.post("hansen", `/api/competency-assessments/${id}/submit`, {
      evaluationData: { overallRating: 5 },
    });
    expect(status).toBe(201);
    expect((await told()).sort()).toEqual(before.sort());
    expect(await rows("select from achievements where is_untold or revoked_at is not null")).toEqual([]);
  });
});

describe("a milestone that was voided", () => {
  it("is told of as before, where it is reached again without a word in between", async () => {
    const id = await complete();
    const before = await told();
    await api.call("admin", "POST", `/api/competency-assessments/${id}/void`, {
      body: { baseRevision: 1, reason: "Another student." },
    });
    await complete();
    expect(await told()).toEqual(before);
  });
});
