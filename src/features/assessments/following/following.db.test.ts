import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, recount, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";
import { makeJobRunner } from "../../../../tests/support/jobs.ts";
import type { Person } from "../../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(
    "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_amina', 'said', 'north')",
  );
  await rows(`insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by, needs_countersignature)
    values ('asked', 'north', 'Cannula', 'Skills', 'EXPERT', 'scale_entrustment', 4, 'system', true)`);
  await rows(`insert into competency_rubrics (id, school_id, competency_id, criterion_name, description, performance_levels)
    values ('rubric_asked', 'north', 'asked', 'Flush', 'How it is done', '[{"value": 3, "label": "Safe alone", "description": ""}]')`);
});

beforeEach(async () => {
  await rows("delete from assessments where student_id = 'amina'");
  await rows("delete from achievements");
  await rows("delete from notification_queue");
  await rows("delete from events");
  await rows("delete from competency_assignments where user_id = 'amina'");
  await rows(`insert into competency_assignments (id, school_id, user_id, competency_id)
    values ('assignment_amina', 'north', 'amina', 'competency_north'), ('assignment_asked', 'north', 'amina', 'asked')`);
  await recount(["amina"]);
});

type View = {
  status: string;
  revision: number;
  nextActs: string[];
  acts: { act: string; by: string; isOwn: boolean; words: string | null; revision: number | null }[];
  evaluations: {
    state: string;
    revision: number;
    overallRating: number | null;
    changeReason: string | null;
    privateNote: string | null;
    nextSteps: string | null;
  }[];
};

const pathOf = (id: string, act?: string) => `/api/competency-assessments/${id}${act ? `/${act}` : ""}`;
const act = (who: Person, id: string, name: string, body?: object) =>
  api.call(who, "POST", pathOf(id, name), body ? { body } : {});

async function sign(overallRating: number, more: object = {}, competencyId = "competency_north"): Promise<string> {
  const { status, body } = await api.post("hansen", "/api/competency-assessments", {
    studentId: "amina",
    competencyId,
    evaluationData: { overallRating, ...more },
  });
  expect(status).toBe(201);
  return (body as { assessmentId: string }).assessmentId;
}

async function view(who: Person, id: string): Promise<View> {
  const { status, body } = await api.get(who, pathOf(id));
  expect(status).toBe(200);
  return body as View;
}

const assignment = async (id = "assignment_amina") =>
  (
    await rows(
      "select status, result::float8, completion_date is not null as is_dated from competency_assignments where id = $1",
      [id],
    )
  )[0];
const held = async () =>
  (await rows("select kind from achievements where student_id = 'amina' and revoked_at is null order by 1")).map(
    ({ kind }) => kind,
  );
const told = async (who: string) =>
  (
    await rows(
      "select content from notification_queue where user_id = $1 and status <> 'CANCELLED' and type = 'FEEDBACK_AVAILABLE' order by created_at, id",
      [who],
    )
  ).map(({ content }) => content);
const amendment = (overallRating: number, more: object = {}) => ({
  baseRevision: 1,
  reason: "A slip",
  evaluationData: { overallRating, ...more },
});

/** Whoever changes what counts leaves the rows that a rebuild would write. */
async function expectKept(): Promise<void> {
  const kept = () =>
    rows(
      "select total, completed, category_breakdown, recent_activities, upcoming_deadlines from student_progress where student_id = 'amina'",
    );
  const before = await kept();
  await recount(["amina"]);
  expect(await kept()).toEqual(before);
}

describe("taking back what was just submitted", () => {
  it("makes it a draft again with all that was in it, and counts without it", async () => {
    const words = { strengths: "Calm", nextSteps: "Label", privateNote: "Tired", method: "DOPS" };
    const id = await sign(5, { ...words, criteria: [{ rubricId: "rubric_north", score: 3, comment: "ok" }] });
    expect(await held()).toContain("competency");
    expect((await view("hansen", id)).nextActs).toContain("take-back");
    const answer = await act("hansen", id, "take-back");
    expect(answer).toMatchObject({ status: 200, body: { status: "draft", progressUpdate: { status: "IN_PROGRESS" } } });
    expect(await assignment()).toEqual({ status: "IN_PROGRESS", result: null, is_dated: false });
    expect(await held()).toEqual([]);
    await expectKept();
    const { draft } = (
      await api.get("hansen", "/api/competency-assessments/form", {
        query: { studentId: "amina", competencyId: "competency_north" },
      })
    ).body as { draft: { assessmentId: string; evaluationData: object } };
    expect(draft).toMatchObject({
      assessmentId: id,
      evaluationData: { overallRating: 5, ...words, criteria: [{ rubricId: "rubric_north", score: 3, comment: "ok" }] },
    });
    expect(await rows("select state from evaluations where assessment_id = $1", [id])).toEqual([
      { state: "DISCARDED" },
    ]);
  });

  it("hides it from everybody but its author, in answers, lists, explanations and events", async () => {
    const id = await sign(2, { strengths: "Never seen", privateNote: "Never told" });
    await act("hansen", id, "take-back");
    for (const person of ["amina", "said", "admin"] as const) {
      expect((await api.get(person, pathOf(id))).status).toBe(404);
      for (const path of [
        "/api/competency-assessments?studentId=amina",
        "/api/competency-assignments/assignment_amina/why",
        "/api/competency-progress?studentId=amina",
      ]) {
        const { status, body } = await api.get(person, path);
        expect(status).toBe(200);
        expect(JSON.stringify(body)).not.toContain(id);
        expect(JSON.stringify(body)).not.toContain("Never");
      }
    }
    const events = JSON.stringify(await rows("select data from events"));
    expect(events).toContain("TAKEN_BACK");
    expect(events).not.toContain("Never");
  });

  it("cancels what the student was told of it, and tells them of the next one", async () => {
    const { jobs } = await import("#src/features/assessments/jobs.ts");
    const id = await sign(5);
    expect(await told("amina")).toEqual(["Hansen assessed you in Hand hygiene."]);
    await act("hansen", id, "take-back");
    await api.post("hansen", pathOf(id, "submit"), { evaluationData: { overallRating: 3 } });
    const runner = makeJobRunner(jobs);
    await runner.deliver(database.owner(), "assessment.changed", id);
    await runner.deliver(database.owner(), "assessment.changed", id);
    expect(await told("amina")).toEqual(["Hansen assessed you in Hand hygiene."]);
    expect(await view("amina", id)).toMatchObject({
      revision: 1,
      acts: [],
      evaluations: [{ overallRating: 3, revision: 1, changeReason: null }],
    });
  });

  it("is refused after its time, after an amendment, after it was read, and where another draft is open", async () => {
    const late = await sign(3);
    await rows("update assessments set submitted_at = submitted_at - interval '16 seconds' where id = $1", [late]);
    const amended = await sign(3);
    expect((await act("hansen", amended, "amend", amendment(4))).status).toBe(200);
    const read = await sign(3);
    expect((await act("amina", read, "acknowledge", { baseRevision: 1 })).status).toBe(200);
    for (const id of [late, amended, read]) {
      expect((await view("hansen", id)).nextActs).not.toContain("take-back");
      expect(await act("hansen", id, "take-back")).toMatchObject({ status: 409, body: { code: "conflict" } });
      expect((await view("amina", id)).status).toBe("SUBMITTED");
    }
    const blocked = await sign(3);
    await api.post("hansen", "/api/competency-assessments/drafts", {
      studentId: "amina",
      competencyId: "competency_north",
      evaluationData: {},
    });
    expect(await act("hansen", blocked, "take-back")).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("another draft") },
    });
  });

  it("is its author's alone", async () => {
    const id = await sign(3);
    expect((await act("said", id, "take-back")).status).toBe(404);
    expect((await act("admin", id, "take-back")).status).toBe(403);
    expect((await act("amina", id, "take-back")).status).toBe(403);
  });

  it("leaves evidence that the draft no longer names behind", async () => {
    await rows("delete from files where id = 'sheet'");
    await rows(`insert into files (id, school_id, uploaded_by, name, size_bytes, media_type, sha256, storage_key)
      values ('sheet', 'north', 'hansen', 'sheet.pdf', 1, 'application/pdf', repeat('0', 64), 'sheet')`);
    const { body } = await api.post("hansen", "/api/competency-assessments", {
      studentId: "amina",
      competencyId: "competency_north",
      evaluationData: { overallRating: 3 },
      evidenceFiles: ["sheet"],
    });
    const id = (body as { assessmentId: string }).assessmentId;
    await act("hansen", id, "take-back");
    expect(await rows("select draft -> 'evidenceFiles' as files from assessments where id = $1", [id])).toEqual([
      { files: ["sheet"] },
    ]);
    expect((await api.get("amina", "/api/files/sheet")).status).toBe(404);
    await api.post("hansen", pathOf(id, "submit"), { evaluationData: { overallRating: 3 }, evidenceFiles: [] });
    expect(await rows("select 1 from assessment_files where assessment_id = $1", [id])).toEqual([]);
  });
});

describe("an amendment", () => {
  it("is a further revision with its reason, keeps the first, and counts instead of it", async () => {
    const id = await sign(4, { nextSteps: "Say the gauge", privateNote: "First note" });
    const answer = await act(
      "hansen",
      id,
      "amend",
      amendment(3, { nextSteps: "Say the date", privateNote: "Second note" }),
    );
    expect(answer).toMatchObject({
      status: 200,
      body: { status: "submitted", revision: 2, progressUpdate: { status: "IN_PROGRESS", result: 3 } },
    });
    expect((await view("hansen", id)).evaluations).toMatchObject([
      {
        state: "SUPERSEDED",
        revision: 1,
        overallRating: 4,
        nextSteps: "Say the gauge",
        privateNote: "First note",
        changeReason: null,
      },
      {
        state: "SIGNED",
        revision: 2,
        overallRating: 3,
        nextSteps: "Say the date",
        privateNote: "Second note",
        changeReason: "A slip",
      },
    ]);
    expect(await held()).toEqual([]);
    expect(await told("amina")).toContain("Hansen amended your assessment in Hand hygiene.");
    await expectKept();
  });

  it("never shows the student a private note, of any revision", async () => {
    const id = await sign(4, { privateNote: "First note" });
    await act("hansen", id, "amend", amendment(3, { privateNote: "Second note" }));
    const seen = JSON.stringify([await view("amina", id), await rows("select data from events")]);
    expect(seen).not.toContain('note"First');
    expect(seen).not.toMatch(/(First|Second) note/);
    expect((await view("amina", id)).evaluations.map(({ privateNote }) => privateNote)).toEqual([null, null]);
  });

  it("regains what another took away, without a second announcement", async () => {
    const id = await sign(4);
    await act("hansen", id, "amend", amendment(3));
    await act("hansen", id, "amend", { ...amendment(5), baseRevision: 2 });
    expect(await assignment()).toEqual({ status: "ACHIEVED", result: 5, is_dated: true });
    expect(await held()).toContain("competency");
    expect(
      await rows("select 1 from events where type = 'achievement.unlocked' and data ->> 'kind' = 'competency'"),
    ).toHaveLength(1);
  });

  it("of an assessment that came after a completion does not take the completion away", async () => {
    const day = (ago: number) => ({ observedAt: new Date(Date.now() - ago * 86_400_000).toISOString() });
    await sign(4, day(5));
    const later = await sign(3, day(1));
    expect(await assignment()).toMatchObject({ status: "ACHIEVED", result: 3 });
    await act("hansen", later, "amend", amendment(2));
    expect(await assignment()).toMatchObject({ status: "ACHIEVED", result: 2 });
  });

  it("says what is wrong with it, by its path", async () => {
    const id = await sign(3, { nextSteps: "Label" });
    const refused = (body: object) => act("hansen", id, "amend", { ...amendment(3), ...body });
    expect(await refused({ evaluationData: { overallRating: 3, nextSteps: "Label" } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "evaluationData" }] },
    });
    expect(await refused({ evaluationData: { overallRating: 9 } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "evaluationData.overallRating" }] },
    });
    expect(await refused({ evaluationData: {} })).toMatchObject({
      body: { errors: [{ path: "evaluationData.overallRating" }] },
    });
    expect(
      await refused({ evaluationData: { overallRating: 4, criteria: [{ rubricId: "none", score: 1 }] } }),
    ).toMatchObject({
      body: { errors: [{ path: "evaluationData.criteria.0.rubricId" }] },
    });
    expect(await refused({ evaluationData: { overallRating: 4, observedAt: "2026-01-01T00:00:00Z" } })).toMatchObject({
      status: 422,
    });
    expect(await refused({ reason: "  " })).toMatchObject({ body: { errors: [{ path: "reason" }] } });
    expect(await view("amina", id)).toMatchObject({ revision: 1, evaluations: [{ overallRating: 3 }] });
  });

  it("of two at once is one, and the other is told", async () => {
    const id = await sign(3);
    const answers = await Promise.all([4, 5].map((rating) => act("hansen", id, "amend", amendment(rating))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ errors: [{ path: "baseRevision" }] });
    expect((await view("amina", id)).evaluations).toHaveLength(2);
  });

  it("is repeated with its key without a third revision", async () => {
    const id = await sign(3);
    const send = () => api.post("hansen", pathOf(id, "amend"), amendment(4), { "idempotency-key": "amend-once" });
    const first = await send();
    expect(await send()).toMatchObject({ status: 200, body: first.body });
    expect((await view("amina", id)).revision).toBe(2);
  });
});

describe("a countersignature", () => {
  it("lets the assessment count from then on, whoever else of the staff gives it", async () => {
    for (const who of ["said", "admin"] as const) {
      const id = await sign(4, {}, "asked");
      expect((await assignment("assignment_asked"))?.status).not.toBe("ACHIEVED");
      expect((await view(who, id)).nextActs).toContain("countersign");
      const answer = await act(who, id, "approve", { baseRevision: 1, comment: "Agreed." });
      expect(answer).toMatchObject({
        status: 200,
        body: { status: "approved", progressUpdate: { status: "ACHIEVED" } },
      });
      expect(await view("amina", id)).toMatchObject({
        status: "APPROVED",
        acts: [{ act: "COUNTERSIGNED", words: "Agreed.", revision: 1 }],
      });
      await expectKept();
      await act("admin", id, "void", { baseRevision: 1, reason: "Once more" });
    }
    expect(await told("amina")).toContain("Said countersigned your assessment in Cannula.");
  });

  it("is never its author's, nor anybody's where none is asked for", async () => {
    const id = await sign(4, {}, "asked");
    expect((await view("hansen", id)).nextActs).not.toContain("countersign");
    expect((await act("hansen", id, "approve", { baseRevision: 1 })).status).toBe(403);
    expect((await act("amina", id, "approve", { baseRevision: 1 })).status).toBe(403);
    const other = await sign(4);
    expect(await act("said", other, "approve", { baseRevision: 1 })).toMatchObject({ status: 409 });
    expect(await act("said", other, "reject", { baseRevision: 1, reason: "r" })).toMatchObject({ status: 409 });
  });

  it("is refused in the author's name by the database too", async () => {
    const id = await sign(4, {}, "asked");
    const { withActor } = await import("#src/platform/db/transaction.ts");
    const { statement } = await import("#src/platform/db/statement.ts");
    const { assessments } = await import("#src/platform/db/tables/assessments.ts");
    const { eq } = await import("drizzle-orm");
    const approve = statement("test_approve", (db) =>
      db.update(assessments).set({ status: "APPROVED" }).where(eq(assessments.id, id)),
    );
    const as = (userId: string) =>
      withActor({ kind: "user", userId, role: "CLINICAL_SUPERVISOR", schoolId: "north", sessionId: "s" }, (tx) =>
        tx.query(approve),
      );
    await expect(as("hansen")).rejects.toThrow("You may not do this.");
    expect(await as("said")).toBe(1);
  });

  it("that was refused is reopened by the author, whose next signature replaces it", async () => {
    const id = await sign(5, { nextSteps: "First", criteria: [{ rubricId: "rubric_asked", score: 3 }] }, "asked");
    expect((await act("said", id, "reject", { baseRevision: 1, reason: "Only seen in part" })).status).toBe(200);
    expect(await told("hansen")).toEqual(["Said did not countersign your assessment of Amina in Cannula."]);
    expect((await view("amina", id)).status).toBe("REJECTED");
    expect((await act("said", id, "reopen")).status).toBe(404);
    expect(await act("hansen", id, "reopen")).toMatchObject({ status: 200, body: { status: "draft" } });
    expect((await api.get("amina", pathOf(id))).status).toBe(404);
    const submitted = await api.post("hansen", pathOf(id, "submit"), {
      evaluationData: { overallRating: 4, nextSteps: "Second" },
    });
    expect(submitted.status).toBe(201);
    expect(await view("said", id)).toMatchObject({
      status: "SUBMITTED",
      revision: 2,
      evaluations: [
        { state: "SUPERSEDED", revision: 1, nextSteps: "First" },
        { state: "SIGNED", revision: 2, nextSteps: "Second", changeReason: "Only seen in part" },
      ],
      acts: [{ act: "NOT_COUNTERSIGNED" }, { act: "REOPENED" }],
    });
    expect((await view("amina", id)).acts.map((line) => line.act)).toEqual(["NOT_COUNTERSIGNED"]);
    expect((await act("said", id, "approve", { baseRevision: 1 })).status).toBe(409);
    expect((await act("said", id, "approve", { baseRevision: 2 })).status).toBe(200);
    expect(await assignment("assignment_asked")).toMatchObject({ status: "ACHIEVED", result: 4 });
    await expectKept();
  });

  it("ends with an amendment of a rating, and outlives one of words", async () => {
    const id = await sign(4, {}, "asked");
    await act("said", id, "approve", { baseRevision: 1 });
    expect(await act("hansen", id, "amend", amendment(4, { strengths: "Calm" }))).toMatchObject({
      status: 200,
      body: { status: "approved", progressUpdate: { status: "ACHIEVED" } },
    });
    expect(await act("hansen", id, "amend", { ...amendment(5, { strengths: "Calm" }), baseRevision: 2 })).toMatchObject(
      {
        body: { status: "submitted", progressUpdate: { status: "IN_PROGRESS" } },
      },
    );
    expect(await held()).toEqual([]);
    await expectKept();
  });

  it("of two at once is one, and the other is told", async () => {
    const id = await sign(4, {}, "asked");
    const answers = await Promise.all([
      act("said", id, "approve", { baseRevision: 1 }),
      act("admin", id, "reject", { baseRevision: 1, reason: "No" }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe("a void", () => {
  it("takes the assessment and its evaluations out of what counts, and tells both", async () => {
    const id = await sign(5);
    const answer = await act("admin", id, "void", { baseRevision: 1, reason: "Another student" });
    expect(answer).toMatchObject({
      status: 200,
      body: { status: "voided", progressUpdate: { status: "IN_PROGRESS", result: null } },
    });
    expect(await view("amina", id)).toMatchObject({
      status: "VOIDED",
      evaluations: [{ state: "VOIDED" }],
      acts: [{ act: "VOIDED", words: "Another student", by: "Admin" }],
      nextActs: [],
    });
    expect(await held()).toEqual([]);
    expect((await told("amina")).at(-1)).toBe(
      "Your school voided your assessment in Hand hygiene. It no longer counts.",
    );
    expect(await told("hansen")).toEqual([
      "Your school voided your assessment of Amina in Hand hygiene. It no longer counts.",
    ]);
    await expectKept();
    for (const [who, name, body] of [
      ["hansen", "amend", amendment(4)],
      ["hansen", "take-back", undefined],
      ["admin", "void", { baseRevision: 1, reason: "Again" }],
      ["amina", "reply", { words: "Why?" }],
    ] as const) {
      expect((await act(who, id, name, body)).status).toBe(409);
    }
  });

  it("is the school's alone", async () => {
    const id = await sign(5);
    expect((await act("foreignAdmin", id, "void", { baseRevision: 1, reason: "r" })).status).toBe(404);
    expect((await act("hansen", id, "void", { baseRevision: 1, reason: "r" })).status).toBe(403);
  });

  it("leaves a row in the audit, which contains no word of the reason", async () => {
    const id = await sign(5);
    await act("admin", id, "void", { baseRevision: 1, reason: "Zebra" });
    const acts = await rows(
      "select action, actor_id, detail from audit_log where entity_id = $1 order by occurred_at",
      [id],
    );
    expect(acts.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ["assessment.submit", "hansen"],
      ["assessment.void", "admin"],
    ]);
    expect(JSON.stringify(acts)).not.toContain("Zebra");
  });
});

describe("the student's answer", () => {
  it("is that they read it, of each revision once, and one reply in words", async () => {
    const id = await sign(3);
    expect((await view("amina", id)).nextActs).toEqual(["acknowledge", "reply"]);
    for (let n = 0; n < 2; n += 1)
      expect((await act("amina", id, "acknowledge", { baseRevision: 1 })).status).toBe(200);
    expect((await act("amina", id, "reply", { words: "May I try again?" })).status).toBe(200);
    expect((await act("amina", id, "reply", { words: "Twice" })).status).toBe(409);
    expect(await told("hansen")).toEqual(["Amina replied to your assessment in Hand hygiene."]);
    expect((await view("hansen", id)).nextActs).toContain("reply");
    expect((await act("hansen", id, "reply", { words: "Yes." })).status).toBe(200);
    expect((await act("said", id, "reply", { words: "I too" })).status).toBe(404);
    expect((await view("said", id)).acts).toMatchObject([
      { act: "READ", by: "Amina", words: null, revision: 1 },
      { act: "REPLIED", by: "Amina", words: "May I try again?" },
      { act: "REPLIED", by: "Hansen", words: "Yes." },
    ]);
    await act("hansen", id, "amend", amendment(4));
    expect((await act("amina", id, "acknowledge", { baseRevision: 1 })).status).toBe(409);
    expect((await act("amina", id, "acknowledge", { baseRevision: 2 })).status).toBe(200);
    expect(await assignment()).toMatchObject({ result: 4 });
  });

  it("to two replies at once is one", async () => {
    const id = await sign(3);
    const answers = await Promise.all(["a", "b"].map((words) => act("amina", id, "reply", { words })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it("is the student's own", async () => {
    const id = await sign(3);
    expect((await act("ben", id, "acknowledge", { baseRevision: 1 })).status).toBe(404);
    expect((await act("ben", id, "reply", { words: "?" })).status).toBe(404);
    expect((await act("hansen", id, "acknowledge", { baseRevision: 1 })).status).toBe(403);
  });
});
