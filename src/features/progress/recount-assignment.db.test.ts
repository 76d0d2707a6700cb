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

  it("leaves out a guest's evaluation until it is confirmed, if the school requires it", async () => {
    await rows(`update schools set settings = '{"confirmsGuests": true}' where id = 'north'`);
    await rows(`insert into assessments (id, school_id, student_id, competency_id, assignment_id, status, observed_at, submitted_at)
      values ('by_guest', 'north', 'amina', 'competency_north', 'assignment_amina', 'SUBMITTED', now(), now())`);
    await rows(`insert into evaluations (id, school_id, student_id, competency_id, assessment_id, guest_name, state, overall_rating, signed_at)
      values ('by_guest', 'north', 'amina', 'competency_north', 'by_guest', 'Guest', 'SIGNED', 5, now())`);
    const count = async () => {
      const { withActor } = await import("#src/platform/db/transaction.ts");
      const { recountAssignment } = await import("#src/features/progress/recount-assignment.ts");
      const { systemActor } = await import("#src/policy/actor.ts");
      await withActor(systemActor("test"), (tx) => recountAssignment(tx, "assignment_amina", "evaluation"));
      return (await rows("select observations from competency_assignments where id = 'assignment_amina'"))[0]
        ?.observations;
    };
    const unconfirmed = await count();
    await rows("update evaluations set guest_confirmed_at = now() where id = 'by_guest'");
    expect(await count()).toBe(unconfirmed + 1);
  });
});
