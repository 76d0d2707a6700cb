import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { people } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

const progressRows = () =>
  rows(`select total, completed, category_breakdown, recent_activities, upcoming_deadlines
        from student_progress where student_id = 'amina'`);

async function sign(overallRating: number, more: Record<string, unknown> = {}): Promise<string> {
  const { body } = await api.post("hansen", "/api/competency-assessments", {
    studentId: "amina",
    competencyId: "competency_north",
    evaluationData: { overallRating, ...more },
  });
  return (body as { assessmentId: string }).assessmentId;
}

const voidEvaluations = statement("test_void_evaluations", (db, p: Params<{ assessmentId: string }>) =>
  db.update(evaluations).set({ state: "VOIDED" }).where(eq(evaluations.assessmentId, p.assessmentId)),
);
const voidAssessment = statement("test_void_assessment", (db, p: Params<{ assessmentId: string }>) =>
  db.update(assessments).set({ status: "VOIDED" }).where(eq(assessments.id, p.assessmentId)),
);

/** Does what a school's command does: its own writes, then the recount, in one transaction. */
async function voidAndRecount(assessmentId: string) {
  const { withActor } = await import("#src/platform/db/transaction.ts");
  const { recountAssignment } = await import("#src/features/progress/recount-assignment.ts");
  return withActor({ kind: "user", ...people.admin, userId: "admin", sessionId: "session_admin" }, (tx) => {
    tx.send(voidEvaluations, { assessmentId });
    tx.send(voidAssessment, { assessmentId });
    return recountAssignment(tx, "assignment_amina", "void");
  });
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows("delete from achievements");
  await rows("update competency_assignments set due_date = now() + interval '5 days' where user_id = 'amina'");
  await recount(["amina"]);
});

describe("counting an assignment again", () => {
  it("revokes a completion whose evidence is voided, and grants it again without a second event", async () => {
    const before = await progressRows();
    const assessmentId = await sign(5);
    expect(await rows("select status from competency_assignments where id = 'assignment_amina'")).toEqual([
      { status: "ACHIEVED" },
    ]);
    expect(
      await rows("select kind from achievements where student_id = 'amina' and revoked_at is null order by 1"),
    ).toEqual([{ kind: "category" }, { kind: "competency" }, { kind: "framework" }]);
    expect((await progressRows())[0]).toMatchObject({ completed: 1, upcoming_deadlines: [] });

    const update = await voidAndRecount(assessmentId);

    expect(update).toMatchObject({ status: "IN_PROGRESS", overall: { completedCompetencies: 0 } });
    expect(
      await rows("select status, completion_date from competency_assignments where id = 'assignment_amina'"),
    ).toEqual([{ status: "IN_PROGRESS", completion_date: null }]);
    const after = await progressRows();
    expect(after).toEqual(
      before.map((row) => ({ ...row, upcoming_deadlines: [expect.objectContaining({ status: "IN_PROGRESS" })] })),
    );
    await recount(["amina"]);
    expect(await progressRows()).toEqual(after);
    expect(await rows("select 1 from achievements where student_id = 'amina' and revoked_at is null")).toEqual([]);

    await sign(5);
    expect(await rows("select 1 from achievements where student_id = 'amina' and revoked_at is null")).toHaveLength(3);
    expect(
      await rows("select 1 from events where type = 'achievement.unlocked' and student_id = 'amina'"),
    ).toHaveLength(3);
    expect(
      await rows("select 1 from notification_queue where type = 'ACHIEVEMENT_UNLOCKED' and user_id = 'amina'"),
    ).toHaveLength(3);
  });

  it("writes the row that a rebuild would write, signature after signature, in any order of observation", async () => {
    for (const [rating, daysAgo] of [
      [2, 3],
      [4, 9],
      [3, 1],
      [5, 5],
      [1, 0],
    ] as const) {
      await sign(rating, { observedAt: new Date(Date.now() - daysAgo * 86_400_000).toISOString() });
      const kept = await progressRows();
      await recount(["amina"]);
      expect(await progressRows()).toEqual(kept);
    }
  });
});

describe("a guest's evaluation that its school asks to have confirmed", () => {
  const recountGuest = async () => {
    const { withActor } = await import("#src/platform/db/transaction.ts");
    const { recountAssignment } = await import("#src/features/progress/recount-assignment.ts");
    const { systemActor } = await import("#src/policy/actor.ts");
    return withActor(systemActor("test"), (tx) => recountAssignment(tx, "assignment_guest", "evaluation"));
  };
  // biome-ignore lint/suspicious/noExplicitAny: the test checks the answers
  const read = async (path: string, query: Record<string, string> = {}): Promise<any> =>
    (await api.get("hansen", path, { query })).body;

  /** Where the evaluation shows, read by the student's supervisor. */
  async function seen() {
    const named = (lines: { competencyName: string }[]) =>
      lines.some(({ competencyName }) => competencyName === "Guests");
    const of = { studentId: "amina" };
    const lines = (await read("/api/competency-assignments", { ...of, category: "Guests" })).items;
    const why = await read("/api/competency-assignments/assignment_guest/why");
    const form = await read("/api/competency-assessments/form", { ...of, competencyId: "guests" });
    return {
      status: lines[0].status,
      observations: lines[0].observations,
      isLastAssessed: lines[0].lastAssessedAt !== null,
      isLastInForm: form.lastAssessed !== null,
      completed: (await read("/api/competency-progress", of)).completedCompetencies,
      isRecent: named((await read("/api/competency-progress", of)).recentActivities),
      isRecentInTables: named((await read("/api/competency-progress", { ...of, category: "Guests" })).recentActivities),
      evaluators: why.used.flatMap((line: { evaluators: string[] }) => line.evaluators),
      leftOut: why.leftOut.map((line: { reason: string }) => line.reason),
    };
  }

  const nothing = {
    status: "NOT_STARTED",
    observations: 0,
    isLastAssessed: false,
    isLastInForm: false,
    completed: 0,
    isRecent: false,
    isRecentInTables: false,
    evaluators: [],
    leftOut: ["guest_unconfirmed"],
  };

  beforeAll(async () => {
    await rows(`update schools set settings = '{"confirmsGuests": true}' where id = 'north'`);
    await rows("delete from assessments where student_id = 'amina'");
    await rows("delete from competency_assignments where user_id = 'amina'");
    await rows(`insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
      values ('guests', 'north', 'Guests', 'Guests', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system')`);
    await rows(`insert into competency_assignments (id, school_id, user_id, competency_id)
      values ('assignment_guest', 'north', 'amina', 'guests')`);
    await rows(`insert into assessments (id, school_id, student_id, competency_id, assignment_id, status, observed_at, submitted_at)
      values ('by_guest', 'north', 'amina', 'guests', 'assignment_guest', 'SUBMITTED', now(), now())`);
    await rows(`insert into evaluations (id, school_id, student_id, competency_id, assessment_id, guest_name, state, overall_rating, signed_at)
      values ('by_guest', 'north', 'amina', 'guests', 'by_guest', 'Guest', 'SIGNED', 5, now())`);
    await recount(["amina"]);
  });

  it("is evidence of nothing until then, after a rebuild and after a recount", async () => {
    expect(await seen()).toEqual(nothing);
    await recountGuest();
    expect(await seen()).toEqual(nothing);
    const kept = await progressRows();
    await recount(["amina"]);
    expect(await progressRows()).toEqual(kept);
  });

  it("is left out of the signature of another, and named by no level", async () => {
    await rows("begin");
    await rows(`insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, signed_at)
      values ('beside_guest', 'north', 'amina', 'guests', 'by_guest', 'said', 'SIGNED', 2, now())`);
    await rows("commit");
    await recountGuest();
    expect(await seen()).toMatchObject({
      status: "IN_PROGRESS",
      observations: 1,
      evaluators: ["Said"],
      leftOut: ["guest_unconfirmed"],
    });
    const { body } = await api.post("hansen", "/api/competency-assessments", {
      studentId: "amina",
      competencyId: "guests",
      evaluationData: { overallRating: 3 },
    });
    expect(body).toMatchObject({ progressUpdate: { status: "IN_PROGRESS", result: 3 } });
    expect(await seen()).toMatchObject({ observations: 2, completed: 0 });
  });

  it("counts from its confirmation on", async () => {
    await rows("update evaluations set guest_confirmed_at = now() where id = 'by_guest'");
    await recountGuest();
    expect(await seen()).toMatchObject({ evaluators: expect.arrayContaining(["Guest"]), leftOut: [] });
  });
});
