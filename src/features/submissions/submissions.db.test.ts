import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { submissionSteps } from "#src/features/submissions/rules.ts";
import { type SubmissionStatus, submissionStatus } from "#src/features/submissions/schema.ts";
import { allowsStep } from "#src/lib/state-table.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
});
beforeEach(async () => {
  await rows("delete from competency_submissions");
  await rows("delete from assessments where student_id = 'amina'");
  await rows("delete from notification_queue");
  await rows("delete from events");
  await rows("delete from audit_log where seal_number is null");
  await rows("delete from placement_supervisors where supervisor_id = 'said' and placement_id = 'placement_amina'");
  await rows("delete from competency_assignments where user_id = 'amina'");
  await rows(`insert into competency_assignments (id, school_id, user_id, competency_id)
    values ('assignment_amina', 'north', 'amina', 'competency_north')`);
  await recount(["amina"]);
});

type Answer = { submissionId: string; status: string; version: string; assessmentId: string; progressUpdate: unknown };

const base = "/api/submissions";
const content = { evidence: "I led the morning round, and wrote about it." };
const prior = {
  ...content,
  kind: "PRIOR_LEARNING",
  learntWhere: "St Anne's Hospice",
  learntFrom: "2020-01-01",
  learntUntil: "2020-06-30",
};

async function send(who: Person, path: string, body?: object, method = "POST") {
  const answer = await api.call(who, method, path, body ? { body } : {});
  return { status: answer.status, body: answer.body as Answer };
}

async function begin(given: object = content): Promise<string> {
  const { status, body } = await send("amina", base, { competencyId: "competency_north", ...given });
  expect(status).toBe(201);
  return body.submissionId;
}

const act = (who: Person, id: string, name: string, body?: object) => send(who, `${base}/${id}/${name}`, body);

async function beginSubmitted(given: object = content): Promise<string> {
  const id = await begin(given);
  expect((await act("amina", id, "submit", given)).status).toBe(200);
  return id;
}

async function view(who: Person, id: string) {
  const { status, body } = await api.get(who, `${base}/${id}`);
  return { status, body: body as Record<string, unknown> };
}

const comment = (baseRevision = 1, words = "Please say which drugs.") => ({ baseRevision, comment: words });
const assignment = async () =>
  (await rows("select status, result::float8 from competency_assignments where id = 'assignment_amina'"))[0];
const told = (who: string) =>
  rows(
    "select type, content, payload from notification_queue where channel = 'IN_APP' and user_id = $1 order by created_at, id",
    [who],
  );
const audited = async (id: string) =>
  (await rows("select action from audit_log where entity_id = $1 order by occurred_at", [id])).map(
    ({ action }) => action,
  );

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

describe("a draft", () => {
  it("is its student's alone, keeps what is saved and overwrites nothing unseen", async () => {
    const id = await begin({ evidence: "" });
    for (const who of ["hansen", "admin", "said", "ben"] as const) expect((await view(who, id)).status).toBe(404);
    const first = String((await view("amina", id)).body.version);
    const saved = await send("amina", `${base}/${id}`, { evidence: "One", baseVersion: first }, "PUT");
    expect(saved.body.status).toBe("DRAFT");
    expect((await view("amina", id)).body).toMatchObject({ evidence: "One", version: saved.body.version });
    // The answer was lost and the save is repeated; then another tab saves from the text before.
    expect((await send("amina", `${base}/${id}`, { evidence: "One", baseVersion: first }, "PUT")).status).toBe(200);
    expect((await send("amina", `${base}/${id}`, { evidence: "Two", baseVersion: first }, "PUT")).status).toBe(409);
    expect((await view("amina", id)).body.evidence).toBe("One");
    expect(await rows("select from events where type = 'submission.changed'")).toEqual([]);
  });

  it("that was thrown away is seen by nobody else, and in no list", async () => {
    const id = await begin();
    expect((await act("amina", id, "withdraw")).body.status).toBe("WITHDRAWN");
    expect((await view("hansen", id)).status).toBe(404);
    expect((await api.get("amina", base)).body).toMatchObject({ items: [], counts: { closed: 0 } });
    expect(await audited(id)).toEqual(["submission.begin", "submission.discard"]);
  });

  it("is of a competency that the student has", async () => {
    expect((await send("amina", base, { competencyId: "competency_south", ...content })).status).toBe(422);
    expect((await send("hansen", base, { competencyId: "competency_north", ...content })).status).toBe(403);
  });

  it("may have gaps, which are refused when it is submitted", async () => {
    const id = await begin({ evidence: "", kind: "PRIOR_LEARNING" });
    const refusal = await act("amina", id, "submit", { evidence: " ", kind: "PRIOR_LEARNING" });
    expect(refusal.status).toBe(422);
    expect((refusal.body as unknown as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual([
      "evidence",
      "learntWhere",
      "learntFrom",
      "learntUntil",
    ]);
    const later = { ...prior, learntUntil: "2199-01-01" };
    expect((await send("amina", `${base}/${id}`, later, "PUT")).status).toBe(422);
  });
});

describe("evidence that is submitted", () => {
  it("starts the competency, tells the supervisors of the placement and nobody else", async () => {
    expect(await assignment()).toMatchObject({ status: "NOT_STARTED" });
    const id = await begin();
    const { body } = await act("amina", id, "submit", content);
    expect(body).toMatchObject({ status: "SUBMITTED", progressUpdate: { status: "IN_PROGRESS", result: null } });
    expect(await assignment()).toEqual({ status: "IN_PROGRESS", result: null });
    await expectKept();
    expect(await told("hansen")).toEqual([
      {
        type: "ASSESSMENT_DUE",
        content: "Amina sent you evidence for Hand hygiene.",
        payload: { reviewSubmissionId: id },
      },
    ]);
    expect(await told("said")).toEqual([]);
    expect(await audited(id)).toEqual(["submission.begin", "submission.submit"]);
    const events = await rows("select type, student_id, data from events where type = 'submission.changed'");
    expect(events).toMatchObject([{ student_id: "amina", data: { submissionId: id, act: "SUBMITTED" } }]);
  });

  it("is returned with a comment, changed unseen, submitted again with an answer, and approved", async () => {
    const id = await beginSubmitted();
    expect((await act("hansen", id, "return", comment())).body.status).toBe("RETURNED");
    expect(await told("amina")).toMatchObject([
      {
        type: "FEEDBACK_AVAILABLE",
        content: "Hansen returned your evidence for Hand hygiene with a comment.",
        payload: { submissionId: id },
      },
    ]);
    // What the student is just changing is not what staff read.
    expect((await send("amina", `${base}/${id}`, { evidence: "I gave heparin" }, "PUT")).body.status).toBe("RETURNED");
    expect((await view("hansen", id)).body.evidence).toBe(content.evidence);
    const again = await act("amina", id, "submit", { evidence: "I gave heparin.", words: "I added it." });
    expect(again.body).toMatchObject({ status: "SUBMITTED", progressUpdate: null });
    // A decision about what was read before is refused.
    expect((await act("hansen", id, "approve", { ...comment(1), overallRating: 4 })).status).toBe(409);
    const approved = await act("hansen", id, "approve", { ...comment(2, "Well thought."), overallRating: 4 });
    expect(approved.body).toMatchObject({ status: "APPROVED", progressUpdate: { status: "ACHIEVED", result: 4 } });
    const { assessmentId } = approved.body;
    expect(
      await rows(
        `select s.method, s.status, s.metadata, e.state, e.overall_rating::float8 as rating, e.word_count, e.evaluator_id
         from assessments s join evaluations e on e.assessment_id = s.id
         join competency_submissions c on c.evaluation_id = e.id where s.id = $1`,
        [assessmentId],
      ),
    ).toEqual([
      {
        method: "PORTFOLIO",
        status: "SUBMITTED",
        metadata: { submissionId: id },
        state: "SIGNED",
        rating: 4,
        word_count: 2,
        evaluator_id: "hansen",
      },
    ]);
    expect(await assignment()).toEqual({ status: "ACHIEVED", result: 4 });
    await expectKept();
    // What it rests on stays: it is amended or voided, never a draft again.
    expect((await send("hansen", `/api/competency-assessments/${assessmentId}/take-back`)).status).toBe(409);
    const { body } = await view("amina", id);
    expect(body.acts).toMatchObject([
      { act: "SUBMITTED", by: "Amina", isStudent: true, evidence: content.evidence },
      { act: "RETURNED", by: "Hansen", isStudent: false, words: "Please say which drugs.", evidence: null },
      { act: "SUBMITTED", words: "I added it.", evidence: "I gave heparin." },
      { act: "APPROVED", words: "Well thought." },
    ]);
    expect(body.assessment).toEqual({
      assessmentId,
      status: "SUBMITTED",
      rating: 4,
      ratingLabel: expect.any(String),
    });
    expect(await audited(id)).toEqual([
      "submission.begin",
      "submission.submit",
      "submission.take",
      "submission.return",
      "submission.submit",
      "submission.take",
      "submission.approve",
    ]);
    expect((await told("hansen")).length).toBe(2);
  });

  it("is not approved without a rating on the competency's scale, and then nothing is written", async () => {
    const id = await beginSubmitted();
    expect((await act("hansen", id, "approve", { ...comment(), overallRating: 4.5 })).status).toBe(422);
    expect((await act("hansen", id, "approve", comment())).status).toBe(422);
    expect((await act("hansen", id, "reject", { baseRevision: 1, comment: "  " })).status).toBe(422);
    expect((await view("amina", id)).body).toMatchObject({ status: "SUBMITTED", assessment: null });
    expect(await rows("select from assessments where student_id = 'amina'")).toEqual([]);
  });

  it("is not accepted, with a comment, and counts for nothing", async () => {
    const id = await beginSubmitted();
    await act("hansen", id, "reject", comment());
    expect(await told("amina")).toMatchObject([{ type: "FEEDBACK_AVAILABLE" }]);
    expect(await assignment()).toEqual({ status: "IN_PROGRESS", result: null });
  });

  it("is reviewed by one at a time: another takes it over on purpose, and is told to by the answer", async () => {
    await rows(
      "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_amina', 'said', 'north')",
    );
    const id = await beginSubmitted();
    expect((await act("hansen", id, "take", { baseRevision: 1 })).body.status).toBe("IN_REVIEW");
    expect((await act("amina", id, "withdraw")).status).toBe(409);
    expect((await act("said", id, "return", comment())).status).toBe(409);
    expect((await act("said", id, "take", { baseRevision: 1 })).status).toBe(200);
    expect((await act("hansen", id, "return", comment())).status).toBe(409);
    expect((await act("said", id, "return", comment())).status).toBe(200);
    expect(await audited(id)).toContain("submission.take-over");
    // Whoever returned it reads it again; the other is not asked twice.
    await rows("delete from notification_queue");
    await act("amina", id, "submit", content);
    expect([(await told("hansen")).length, (await told("said")).length]).toEqual([0, 1]);
  });

  it("is listed to those who review it, oldest first, with its exact number", async () => {
    const ids = [await beginSubmitted(), await beginSubmitted(), await beginSubmitted(prior)];
    await act("hansen", ids[0] ?? "", "return", comment());
    const waiting = async (who: Person, query = "view=waiting") =>
      (await api.get(who, `${base}?${query}`)).body as { items: { id: string }[]; counts: object; nextCursor: string };
    const { items, counts } = await waiting("hansen");
    expect(items.map(({ id }) => id)).toEqual(ids.slice(1));
    expect(counts).toEqual({ open: 3, waiting: 2, returned: 1, closed: 0 });
    expect((await waiting("said")).counts).toEqual({ open: 0, waiting: 0, returned: 0, closed: 0 });
    expect((await waiting("admin", "view=waiting&kind=PRIOR_LEARNING")).items.map(({ id }) => id)).toEqual([ids[2]]);
    const first = await waiting("hansen", "view=waiting&limit=1");
    const second = await waiting("hansen", `view=waiting&limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.slice(1));
    // Nobody who left stands in it.
    await rows("update users set status = 'LEFT' where id = 'amina'");
    expect((await waiting("admin")).counts).toMatchObject({ waiting: 0 });
    await rows("update users set status = 'ACTIVE' where id = 'amina'");
  });
});

describe("prior learning", () => {
  it("is approved by the school, as an evaluation that counts", async () => {
    const id = await beginSubmitted(prior);
    const { status, body } = await act("admin", id, "approve", {
      ...comment(1, "Certificate seen."),
      overallRating: 4,
    });
    expect([status, body.progressUpdate]).toMatchObject([200, { status: "ACHIEVED", result: 4 }]);
    await expectKept();
    expect((await view("hansen", id)).body).toMatchObject({ learntWhere: prior.learntWhere, reviewer: "Admin" });
  });

  it("is what a school decides about, and nothing else", async () => {
    const id = await beginSubmitted();
    expect((await view("admin", id)).body).toMatchObject({ may: { review: false, write: false, withdraw: false } });
    for (const [name, body] of [
      ["take", { baseRevision: 1 }],
      ["return", comment()],
      ["reject", comment()],
      ["approve", { ...comment(), overallRating: 4 }],
    ] as const) {
      expect((await act("admin", id, name, body)).status).toBe(403);
    }
  });
});

describe("files", () => {
  it("are read by whoever reads the submission, and are the student's own", async () => {
    await rows(`insert into files (id, school_id, uploaded_by, name, size_bytes, media_type, sha256, storage_key)
      values ('mine', 'north', 'amina', 'reflection.pdf', 9, 'application/pdf', repeat('0', 64), 'mine'),
        ('theirs', 'north', 'ben', 'log.pdf', 9, 'application/pdf', repeat('0', 64), 'theirs') on conflict do nothing`);
    const id = await begin({ evidence: "", files: ["mine"] });
    const readers = async () => {
      const found: string[] = [];
      for (const who of ["amina", "hansen", "said", "admin", "ben", "foreignAdmin"] as const) {
        await rows("truncate access_log");
        await api.get(who, "/api/files/mine");
        // The fixture has no bytes: whoever may read it leaves a row about it, whoever may not only one of the refusal.
        const logged = await rows("select from access_log where subject_id = 'amina'");
        if (who === "amina" || logged.length > 0) found.push(who);
      }
      return found;
    };
    expect(await readers()).toEqual(["amina"]);
    expect((await send("amina", `${base}/${id}`, { evidence: "", files: ["mine", "theirs"] }, "PUT")).status).toBe(422);
    expect((await act("amina", id, "submit", { evidence: "", files: ["mine"] })).status).toBe(200);
    expect(await readers()).toEqual(["amina", "hansen", "admin"]);
    expect((await view("hansen", id)).body.files).toEqual([
      { fileId: "mine", name: "reflection.pdf", sizeBytes: 9, mediaType: "application/pdf" },
    ]);
  });
});

describe("the states", () => {
  const targets: Record<string, { to: SubmissionStatus; who: Person; body?: object }> = {
    submit: { to: "SUBMITTED", who: "amina", body: content },
    withdraw: { to: "WITHDRAWN", who: "amina" },
    take: { to: "IN_REVIEW", who: "hansen", body: { baseRevision: 1 } },
    return: { to: "RETURNED", who: "hansen", body: comment() },
    reject: { to: "REJECTED", who: "hansen", body: comment() },
    approve: { to: "APPROVED", who: "hansen", body: { ...comment(), overallRating: 3 } },
  };

  /** A decision about what waits is two listed steps, and what is in review may be taken again by the same person. */
  const isListed = (from: SubmissionStatus, to: SubmissionStatus, by: "student" | "reviewer") =>
    allowsStep(submissionSteps, from, to, by) ||
    (from === "IN_REVIEW" && to === "IN_REVIEW") ||
    (by === "reviewer" && from === "SUBMITTED" && allowsStep(submissionSteps, "IN_REVIEW", to, by));

  it.each(submissionStatus.options)("from %s every command takes a listed step or none", async (from) => {
    for (const [name, { to, who, body }] of Object.entries(targets)) {
      await rows("delete from competency_submissions");
      await rows("delete from assessments where student_id = 'amina'");
      await rows(
        `insert into competency_submissions (id, school_id, student_id, competency_id, submitted_by, status, submitted_at,
           evidence, revision, reviewed_by)
         values ('thing', 'north', 'amina', 'competency_north', 'amina', $1, now(), 'e', 1, 'hansen')`,
        [from],
      );
      const { status } = await act(who, "thing", name, body);
      const isAllowed = isListed(from, to, who === "amina" ? "student" : "reviewer");
      const [after] = await rows("select status from competency_submissions");
      expect([name, after.status]).toEqual([name, isAllowed ? to : from]);
      // A draft is not there for a reviewer.
      expect([name, status]).toEqual([name, isAllowed ? 200 : from === "DRAFT" && who === "hansen" ? 404 : 409]);
    }
  });
});
