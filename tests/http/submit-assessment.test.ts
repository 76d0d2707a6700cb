import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { newId } from "#src/lib/ids.ts";
import { arrangeTwoSchools, recount, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { expectPackedCells } from "../support/packed-cells.ts";

const database = useDatabase();
const api = useApi();
const path = "/api/competency-assessments";

afterEach(() => expectPackedCells(database.owner()));
beforeAll(() => arrangeTwoSchools(database.owner()));

const submission = (over: Record<string, unknown> = {}) => ({
  studentId: "amina",
  competencyId: "competency_north",
  evaluationData: { overallRating: 4, feedback: "Well done." },
  ...over,
});

async function count(table: string, where = "true"): Promise<number> {
  const { rows } = await database.owner().query(`select count(*)::int as n from ${table} where ${where}`);
  return rows[0]?.n;
}

/** One hash over all rows that a submission may write; a refusal leaves it unchanged. */
async function everything(): Promise<string> {
  const tables = ["assessments", "evaluations", "audit_log", "events", "notification_queue", "idempotency_keys"];
  const counts: number[] = [];
  for (const table of tables) counts.push(await count(table));
  const { rows } = await database.owner().query("select version from student_progress where student_id = 'amina'");
  return JSON.stringify([counts, rows]);
}

describe("POST /api/competency-assessments", () => {
  describe("201", () => {
    it("answers with the assessment, its status in lower case and the progress it caused", async () => {
      const answer = await api.post("hansen", path, submission({ evaluationData: { overallRating: 3 } }));
      expect(answer.status).toBe(201);
      expect(answer.body).toEqual({
        assessmentId: expect.any(String),
        status: "submitted",
        progressUpdate: {
          assignmentId: "assignment_amina",
          status: "IN_PROGRESS",
          progressPercentage: 66.66,
          result: 3,
          overall: { totalCompetencies: 1, completedCompetencies: 0, progressPercentage: 0 },
        },
      });
    });

    it("writes change, audit, events and notification together", async () => {
      const before = await everything();
      const answer = await api.post("hansen", path, submission({ evaluationData: { overallRating: 2 } }));
      const { assessmentId } = answer.body as { assessmentId: string };
      expect(await count("evaluations", `assessment_id = '${assessmentId}' and state = 'SIGNED'`)).toBe(1);
      expect(await count("audit_log", `entity_id = '${assessmentId}' and actor_id = 'hansen'`)).toBe(1);
      expect(await count("events", `data->>'assessmentId' = '${assessmentId}'`)).toBe(1);
      expect(
        await count("notification_queue", `payload->>'assessmentId' = '${assessmentId}' and user_id = 'amina'`),
      ).toBe(1);
      expect(await everything()).not.toBe(before);
    });

    it("completes the competency once the target is reached, and unlocks it only once", async () => {
      const reached = await api.post("hansen", path, submission());
      expect(reached.body).toMatchObject({
        progressUpdate: { status: "ACHIEVED", progressPercentage: 100, overall: { progressPercentage: 100 } },
      });
      const lower = await api.post("hansen", path, submission({ evaluationData: { overallRating: 2 } }));
      expect(lower.body).toMatchObject({ progressUpdate: { status: "ACHIEVED", result: 2, progressPercentage: 100 } });
      await api.post("hansen", path, submission());
      expect(await count("achievements", "student_id = 'amina' and kind = 'competency'")).toBe(1);
      expect(await count("events", "type = 'achievement.unlocked' and data->>'kind' = 'competency'")).toBe(1);
    });

    it("keeps the private note from the student", async () => {
      const answer = await api.post(
        "hansen",
        path,
        submission({ evaluationData: { overallRating: 4, privateNote: "Only for staff" } }),
      );
      const { assessmentId } = answer.body as { assessmentId: string };
      const own = await api.get("amina", `${path}/${assessmentId}`);
      expect(own.status).toBe(200);
      expect(JSON.stringify(own.body)).not.toContain("Only for staff");
      const staff = await api.get("hansen", `${path}/${assessmentId}`);
      expect(JSON.stringify(staff.body)).toContain("Only for staff");
    });

    it("writes an access row when staff read the assessment, and none when the student does", async () => {
      const before = await count("access_log");
      await api.get("amina", `${path}/assessment_amina`);
      expect(await count("access_log")).toBe(before);
      await api.get("hansen", `${path}/assessment_amina`);
      expect(await count("access_log", "actor_id = 'hansen' and subject_id = 'amina'")).toBeGreaterThan(0);
    });

    it("scores a rubric when no overall rating is given", async () => {
      const criteria = [{ rubricId: "rubric_north", score: 5 }];
      const answer = await api.post("hansen", path, submission({ evaluationData: { criteria } }));
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({ progressUpdate: { result: 5 } });
    });
  });

  describe("idempotency", () => {
    it("replays the first answer for the same key and body, and submits once", async () => {
      const headers = { "idempotency-key": "tap-1" };
      const first = await api.post("hansen", path, submission(), headers);
      const again = await api.post("hansen", path, submission(), headers);
      expect(again.status).toBe(201);
      expect(again.body).toEqual(first.body);
      expect(again.headers.get("idempotency-replayed")).toBe("true");
      const { assessmentId } = first.body as { assessmentId: string };
      expect(await count("evaluations", `assessment_id = '${assessmentId}'`)).toBe(1);
    });

    it("refuses another body under the same key", async () => {
      const headers = { "idempotency-key": "tap-2" };
      await api.post("hansen", path, submission(), headers);
      const other = await api.post("hansen", path, submission({ evaluationData: { overallRating: 1 } }), headers);
      expect(other.status).toBe(422);
      expect(other.body).toMatchObject({ code: "idempotency_mismatch" });
    });

    it("submits once when ten of the same arrive at once", async () => {
      const headers = { "idempotency-key": "tap-3" };
      const before = await count("assessments");
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => api.post("hansen", path, submission(), headers)),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
      expect(statuses).toContain(201);
      expect(await count("assessments")).toBe(before + 1);
    });

    it("signs under an id that the client chose, and refuses a repeat however late it comes", async () => {
      const assessmentId = newId();
      const first = await api.post("hansen", path, submission({ assessmentId }));
      expect(first).toMatchObject({ status: 201, body: { assessmentId } });
      const before = await everything();
      const again = await api.post("hansen", path, submission({ assessmentId }));
      expect(again).toMatchObject({
        status: 409,
        body: { code: "conflict", detail: "This assessment was submitted already." },
      });
      expect(await everything()).toBe(before);
    });

    it("keeps keys apart by user", async () => {
      const headers = { "idempotency-key": "tap-4" };
      const one = await api.post("hansen", path, submission(), headers);
      const two = await api.post("said", path, submission({ studentId: "ben" }), headers);
      expect([one.status, two.status]).toEqual([201, 201]);
    });
  });

  describe("refusals change nothing", () => {
    const cases: [string, number, unknown][] = [
      ["a body that is not JSON", 400, "{"],
      ["an unknown field", 422, submission({ surprise: 1 })],
      ["no rating at all", 422, submission({ evaluationData: {} })],
      ["an id that is not a UUIDv7", 422, submission({ assessmentId: "assessment_amina" })],
      ["a rating above the scale", 422, submission({ evaluationData: { overallRating: 6 } })],
      ["half a level", 422, submission({ evaluationData: { overallRating: 3.5 } })],
      [
        "a time in the future",
        422,
        submission({ evaluationData: { overallRating: 3, observedAt: "2199-01-01T00:00:00Z" } }),
      ],
      ["a competency that the student does not have", 422, submission({ competencyId: "comp_patient_care_001" })],
      [
        "a criterion of nothing",
        422,
        submission({ evaluationData: { criteria: [{ rubricId: "rubric_south", score: 3 }] } }),
      ],
      ["a file of somebody else", 422, submission({ evidenceFiles: ["file_ben"] })],
      [
        "a rotation of another school",
        422,
        submission({ evaluationData: { overallRating: 3, rotationId: "rotation_south" } }),
      ],
      ["a student whose placement has ended", 404, submission({ studentId: "dora" })],
      ["a student of another supervisor", 404, submission({ studentId: "ben" })],
      ["a student of another school", 404, submission({ studentId: "carl", competencyId: "competency_south" })],
      ["somebody who is not there", 404, submission({ studentId: "nobody" })],
    ];
    it.each(cases)("refuses %s with %i", async (_name, status, body) => {
      const before = await everything();
      const answer = await api.post("hansen", path, body);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      expect(answer.body).toMatchObject({ status, code: expect.any(String), requestId: expect.any(String) });
      expect(await everything()).toBe(before);
    });

    it("refuses a student, an admin and a stranger", async () => {
      expect((await api.post("amina", path, submission())).status).toBe(403);
      expect((await api.post("admin", path, submission())).status).toBe(403);
      expect((await api.post(undefined, path, submission())).status).toBe(401);
    });
  });
});

describe("GET /api/competency-progress", () => {
  it("answers 304 while nothing has changed, and in full when something has", async () => {
    const first = await api.get("amina", "/api/competency-progress");
    const etag = first.headers.get("etag") ?? "";
    expect(etag).not.toBe("");
    const same = await api.get("amina", "/api/competency-progress", { headers: { "if-none-match": etag } });
    expect([same.status, same.body]).toEqual([304, ""]);
    await api.post("hansen", path, submission());
    const moved = await api.get("amina", "/api/competency-progress", { headers: { "if-none-match": etag } });
    expect(moved.status).toBe(200);
  });

  it("gives the supervisor of a placement the same, with an access row", async () => {
    const own = await api.get("amina", "/api/competency-progress");
    const seen = await api.get("hansen", "/api/competency-progress", { query: { studentId: "amina" } });
    expect(seen.body).toEqual(own.body);
    expect(await count("access_log", "actor_id = 'hansen' and what = 'progress'")).toBeGreaterThan(0);
  });

  it("filters activities by the days of the range, the last included, and never the totals", async () => {
    await api.post(
      "hansen",
      path,
      submission({ evaluationData: { overallRating: 2, observedAt: "2026-03-31T22:30:00Z" } }),
    );
    const query = { dateRange: "2026-03-01/2026-03-31" };
    const inRange = (await api.get("amina", "/api/competency-progress", { query })).body as {
      recentActivities: { date: string }[];
      totalCompetencies: number;
    };
    // 22:30 in UTC is 23:30 of the same day in London's summer.
    expect(inRange.recentActivities.map(({ date }) => date)).toEqual(["2026-03-31T22:30:00.000Z"]);
    expect(inRange.totalCompetencies).toBe(1);
    const before = await api.get("amina", "/api/competency-progress", {
      query: { dateRange: "2026-03-01/2026-03-30" },
    });
    expect(before.body).toMatchObject({ recentActivities: [], totalCompetencies: 1 });
  });

  it("hides a student of another school as if they did not exist", async () => {
    expect((await api.get("hansen", "/api/competency-progress", { query: { studentId: "carl" } })).status).toBe(404);
    expect((await api.get("amina", "/api/competency-progress", { query: { studentId: "ben" } })).status).toBe(404);
  });

  it("is empty for staff, too, where nothing was assigned", async () => {
    await database
      .owner()
      .query(
        "insert into users (id, school_id, name, email, role) values ('newcomer', 'north', 'New Comer', 'new@north.test', 'STUDENT')",
      );
    const query = { studentId: "newcomer" };
    const seen = await api.get("admin", "/api/competency-progress", { query });
    expect(seen.status).toBe(200);
    expect(seen.body).toMatchObject({ totalCompetencies: 0, progressPercentage: null, recentActivities: [] });
    expect((await api.get("hansen", "/api/competency-progress", { query })).status).toBe(404);
    expect((await api.get("foreignAdmin", "/api/competency-progress", { query })).status).toBe(404);
  });

  it("keeps rows that equal a recount from the evaluations", async () => {
    const columns = "total, completed, category_breakdown, recent_activities, upcoming_deadlines";
    const read = async () =>
      (await database.owner().query(`select ${columns} from student_progress where student_id = 'amina'`)).rows;
    const kept = await read();
    await recount(["amina"]);
    expect(kept).toEqual(await read());
  });
});

describe("GET /api/competency-assignments/:id/why", () => {
  it("explains the level with the evidence that was used", async () => {
    const answer = await api.get("amina", "/api/competency-assignments/assignment_amina/why");
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      method: "LATEST",
      used: expect.any(Array),
      leftOut: [],
      requirements: expect.any(Array),
    });
  });

  it("is not found for another student", async () => {
    expect((await api.get("ben", "/api/competency-assignments/assignment_amina/why")).status).toBe(404);
  });
});
