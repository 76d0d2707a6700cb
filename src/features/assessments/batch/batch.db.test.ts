import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { BatchAnswer, BatchChoices, BatchGrid } from "#src/features/assessments/batch/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";
import type { Person } from "../../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const path = "/api/competency-assessments/batch";

/** Ten more students under Hansen, each with three competencies: with levels, with a number, pass or fail. */
const group = Array.from({ length: 10 }, (_, n) => `lab_${n}`);
const competencies = { level: "scale_entrustment", number: "scale_performance", pass: "scale_pass_fail" };

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  const owner = database.owner();
  const { rows } = await owner.query("select id, kind from rating_scales where school_id = 'default'");
  const scaleOf = (kind: string) => rows.find((row) => row.kind === kind)?.id;
  competencies.pass = scaleOf("BINARY") ?? "";
  competencies.number = scaleOf("NUMERIC") ?? "";
  await owner.query(
    `insert into users (id, school_id, name, email, role)
     select id, 'north', initcap(id), id || '@two-schools.test', 'STUDENT' from unnest($1::text[]) id`,
    [group],
  );
  await owner.query(
    `insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
     select 'placement_' || id, 'north', id, 'rotation_north', current_date - 10, current_date + 10 from unnest($1::text[]) id`,
    [group],
  );
  await owner.query(
    `insert into placement_supervisors (placement_id, supervisor_id, school_id)
     select 'placement_' || id, 'hansen', 'north' from unnest($1::text[]) id`,
    [group],
  );
  await owner.query(
    "insert into competency_templates (id, school_id, name, created_by) values ('template_lab', 'north', 'Lab', 'admin')",
  );
  for (const [kind, scale] of Object.entries(competencies)) {
    await owner.query(
      `insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
       values ($1, 'north', 'template_lab', $1, 'Safety', 'FUNDAMENTAL', $2, $3, 'system')`,
      [kind, scale, kind === "pass" ? 1 : 4],
    );
    await owner.query(
      `insert into competency_assignments (id, school_id, user_id, competency_id)
       select $1 || '_' || id, 'north', id, $1 from unnest($2::text[]) id`,
      [kind, group],
    );
  }
  await owner.query(
    "insert into student_progress (student_id, school_id) select id, 'north' from unnest($1::text[]) id",
    [group],
  );
  await recount(group);
});

type Row = { key: string; studentId: string; competencyId: string; evaluationData: object } & Record<string, unknown>;
const rowOf = (studentId: string, overallRating = 3, more: object = {}): Row => ({
  key: randomUUID(),
  studentId,
  competencyId: "level",
  evaluationData: { overallRating, method: "SIMULATION" },
  ...more,
});

async function send(rows: readonly object[], person: Person = "hansen"): Promise<BatchAnswer> {
  const answer = await api.post(person, path, { rows });
  expect(answer.status).toBe(200);
  return answer.body as BatchAnswer;
}

async function count(table: string, where = "true"): Promise<number> {
  const { rows } = await database.owner().query(`select count(*)::int as n from ${table} where ${where}`);
  return rows[0]?.n;
}

const isOfGroup = "student_id like 'lab_%'";
const keptRows = async () =>
  (
    await database.owner().query(
      `select student_id, total, completed, category_breakdown, recent_activities, upcoming_deadlines
       from student_progress where ${isOfGroup} order by 1`,
    )
  ).rows;

describe("POST /api/competency-assessments/batch", () => {
  it("signs each row as if it were sent alone: answer, audit, events, message, progress", async () => {
    const rows = group.slice(0, 6).map((id, n) => rowOf(id, (n % 5) + 1));
    const answer = await send(rows);
    expect(answer).toMatchObject({ submitted: 6, refused: 0 });
    expect(answer.results.map(({ key }) => key)).toEqual(rows.map(({ key }) => key));
    for (const [n, { answer: one }] of answer.results.entries()) {
      const rating = (n % 5) + 1;
      expect(one?.progressUpdate).toMatchObject({ assignmentId: `level_lab_${n}`, result: rating });
      const id = one?.assessmentId;
      expect(await count("assessments", `id = '${id}' and status = 'SUBMITTED' and method = 'SIMULATION'`)).toBe(1);
      expect(await count("evaluations", `assessment_id = '${id}' and state = 'SIGNED'`)).toBe(1);
      expect(await count("audit_log", `entity_id = '${id}' and action = 'assessment.submit'`)).toBe(1);
      expect(await count("events", `type = 'assessment.submitted' and data->>'assessmentId' = '${id}'`)).toBe(1);
      expect(await count("events", `type = 'progress.updated' and student_id = 'lab_${n}'`)).toBeGreaterThan(0);
      expect(await count("notification_queue", `payload->>'assessmentId' = '${id}' and user_id = 'lab_${n}'`)).toBe(1);
    }
    const before = await keptRows();
    await recount(group);
    expect(await keptRows()).toEqual(before);
  });

  it("loses nothing else by a row that is refused, and says why of each", async () => {
    const taken = newId();
    await send([rowOf("lab_9", 2, { assessmentId: taken })]);
    const rows = [
      rowOf("lab_0"),
      rowOf("ben"),
      rowOf("lab_1", 6),
      rowOf("lab_2", 3, { competencyId: "nothing" }),
      rowOf("lab_3", 3, { evaluationData: { overallRating: "many" } }),
      { key: "no-student" },
      // Only the database knows this one.
      rowOf("lab_4", 3, { assessmentId: taken }),
      rowOf("lab_5", 3, { evaluationData: { overallRating: 3, observedAt: "2199-01-01T00:00:00Z" } }),
      rowOf("lab_6", 4),
    ];
    const { submitted, refused, results } = await send(rows);
    expect({ submitted, refused }).toEqual({ submitted: 2, refused: 7 });
    expect(results.map(({ status }) => status)).toEqual([201, 404, 422, 422, 422, 422, 409, 422, 201]);
    const faults = (at: number) => results[at]?.problem?.errors.map((error) => error.path);
    expect(faults(2)).toEqual(["evaluationData.overallRating"]);
    expect(faults(3)).toEqual(["competencyId"]);
    expect(faults(4)).toEqual(["evaluationData.overallRating"]);
    expect(faults(5)).toContain("studentId");
    expect(results[6]?.problem?.detail).toBe("This assessment was submitted already.");
    expect(faults(7)).toEqual(["evaluationData.observedAt"]);
    const before = await keptRows();
    await recount(group);
    expect(await keptRows()).toEqual(before);
  });

  it("gives a repeated row the same answer, and makes no second assessment", async () => {
    const rows = [rowOf("lab_0", 4), rowOf("lab_1", 9), rowOf("lab_2", 2)];
    const first = await send(rows);
    const before = await count("assessments");
    const second = await send(rows);
    expect(await count("assessments")).toBe(before);
    expect(second.results.map(({ answer }) => answer)).toEqual(first.results.map(({ answer }) => answer));
    expect(second.results.map(({ isRepeat }) => isRepeat)).toEqual([true, false, true]);
    // A refused row may be corrected under its key; an answered one is not another.
    const corrected = await send([
      { ...rows[1], evaluationData: { overallRating: 5 } },
      { ...rows[0], studentId: "lab_3" },
    ]);
    expect(corrected.results.map(({ status }) => status)).toEqual([201, 422]);
    expect(corrected.results[1]?.problem?.code).toBe("idempotency_mismatch");
  });

  it("signs a row once when it arrives five times at once", async () => {
    const rows = group.map((id) => rowOf(id, 3));
    const before = await count("assessments", isOfGroup);
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(rows)));
    expect(await count("assessments", isOfGroup)).toBe(before + rows.length);
    const codes = answers.flatMap(({ results }) => results.flatMap(({ problem }) => problem?.code ?? []));
    expect(codes.filter((code) => code !== "in_flight")).toEqual([]);
    const again = await send(rows);
    expect(again.submitted).toBe(rows.length);
    expect(await count("assessments", isOfGroup)).toBe(before + rows.length);
  });

  it("counts several rows of one student one after another", async () => {
    const rows = [2, 3, 5, 1, 4].map((rating) => rowOf("lab_8", rating));
    const kinds = [
      rowOf("lab_8", 4.25, { competencyId: "number" }),
      rowOf("lab_8", 1, { competencyId: "pass" }),
      rowOf("lab_8", 0.5, { competencyId: "pass" }),
    ];
    const answer = await send([...rows, ...kinds]);
    expect(answer.results.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201, 201, 422]);
    expect(answer.results[4]?.answer?.progressUpdate?.result).toBe(4);
    expect(answer.results[6]?.answer?.progressUpdate?.overall.completedCompetencies).toBe(3);
    const before = await keptRows();
    await recount(group);
    expect(await keptRows()).toEqual(before);
  });

  it("answers a request, once, and leaves it open where the answer is refused", async () => {
    const made = await database.owner().query(
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, requested_by, expires_at)
       values ($1, 'north', 'lab_7', 'level', 'hansen', 'REQUESTED', 'lab_7', now() + interval '5 days') returning id`,
      [randomUUID()],
    );
    const answers = made.rows[0]?.id;
    const state = async () =>
      (await database.owner().query("select status from assessments where id = $1", [answers])).rows[0]?.status;
    const bad = await send([rowOf("lab_6", 3), rowOf("lab_7", 8, { answers })]);
    expect(bad.results.map(({ status }) => status)).toEqual([201, 422]);
    expect(await state()).toBe("REQUESTED");
    const other = await send([rowOf("lab_6", 3, { answers })]);
    expect(other.results[0]?.problem?.errors).toEqual([
      { path: "answers", message: "is a request about another student or competency" },
    ]);
    const row = rowOf("lab_7", 3, { answers });
    const good = await send([row]);
    expect(good.results[0]?.answer?.assessmentId).toBe(answers);
    expect(await state()).toBe("SUBMITTED");
    expect((await send([row])).results[0]).toMatchObject({ status: 201, isRepeat: true });
    expect((await send([rowOf("lab_7", 3, { answers })])).results[0]?.status).toBe(409);
  });

  it("refuses each row about a student of somebody else, and writes nothing", async () => {
    const before = await count("assessments");
    for (const [person, row] of [
      ["said", rowOf("lab_0")],
      ["foreign", rowOf("lab_0")],
      ["hansen", rowOf("carl", 3, { competencyId: "competency_south" })],
      ["hansen", rowOf("dora", 3, { competencyId: "competency_north" })],
    ] as const) {
      const { results } = await send([row], person);
      expect(results.map(({ status }) => status)).toEqual([404]);
    }
    for (const person of ["admin", "super", "amina"] as const)
      expect((await api.post(person, path, { rows: [rowOf("lab_0")] })).status).toBe(403);
    expect(await count("assessments")).toBe(before);
  });

  it("refuses the whole request only for what has no rows to answer: none, too many, one key twice", async () => {
    const row = rowOf("lab_0");
    for (const rows of [[], Array.from({ length: 201 }, () => rowOf("lab_0")), [row, row], [{ studentId: "lab_0" }]])
      expect((await api.post("hansen", path, { rows })).status).toBe(422);
  });

  it("takes 200 rows, over more students than one transaction", async () => {
    const rows = Array.from({ length: 200 }, (_, n) => rowOf(group[n % 10] ?? "", (n % 5) + 1));
    const { submitted } = await send(rows);
    expect(submitted).toBe(200);
    const before = await keptRows();
    await recount(group);
    expect(await keptRows()).toEqual(before);
  });
});

describe("GET /api/competency-assessments/batch", () => {
  const grid = async (query: Record<string, string>, person: Person = "hansen") => {
    const answer = await api.get(person, path, { query });
    expect(answer.status).toBe(200);
    return answer.body as BatchGrid;
  };

  it("has the students of the reader with the competency, and of a rotation also those who lack it", async () => {
    const all = await grid({ competencyId: "level" });
    expect(all.rows.map(({ studentId }) => studentId)).toEqual(group);
    expect(all.scales.map(({ id }) => id)).toEqual(["scale_entrustment"]);
    const placed = await grid({ competencyId: "level", rotationId: "rotation_north" });
    const obstacles = new Map(placed.rows.map((row) => [row.studentId, row.obstacle]));
    expect(obstacles.get("amina")).toBe("not-assigned");
    expect(obstacles.get("lab_0")).toBeNull();
    expect([...obstacles.keys()]).not.toContain("ben");
    expect((await grid({ competencyId: "competency_north" })).rows.map((row) => row.obstacle)).toEqual(["criteria"]);
  });

  it("names what is open already: a draft and a request of this reader", async () => {
    await api.post("hansen", "/api/competency-assessments/drafts", {
      studentId: "lab_5",
      competencyId: "level",
      evaluationData: { feedback: "Begun" },
    });
    const found = (await grid({ competencyId: "level" })).rows.filter(({ draftId }) => draftId !== null);
    expect(found.map(({ studentId }) => studentId)).toEqual(["lab_5"]);
  });

  it("has the competencies of one student, by scale", async () => {
    const { rows, scales, title } = await grid({ studentId: "lab_0" });
    expect(title).toBe("Lab_0");
    expect(rows.map(({ competencyId }) => competencyId).sort()).toEqual(["level", "number", "pass"]);
    expect(scales).toHaveLength(3);
  });

  it("lists what the reader may choose", async () => {
    const answer = await api.get("hansen", `${path}/choices`);
    const { competencies: listed, rotations } = answer.body as BatchChoices;
    expect(listed.find(({ id }) => id === "level")).toMatchObject({ students: 10, hasCriteria: false });
    expect(rotations).toEqual([{ id: "rotation_north", name: "Ward", unit: "4 East", students: 11 }]);
    const others = (await api.get("said", `${path}/choices`)).body as BatchChoices;
    expect(others.competencies.map(({ id }) => id)).toEqual(["competency_north"]);
  });
});
