import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

/** Two frameworks that both have a category Zed; T is optional. */
const frameworks = [
  ["one", "P", "Zed", true],
  ["two", "Q", "Zed", true],
  ["two", "R", "Other", true],
  ["two", "S", "Other", true],
  ["two", "T", "Other", false],
] as const;

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows("delete from achievements");
  await rows("delete from assessments where student_id = 'amina'");
  await rows("delete from competency_assignments where user_id = 'amina'");
  await rows(`insert into competency_templates (id, school_id, name, created_by)
    values ('one', 'north', 'Framework one', 'admin'), ('two', 'north', 'Framework two', 'admin')`);
  await rows(
    `insert into competencies (id, school_id, template_id, name, category, is_required, level, rating_scale_id, target_rating, created_by)
     select c->>1, 'north', c->>0, c->>1, c->>2, (c->>3)::boolean, 'FUNDAMENTAL', 'scale_entrustment', 4, 'system' from jsonb_array_elements($1) c`,
    [JSON.stringify(frameworks)],
  );
  await rows("update competency_templates set status = 'PUBLISHED', published_at = now() where id in ('one', 'two')");
  await recount(["amina"]);
});

async function assign(...competencyIds: string[]): Promise<void> {
  await rows(
    `insert into competency_assignments (id, school_id, user_id, competency_id)
     select 'assignment_' || c, 'north', 'amina', c from unnest($1::text[]) c`,
    [competencyIds],
  );
  await recount(["amina"]);
}

/** Rates at target, and returns what was announced by it. */
async function rate(competencyId: string): Promise<string[]> {
  const before = await announced();
  const { status } = await api.post("hansen", "/api/competency-assessments", {
    studentId: "amina",
    competencyId,
    evaluationData: { overallRating: 4 },
  });
  expect(status).toBe(201);
  return (await announced()).slice(before.length);
}

const announced = async () =>
  (
    await rows(
      `select data->>'kind' || ' ' || (data->>'name') as line from events where type = 'achievement.unlocked'
       order by created_at, array_position(array['competency', 'category', 'framework'], data->>'kind')`,
    )
  ).map(({ line }) => line);

const breakdown = async (query: Record<string, string> = {}) => {
  const { body } = await api.get("amina", "/api/competency-progress", { query });
  return (
    body as { categoryBreakdown: { category: string; framework: string; completed: number; total: number }[] }
  ).categoryBreakdown.map(
    ({ category, framework, completed, total }) => `${category} of ${framework}: ${completed}/${total}`,
  );
};

describe("milestones of two frameworks with a category of one name", () => {
  it("are each announced when what their framework requires is completed, assigned or not", async () => {
    await assign("P");
    expect(await rate("P")).toEqual(["competency P", "category Zed", "framework Framework one"]);
    await assign("Q");
    const both = ["Zed of Framework one: 1/1", "Zed of Framework two: 0/1"];
    expect(await breakdown()).toEqual(both);
    expect(await breakdown({ category: "Zed" })).toEqual(both);
    expect(await breakdown({ dateRange: "2000-01-01/2090-01-01" })).toEqual(both);
    // R and S are required and were never assigned.
    expect(await rate("Q")).toEqual(["competency Q", "category Zed"]);
    await assign("R");
    expect(await rate("R")).toEqual(["competency R"]);
    await assign("S", "T");
    expect(await rate("S")).toEqual(["competency S", "framework Framework two"]);
    expect(await rate("T")).toEqual(["competency T", "category Other"]);
    const kept = await rows("select category_breakdown from student_progress where student_id = 'amina'");
    await recount(["amina"]);
    expect(await rows("select category_breakdown from student_progress where student_id = 'amina'")).toEqual(kept);
  });

  it("are not revoked with what they do not require", async () => {
    const { withActor } = await import("#src/platform/db/transaction.ts");
    const { recountAssignment } = await import("#src/features/progress/recount-assignment.ts");
    const { systemActor } = await import("#src/policy/actor.ts");
    const reopen = async (competencyId: string) => {
      await rows("update evaluations set state = 'VOIDED' where competency_id = $1", [competencyId]);
      await withActor(systemActor("test"), (tx) => recountAssignment(tx, `assignment_${competencyId}`, "void"));
      return (
        await rows("select kind || ' ' || name as line from achievements where revoked_at is not null order by 1")
      ).map(({ line }) => line);
    };
    expect(await reopen("T")).toEqual(["category Other", "competency T"]);
    expect(await reopen("Q")).toEqual([
      "category Other",
      "category Zed",
      "competency Q",
      "competency T",
      "framework Framework two",
    ]);
    expect(await rows("select ref from achievements where name = 'Zed' and revoked_at is null")).toEqual([
      { ref: "one/Zed" },
    ]);
  });
});

describe("the migration to categories of one framework", () => {
  it("keeps what was announced, for the framework completed then, and counts the categories again", async () => {
    const { migrateDown, migrateUp, migrationStatus } = await import("#src/platform/db/migrations.ts");
    const { applied } = await migrationStatus(database.url);
    const before = await rows("select category_breakdown from student_progress where student_id = 'amina'");
    await migrateDown(database.url, applied.length - applied.indexOf("0025_records_keep"));
    expect(await rows("select ref from achievements where kind = 'category' order by ref")).toEqual([
      { ref: "Other" },
      { ref: "Zed" },
    ]);
    await rows(`update student_progress set category_breakdown = '[{"category": "Zed", "completed": 1, "total": 2}]'`);
    await migrateUp(database.url);
    expect(await rows("select ref from achievements where kind = 'category' order by ref")).toEqual([
      { ref: "one/Zed" },
      { ref: "two/Other" },
    ]);
    expect(await rows("select category_breakdown from student_progress where student_id = 'amina'")).toEqual(before);
  });
});
