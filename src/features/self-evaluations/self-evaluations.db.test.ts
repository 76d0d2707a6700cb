import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { assessmentView } from "#src/features/assessments/schema.ts";
import type { CompetencyAnswer } from "#src/features/progress/schema.ts";
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
  await rows("delete from achievements");
  await rows("delete from competency_assignments where user_id = 'amina'");
  await rows(`insert into competency_assignments (id, school_id, user_id, competency_id)
    values ('assignment_amina', 'north', 'amina', 'competency_north')`);
  await recount(["amina"]);
});

const give = (body: object) => api.post("amina", "/api/self-evaluations", body);
const counted = () =>
  rows(`select a.status, a.result, a.observations, a.evaluators, a.days, p.completed, p.recent_activities
    from competency_assignments a join student_progress p on p.student_id = a.user_id where a.id = 'assignment_amina'`);
const competency = async () =>
  (await api.get("amina", "/api/competency-assignments/assignment_amina")).body as CompetencyAnswer;

describe("how a student sees themselves", () => {
  it("is shown in a competency before anybody assessed it, and counts for nothing", async () => {
    const before = await counted();
    expect((await give({ competencyId: "competency_north", overallRating: 5, words: "I feel sure." })).status).toBe(
      201,
    );
    expect(await counted()).toEqual(before);
    await recount(["amina"]);
    expect(await counted()).toEqual(before);
    const { evidence, counted: number, result } = await competency();
    expect({ number, result }).toEqual({ number: 0, result: null });
    expect(evidence.items).toMatchObject([
      { isSelf: true, counts: false, value: 5, feedback: "I feel sure.", evaluator: "Amina" },
    ]);
  });

  it("stands in no list of assessments, and is acted on by nobody", async () => {
    const { body } = await give({ competencyId: "competency_north", overallRating: 5 });
    const { assessmentId } = body as { assessmentId: string };
    for (const who of ["amina", "hansen", "admin"] as const) {
      const { items } = (await api.get(who, "/api/competency-assessments")).body as { items: { id: string }[] };
      expect(items.map(({ id }) => id)).not.toContain(assessmentId);
    }
    const view = (await api.get("hansen", `/api/competency-assessments/${assessmentId}`)).body as z.output<
      typeof assessmentView
    >;
    expect(view).toMatchObject({ nextActs: [], value: null });
    for (const act of ["approve", "amend", "reply"]) {
      const { status } = await api.post("hansen", `/api/competency-assessments/${assessmentId}/${act}`, {
        baseRevision: 1,
        reason: "r",
        words: "w",
        evaluationData: { overallRating: 1 },
      });
      expect(status, act).toBeGreaterThanOrEqual(400);
    }
  });

  it("is one beside an assessment, and said anew keeps what was said before", async () => {
    const signed = await api.post("hansen", "/api/competency-assessments", {
      studentId: "amina",
      competencyId: "competency_north",
      evaluationData: { overallRating: 3 },
    });
    const { assessmentId } = signed.body as { assessmentId: string };
    const before = await counted();
    expect((await give({ assessmentId, overallRating: 5 })).body).toMatchObject({ revision: 1, assessmentId });
    expect((await give({ assessmentId, overallRating: 2, words: "Less sure." })).body).toMatchObject({ revision: 2 });
    expect(await counted()).toEqual(before);
    const view = (await api.get("hansen", `/api/competency-assessments/${assessmentId}`)).body as z.output<
      typeof assessmentView
    >;
    expect(view.value).toBe(3);
    expect(
      view.evaluations.filter(({ isSelf }) => isSelf).map(({ state, overallRating }) => [state, overallRating]),
    ).toEqual([
      ["SUPERSEDED", 5],
      ["SIGNED", 2],
    ]);
    // The assessor's own can still be amended by its number.
    expect(view.revision).toBe(1);
  });

  it("refuses a level that is none, and what is another's", async () => {
    expect((await give({ competencyId: "competency_north", overallRating: 4.5 })).status).toBe(422);
    expect((await give({ competencyId: "free_1", overallRating: 4 })).status).toBe(422);
    expect(
      (await api.post("carl", "/api/self-evaluations", { competencyId: "competency_north", overallRating: 4 })).status,
    ).toBe(422);
    expect(
      (await api.post("hansen", "/api/self-evaluations", { competencyId: "competency_north", overallRating: 4 }))
        .status,
    ).toBe(403);
  });
});
