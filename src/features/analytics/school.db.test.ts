import { beforeAll, describe, expect, it } from "vitest";
import { refreshHistory } from "#src/features/analytics/jobs.ts";
import type { AnalyticsAnswer } from "#src/features/analytics/schema.ts";
import type {
  AccreditationAnswer,
  CapacityAnswer,
  OverdueAnswer,
  OwnAnswer,
  ProgramsAnswer,
  RatingsAnswer,
} from "#src/features/analytics/school/schema.ts";
import { mondayOf } from "#src/lib/day.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, type Caller, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { unreadWords } from "../../../tests/support/sealed-words.ts";

const database = useDatabase();
const api = useApi();
const path = "/api/competency-analytics";

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

/** `n` assessments of a student by an assessor, one a day back from today, asked for two days before. */
async function assess(student: string, assessor: string, n: number, rating = 4) {
  await rows(
    `with made as (
       insert into assessments (id, school_id, student_id, competency_id, rotation_id, assessor_id, status, observed_at, submitted_at, requested_by, created_at)
       select $1 || '_' || $2 || '_' || n, 'north', $1, 'competency_north', 'rotation_north', $2, 'SUBMITTED',
         now() - n * interval '1 day', now() - n * interval '1 day', $1, now() - n * interval '1 day' - interval '50 hours'
       from generate_series(1, $3::int) n returning *)
     insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, words, word_count, has_next_steps, signed_at)
     select 'e_' || id, school_id, student_id, competency_id, id, assessor_id, 'SIGNED', $4, $5, 1, true, submitted_at from made`,
    [student, assessor, n, rating, unreadWords],
  );
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(
    "update users set program_id = 'program_north', cohort_id = 'cohort_north' where id in ('amina', 'ben', 'dora')",
  );
  await assess("amina", "hansen", 12);
  await assess("dora", "hansen", 3);
  await assess("ben", "said", 4, 2);
  const { withActor } = await import("#src/platform/db/transaction.ts");
  await withActor(systemActor("test"), refreshHistory);
});

async function get<Answer>(who: Caller, at: string, query: Record<string, string> = {}): Promise<Answer> {
  const { status, body } = await api.get(who, path + at, { query });
  expect(status, JSON.stringify(body)).toBe(200);
  // The endpoint's output schema has checked it.
  return body as Answer;
}

describe("the list behind a figure", () => {
  it("has as many lines as the figure says, by pages", async () => {
    const { summary } = await get<AnalyticsAnswer>("admin", "", {
      scope: "student",
      studentId: "amina",
      timeframe: "7d",
    });
    const range = { studentId: "amina", from: summary.from, to: summary.to };
    const found: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: RatingsAnswer = await get("admin", "/ratings", {
        ...range,
        limit: "3",
        ...(cursor ? { cursor } : {}),
      });
      found.push(...page.items.map(({ assessmentId }) => assessmentId));
      cursor = page.nextCursor;
    }
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBe(summary.ratings?.assessments);
    const { items } = await get<RatingsAnswer>("admin", "/ratings", { ...range, band: "at" });
    expect(items.length).toBe(summary.ratings?.at);
    expect(items[0]).toMatchObject({
      band: "at",
      value: 4,
      site: "North General",
      evaluator: "Hansen",
      href: `/assessment/${items[0]?.assessmentId}`,
    });
  });

  it("is narrowed by everything that a figure is of", async () => {
    const count = async (query: Record<string, string>) =>
      (await get<RatingsAnswer>("admin", "/ratings", query)).items.length;
    expect(await count({ cohortId: "cohort_north" })).toBe(22);
    expect(await count({ programId: "program_north", evaluatorId: "said" })).toBe(5);
    expect(await count({ site: "North General" })).toBe(19);
    expect(
      await count({
        rotationId: "rotation_north",
        category: "Safety",
        competencyId: "competency_north",
        band: "below",
      }),
    ).toBe(4);
    expect(await count({ competencyId: "competency_south" })).toBe(0);
  });

  it("singles out no colleague for a supervisor", async () => {
    expect((await api.get("hansen", `${path}/ratings`, { query: { evaluatorId: "said" } })).status).toBe(403);
    const { items } = await get<RatingsAnswer>("hansen", "/ratings", { evaluatorId: "hansen" });
    expect(new Set(items.map(({ studentId }) => studentId))).toEqual(new Set(["amina"]));
  });
});

describe("the list behind a number of overdue competencies", () => {
  it("has as many lines as the number says, the longest overdue first, by pages and as a file", async () => {
    await rows("update competency_assignments set due_date = now() - interval '50 hours' where user_id = 'amina'");
    await rows(
      "update competency_assignments set due_date = now() - interval '9 days' where user_id in ('ben', 'dora')",
    );
    const { withActor } = await import("#src/platform/db/transaction.ts");
    await withActor(systemActor("test"), refreshHistory);
    const [program] = (await get<ProgramsAnswer>("admin", "/programs")).items;
    const found: OverdueAnswer["items"] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: OverdueAnswer = await get("admin", "/overdue", {
        programId: "program_north",
        limit: "1",
        ...(cursor ? { cursor } : {}),
      });
      found.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(found.length).toBe(program?.overdue);
    expect(new Set(found.map(({ assignmentId }) => assignmentId)).size).toBe(found.length);
    expect(found.map(({ studentId }) => studentId).sort()).toEqual(["amina", "ben", "dora"]);
    expect(found.at(0)).toMatchObject({ days: 9, cohort: "2027", category: "Safety" });
    expect(found.at(-1)).toMatchObject({ studentName: "Amina" });
    expect((await get<OverdueAnswer>("admin", "/overdue", { cohortId: "cohort_south" })).items).toEqual([]);
    const file = await api.get("admin", `${path}/overdue`, { query: { format: "csv" } });
    expect(String(file.body).trim().split("\n")).toHaveLength(1 + found.length);
    await rows("update competency_assignments set due_date = null");
  });

  it("is not for supervisors, nor about another school", async () => {
    expect((await api.get("hansen", `${path}/overdue`)).status).toBe(403);
    expect((await get<OverdueAnswer>("foreignAdmin", "/overdue", { programId: "program_north" })).items).toEqual([]);
  });
});

describe("a supervisor's own figures", () => {
  it("count students whose placement is over, and name none of them", async () => {
    const own = await get<OwnAnswer>("hansen", "/own", { timeframe: "30d" });
    expect(own).toMatchObject({
      answered: 15,
      answers: [{ days: 2, times: 15 }],
      medianHours: 50,
      assessments: 17,
      withNextSteps: 15,
      students: 2,
      placed: 1,
      notYet: [],
      others: null,
    });
    expect(await get<OwnAnswer>("said", "/own", { timeframe: "2026-01-01/2026-01-02" })).toMatchObject({
      assessments: 0,
      medianHours: null,
      notYet: [{ id: "ben", name: "Ben" }],
    });
  });

  it("stand beside the others' median where five others answered", async () => {
    await rows(
      `insert into users (id, school_id, name, email, role) select 'assessor' || n, 'north', 'A', n || '@assessors.test', 'CLINICAL_SUPERVISOR' from generate_series(1, 5) n`,
    );
    for (const n of [1, 2, 3]) await assess("ben", `assessor${n}`, 1);
    expect((await get<OwnAnswer>("hansen", "/own")).others).toBeNull();
    await assess("ben", "assessor4", 1);
    expect((await get<OwnAnswer>("hansen", "/own")).others).toEqual({ people: 5, medianHours: 50 });
  });
});

describe("a school's tables", () => {
  it("have its programs, and no figure of a cohort under five", async () => {
    const { items, asOf } = await get<ProgramsAnswer>("admin", "/programs");
    expect(items.map(({ id }) => id)).toEqual(["program_north"]);
    expect(items[0]).toMatchObject({ students: 3, completedPercentage: 0 });
    expect(items[0]?.cohorts).toMatchObject([{ id: "cohort_north", students: null, completedPercentage: null }]);
    expect(asOf).not.toBeNull();
    expect((await get<ProgramsAnswer>("foreignAdmin", "/programs")).items.map(({ id }) => id)).toEqual([
      "program_south",
    ]);
  });

  it("have what covers each standard", async () => {
    // A framework that students were given no longer changes, so the links are there from the beginning.
    await rows(`
      set session_replication_role = replica;
      insert into competency_templates (id, school_id, name, status, created_by) values ('standards', 'north', 'Standards', 'DRAFT', 'admin');
      insert into competency_template_items (id, school_id, template_id, identifier, kind, code, statement, competency_id, sort_order) values
        ('s1', 'north', 'standards', 'S-1', 'CATEGORY', '1', 'Safe care', null, 1),
        ('s2', 'north', 'standards', 'S-2', 'CATEGORY', '2', 'Leading', null, 2),
        ('hygiene', 'north', 'template_north', 'H-1', 'COMPETENCY', 'h', 'Hand hygiene', 'competency_north', 1);
      insert into competency_template_associations (id, school_id, template_id, identifier, association_type, origin_identifier, destination_identifier)
        values ('l1', 'north', 'standards', 'L-1', 'isRelatedTo', 'H-1', 'S-1');
      set session_replication_role = origin`);
    await rows("update competency_assignments set observations = 2 where user_id = 'amina'");
    const answer = await get<AccreditationAnswer>("admin", "/accreditation");
    expect(answer.frameworks).toEqual([{ id: "standards", name: "Standards" }]);
    expect(answer.standards).toMatchObject([
      {
        id: "s1",
        byCategory: [{ category: "Safety", competencies: 1 }],
        assessments: 22,
        students: 3,
        studentsWithEvidence: 1,
      },
      { id: "s2", byCategory: [], assessments: 0, students: 0, studentsWithEvidence: 0 },
    ]);
    expect(
      (await api.get("foreignAdmin", `${path}/accreditation`, { query: { standardsId: "standards" } })).status,
    ).toBe(404);
    expect((await get<AccreditationAnswer>("foreignAdmin", "/accreditation")).standards).toEqual([]);
  });

  it("have the most students at once of each week, beside the places", async () => {
    await rows("update rotations set places = 3 where id = 'rotation_north'");
    const { weeks, items } = await get<CapacityAnswer>("admin", "/capacity", { weeks: "2" });
    expect(weeks[0]).toBe(mondayOf(new Date().toISOString().slice(0, 10)));
    expect(items).toMatchObject([
      { rotationId: "rotation_north", places: 3, studentsPerSupervisor: 1, placed: [2, 2] },
    ]);
    const far = await get<CapacityAnswer>("admin", "/capacity", { from: "2020-01-01" });
    expect(far.items).toEqual([]);
  });
});
