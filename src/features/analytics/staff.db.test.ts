import { beforeAll, describe, expect, it } from "vitest";
import { refreshHistory } from "#src/features/analytics/jobs.ts";
import type {
  AccreditationAnswer,
  PlacementsAnswer,
  ProgramsAnswer,
  RatingsAnswer,
  StandardAnswer,
  UseAnswer,
} from "#src/features/analytics/school/schema.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, type Caller, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const path = "/api/competency-analytics";

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

/** An assessment of a student `ago` days ago. */
async function assess(student: string, ago: number, rating: number) {
  const id = `${student}_${ago}`;
  await rows(
    `insert into assessments (id, school_id, student_id, competency_id, rotation_id, assessor_id, status, observed_at, submitted_at)
     values ($1, 'north', $2, 'competency_north', 'rotation_north', 'hansen', 'SUBMITTED', now() - $3 * interval '1 day', now())`,
    [id, student, ago],
  );
  await rows(
    `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, signed_at)
     values ('e_' || $1, 'north', $2, 'competency_north', $1, 'hansen', 'SIGNED', $3, now())`,
    [id, student, rating],
  );
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(
    "update users set program_id = 'program_north', cohort_id = 'cohort_north' where id in ('amina', 'ben', 'dora')",
  );
  for (const [ago, rating] of [
    [80, 2],
    [70, 2],
    [10, 4],
    [5, 5],
  ] as const)
    await assess("amina", ago, rating);
  await refresh();
});

async function refresh() {
  const { withActor } = await import("#src/platform/db/transaction.ts");
  await withActor(systemActor("test"), refreshHistory);
}

async function get<Answer>(who: Caller, at: string, query: Record<string, string> = {}): Promise<Answer> {
  const { status, body } = await api.get(who, path + at, { query });
  expect(status, JSON.stringify(body)).toBe(200);
  // The endpoint's output schema has checked it.
  return body as Answer;
}

async function csv(who: Caller, at: string, query: Record<string, string> = {}): Promise<string[]> {
  const answer = await api.get(who, path + at, { query: { ...query, format: "csv" } });
  expect(answer.headers.get("content-type")).toContain("text/csv");
  return String(answer.body).trim().split("\r\n");
}

describe("the students of one's placements", () => {
  it("are those of today, with ratings in two halves that open as their list", async () => {
    const answer = await get<PlacementsAnswer>("hansen", "/placements", { timeframe: "90d" });
    expect(answer.students).toBe(1);
    expect(answer.rotations).toEqual([expect.objectContaining({ id: "rotation_north", students: 1 })]);
    const [safety] = answer.categories.filter(({ category }) => category === "Safety");
    expect(safety?.earlier.below).toBeGreaterThanOrEqual(2);
    for (const half of ["earlier", "later"] as const) {
      const days = answer[half];
      if (!days) throw new Error("the period has two halves");
      const { items } = await get<RatingsAnswer>("hansen", "/ratings", { ...days, category: "Safety" });
      const { below = 0, at = 0, above = 0 } = safety?.[half] ?? {};
      expect(items.length).toBe(below + at + above);
      expect(items.filter(({ band }) => band === "below").length).toBe(below);
    }
  });

  it("are narrowed to a rotation, as the list is", async () => {
    const answer = await get<PlacementsAnswer>("hansen", "/placements", { rotationId: "rotation_north" });
    expect(answer.students).toBe(1);
    const all = await get<RatingsAnswer>("hansen", "/ratings");
    const placed = await get<RatingsAnswer>("hansen", "/ratings", { placedIn: "rotation_north" });
    expect(placed.items.length).toBe(all.items.length);
    expect((await get<RatingsAnswer>("hansen", "/ratings", { placedIn: "rotation_none" })).items).toEqual([]);
  });

  it.each<[Person, Record<string, string>, number]>([
    ["hansen", { rotationId: "rotation_none" }, 404],
    ["hansen", { timeframe: "all" }, 422],
    ["amina", {}, 403],
    ["admin", {}, 403],
  ])("are not read by %s asking %j: %d", async (who, query, status) => {
    expect((await api.get(who, `${path}/placements`, { query })).status).toBe(status);
  });

  it("come as CSV with the same figures", async () => {
    const answer = await get<PlacementsAnswer>("hansen", "/placements");
    const lines = await csv("hansen", "/placements");
    const below = lines.find((line) => line.startsWith("Ratings by category,Safety") && line.includes(",below,"));
    expect(below?.endsWith(`,${answer.categories.find(({ category }) => category === "Safety")?.earlier.below}`)).toBe(
      true,
    );
  });
});

describe("files of what a school reads", () => {
  it("have a line for each program and cohort, and each assessment", async () => {
    const { items, assessed } = await get<ProgramsAnswer>("admin", "/programs", { timeframe: "365d" });
    expect(assessed?.from.endsWith("-01")).toBe(true);
    expect(await csv("admin", "/programs")).toHaveLength(
      1 + items.length + items.flatMap(({ cohorts }) => cohorts).length,
    );
    const ratings = await get<RatingsAnswer>("admin", "/ratings", { studentId: "amina" });
    expect(await csv("admin", "/ratings", { studentId: "amina" })).toHaveLength(1 + ratings.items.length);
    expect((await csv("admin", "/capacity"))[0]).toContain("Students to a supervisor");
    expect((await csv("admin", "/accreditation"))[0]).toContain("Students with evidence");
    expect((await csv("admin", "/use"))[0]).toContain("Kind");
  });

  it("have no assessed months where the period has no whole one", async () => {
    const { items, assessed } = await get<ProgramsAnswer>("admin", "/programs", { timeframe: "2026-03-05/2026-03-20" });
    expect(assessed).toBeNull();
    expect(items.every(({ assessedMonthly }) => assessedMonthly === null)).toBe(true);
  });
});

describe("a standard", () => {
  it("names its competencies, their assessors, and who has no evidence", async () => {
    await rows(
      `insert into competency_templates (id, school_id, name, version, status, created_by) values ('standards', 'north', 'Standards', '1', 'DRAFT', 'admin'), ('own', 'north', 'Own', '1', 'DRAFT', 'admin')`,
    );
    await rows(
      `insert into competency_template_items (id, school_id, template_id, identifier, kind, code, statement, competency_id) values
       ('standard', 'north', 'standards', 'standard', 'CATEGORY', '1', 'Safe', null),
       ('served', 'north', 'own', 'served', 'COMPETENCY', null, 'Served', 'competency_north')`,
    );
    await rows(
      `insert into competency_template_associations (id, school_id, template_id, identifier, association_type, origin_identifier, destination_identifier)
       values ('link', 'north', 'standards', 'link', 'isRelatedTo', 'standard', 'served')`,
    );
    const { standards } = await get<AccreditationAnswer>("admin", "/accreditation");
    const [line] = standards;
    const standard = await get<StandardAnswer>("admin", "/accreditation/standard");
    expect(standard.competencies.map(({ id }) => id)).toEqual(["competency_north"]);
    expect(standard.competencies[0]?.assessments).toBe(line?.assessments);
    const [counted] = await rows(
      "select count(distinct evaluator_id)::int as n from rated_assessments where competency_id = 'competency_north'",
    );
    expect(standard.competencies[0]?.assessors).toBe(counted?.n);
    expect(standard.withoutEvidence.count).toBe((line?.students ?? 0) - (line?.studentsWithEvidence ?? 0));
    expect((await api.get("foreignAdmin", `${path}/accreditation/standard`)).status).toBe(404);
    expect((await api.get("hansen", `${path}/accreditation/standard`)).status).toBe(403);
  });
});

describe("use of the program", () => {
  const agree = (ids: readonly string[]) =>
    rows(
      `with agreed as (insert into consents (user_id, school_id, purpose)
         select id, 'north', 'learning_analytics' from unnest($1::text[]) id returning user_id)
       select from agreed`,
      [ids],
    );
  const uses = (id: string, n: number) =>
    rows(
      `insert into learning_analytics (id, school_id, user_id, interaction_type, "timestamp")
       select $1 || '_use_' || n, 'north', $1, 'VIEW', now() - n * interval '1 day' from generate_series(1, $2::int) n`,
      [id, n],
    );
  const added = ["s1", "s2", "s3", "s4", "s5"];

  it("is told of five people or more only", async () => {
    await rows(
      `insert into users (id, school_id, name, email, role, program_id, cohort_id)
       select id, 'north', id, id || '@north.test', 'STUDENT', 'program_north', 'cohort_north' from unnest($1::text[]) id`,
      [added],
    );
    await agree(added.slice(0, 4));
    for (const id of added.slice(0, 4)) await uses(id, 3);
    const hidden = await get<UseAnswer>("admin", "/use", { timeframe: "30d" });
    expect([hidden.agreed, hidden.weeks, hidden.kinds, hidden.thirds]).toEqual([4, [], [], []]);
    expect(hidden.cohorts.every(({ weeklyUses, agreed }) => weeklyUses === null && agreed === null)).toBe(true);

    await agree(added.slice(4));
    const shown = await get<UseAnswer>("admin", "/use", { timeframe: "30d" });
    expect(shown.agreed).toBe(5);
    const counts = shown.weeks.flatMap(({ byType }) => byType.map(({ count }) => count));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(12);
    const [cohort] = shown.cohorts;
    expect(cohort).toMatchObject({ id: "cohort_north", agreed: 5 });
    expect(cohort?.weeklyUses).toBeCloseTo((12 * 7) / 30 / 5, 1);
    expect((await csv("admin", "/use", { timeframe: "30d" })).length).toBe(1 + counts.length);
    const days = await get<UseAnswer>("admin", "/use", { timeframe: "30d", by: "day" });
    expect(days.weeks.every(({ from, to }) => from === to)).toBe(true);
    const sumOf = ({ weeks }: UseAnswer) =>
      weeks.flatMap(({ byType }) => byType).reduce((sum, { count }) => sum + count, 0);
    expect([days.weeks.length, sumOf(days)]).toEqual([30, sumOf(shown)]);
  });

  it("has what is used by how many students, each counted once, and fewer than five by no number", async () => {
    await rows("delete from learning_analytics");
    await agree(["amina"]);
    for (const id of [...added, "amina"]) await uses(id, 2);
    await rows(
      `insert into learning_analytics (school_id, user_id, interaction_type, "timestamp")
      select 'north', id, 'PROGRESS_CHECK', now() - interval '1 day' from unnest($1::text[]) id, generate_series(1, 9)`,
      [added.slice(0, 4)],
    );
    const { kinds, weeks } = await get<UseAnswer>("admin", "/use", { timeframe: "30d" });
    expect(kinds).toEqual([
      { type: "VIEW", count: 12, students: 6 },
      { type: "PROGRESS_CHECK", count: 36, students: null },
    ]);
    const told = weeks.map(({ students }) => students);
    // The two days may be of two weeks; each of the six was there on both.
    expect(new Set(told)).toEqual(new Set([0, 6]));
    await rows("delete from learning_analytics where user_id = any ($1)", [added.slice(0, 4)]);
    const { weeks: few } = await get<UseAnswer>("admin", "/use", { timeframe: "30d" });
    expect(new Set(few.map(({ students }) => students))).toEqual(new Set([0, null]));
  });

  it("is nothing of another school, and of no supervisor", async () => {
    expect((await get<UseAnswer>("foreignAdmin", "/use")).agreed).toBe(0);
    expect((await api.get("hansen", `${path}/use`)).status).toBe(403);
  });
});
