import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Assignment, CompetencyAnswer, EvidenceAnswer } from "#src/features/progress/schema.ts";
import { wordColumns } from "#src/platform/sealed/evaluation-words.ts";
import { noteRow } from "#src/platform/sealed/private-note.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

const path = "/api/competency-assignments/assignment_amina";

async function rows<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.owner().query(text, values)).rows;
}

type Given = {
  id: string;
  by?: string | null;
  guest?: string;
  rating?: number | null;
  day?: number;
  state?: string;
  status?: string;
  isSelf?: boolean;
  rotation?: string | null;
  words?: string;
  revision?: number;
  assessment?: string;
  reason?: string;
};

/** One evaluation of Amina with its assessment; `day` is of May 2026, in which the observations lie an hour apart. */
async function observe(given: Given): Promise<void> {
  const { id, guest, rating = 3, day = 1, state = "SIGNED", status = "SUBMITTED", isSelf = false } = given;
  const by = isSelf ? "amina" : guest ? null : (given.by ?? "hansen");
  const assessment = given.assessment ?? `s_${id}`;
  const observedAt = new Date(Date.UTC(2026, 4, day, 8));
  const said = wordColumns({ schoolId: "north", evaluationId: id }, { feedback: given.words });
  const unsigned = status === "DRAFT" || status === "REQUESTED";
  await rows(
    `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, rotation_id, observed_at, submitted_at, method)
     values ($1, 'north', 'amina', 'competency_north', $2, $3, $4, $5, $6, 'DOPS') on conflict do nothing`,
    [assessment, by, status, given.rotation ?? null, observedAt, unsigned ? null : observedAt],
  );
  await rows(
    `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, guest_name, guest_role,
       is_self, state, overall_rating, words, word_count, signed_at, revision, change_reason, replaces_id)
     values ($1, 'north', 'amina', 'competency_north', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      id,
      assessment,
      by,
      guest ?? null,
      guest ? "Nurse" : null,
      isSelf,
      state,
      rating,
      said.words,
      said.wordCount,
      state === "DRAFT" ? null : observedAt,
      given.revision ?? 1,
      given.reason ?? null,
      given.reason ? `${id.replace(/\d$/, "")}1` : null,
    ],
  );
}

async function read(person: Person): Promise<CompetencyAnswer> {
  const { status, body } = await api.get(person, path);
  expect(status).toBe(200);
  return body as CompetencyAnswer;
}

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await rows("set session_replication_role = replica");
  await rows("delete from assessments where student_id = 'amina'");
  await rows("delete from evaluations where student_id = 'amina'");
  await rows("delete from evaluation_private_notes");
  await rows("delete from evaluation_criteria where evaluation_id not like 'evaluation_%'");
  await rows(
    "update competency_assignments set status = 'IN_PROGRESS', completion_date = null, cycle_starts_at = null, due_date = null where user_id = 'amina'",
  );
  await rows(
    `update competencies set target_rating = 4, scoring_method = 'LATEST', n_times = null, required_observations = 3,
       required_evaluators = 2, required_days = 3, validity_months = null, needs_countersignature = false, rating_scale_id = 'scale_entrustment'
     where id = 'competency_north'`,
  );
  await rows("set session_replication_role = origin");
});

describe("the page of a competency", () => {
  it("has the level, what is missing and the evidence, each counted or left out with its reason", async () => {
    await observe({ id: "e1", day: 1, rating: 2, words: "First." });
    await observe({ id: "e2", day: 2, rating: 3, rotation: "rotation_north" });
    await observe({ id: "e3", day: 3, isSelf: true, rating: 5 });
    await observe({ id: "e4", day: 4, state: "VOIDED", status: "VOIDED", rating: 5 });
    await observe({ id: "e5", day: 5, guest: "Ingrid", rating: null });
    await recount(["amina"]);
    const answer = await read("amina");
    expect(answer).toMatchObject({
      studentId: "amina",
      competencyName: "Hand hygiene",
      result: 3,
      targetLabel: "Unsupervised",
      counted: 2,
      leftOutCount: 3,
      decisive: { value: 3, evaluators: ["Hansen"], observedAt: "2026-05-02T08:00:00.000Z" },
      nextStep: "One more assessment at 4 · Unsupervised or above, by someone other than Hansen, on another day.",
    });
    const lines = answer.evidence.items.map(({ evaluationId, counts, reasonSentence }) => [
      evaluationId,
      counts,
      reasonSentence,
    ]);
    expect(lines).toEqual([
      ["e5", false, "No criterion was observed."],
      ["e4", false, "The school voided it."],
      ["e3", false, "A self-evaluation is shown, but never counts."],
      ["e2", true, null],
      ["e1", true, null],
    ]);
    expect(answer.evidence.items[0]).toMatchObject({
      evaluator: "Ingrid",
      evaluatorRole: "Nurse",
      isGuest: true,
      value: null,
    });
    expect(answer.evidence.items[3]).toMatchObject({
      rotation: "Ward",
      method: "DOPS",
      valueLabel: expect.any(String),
    });
    expect(answer.evidence.items[4]).toMatchObject({ feedback: "First.", isGuest: false });
  });

  it("shows an amended evaluation as the history of the one that replaced it", async () => {
    await observe({ id: "m1", assessment: "s_m", rating: 2, state: "SUPERSEDED", words: "Before." });
    await observe({
      id: "m2",
      assessment: "s_m",
      rating: 4,
      revision: 2,
      reason: "The wrong student.",
      words: "After.",
    });
    const { evidence, leftOutCount } = await read("amina");
    expect(leftOutCount).toBe(0);
    expect(evidence.items).toHaveLength(1);
    expect(evidence.items[0]).toMatchObject({
      evaluationId: "m2",
      revision: 2,
      changeReason: "The wrong student.",
      feedback: "After.",
      earlier: [{ value: 2, signedAt: "2026-05-01T08:00:00.000Z" }],
    });
    expect(JSON.stringify(evidence)).not.toContain("Before.");
  });

  it("reads the same evidence page by page, and nothing twice", async () => {
    for (let n = 1; n <= 25; n += 1) await observe({ id: `p${String(n).padStart(2, "0")}`, day: 1 + (n % 20) });
    const first = await read("amina");
    expect(first.evidence.items).toHaveLength(10);
    const items = [...first.evidence.items];
    for (let cursor = first.evidence.nextCursor; cursor !== null; ) {
      const { body } = await api.get("amina", `${path}/evidence`, { query: { limit: "7", cursor } });
      const page = body as EvidenceAnswer;
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    const ids = items.map(({ evaluationId }) => evaluationId);
    expect(new Set(ids).size).toBe(25);
    const sorted = items.toSorted((a, b) =>
      a.observedAt === b.observedAt ? (a.evaluationId < b.evaluationId ? 1 : -1) : a.observedAt < b.observedAt ? 1 : -1,
    );
    expect(ids).toEqual(sorted.map(({ evaluationId }) => evaluationId));
    expect((await api.get("amina", `${path}/evidence`, { query: { cursor: "x" } })).status).toBe(400);
  });

  it("has the criteria of the last two assessments that have any, the earlier one first", async () => {
    await observe({ id: "c1", day: 1 });
    await observe({ id: "c2", day: 2 });
    await observe({ id: "c3", day: 3 });
    await observe({ id: "c4", day: 4 });
    await observe({ id: "c5", day: 5, isSelf: true });
    await rows(
      `insert into evaluation_criteria (evaluation_id, rubric_id, school_id, score)
       select id, 'rubric_north', 'north', case id when 'c4' then null else 2 end from evaluations where id in ('c1', 'c2', 'c4', 'c5')`,
    );
    const { criteria, criteriaScores } = await read("amina");
    expect(criteria).toMatchObject([{ id: "rubric_north", name: "Technique", maxScore: 5, isMustPass: false }]);
    expect(criteriaScores).toEqual([
      { evaluationId: "c2", observedAt: "2026-05-02T08:00:00.000Z", scores: [{ rubricId: "rubric_north", score: 2 }] },
      {
        evaluationId: "c4",
        observedAt: "2026-05-04T08:00:00.000Z",
        scores: [{ rubricId: "rubric_north", score: null }],
      },
    ]);
  });

  it("counts the days and people of what counts, for staff alone", async () => {
    await observe({ id: "g1", day: 1, rotation: "rotation_north" });
    await observe({ id: "g2", day: 1 });
    await observe({ id: "g3", day: 3, by: "said", rotation: "rotation_north" });
    await observe({ id: "g4", day: 4, isSelf: true });
    const sampling = {
      rows: [
        { evaluator: "Hansen", observations: 2, days: 1, contexts: ["Ward"] },
        { evaluator: "Said", observations: 1, days: 1, contexts: ["Ward"] },
      ],
      total: { observations: 3, evaluators: 2, days: 2, contexts: 1 },
      asked: { observations: 3, evaluators: 2, days: 3 },
    };
    for (const person of ["hansen", "admin", "super"] as const) expect((await read(person)).sampling).toEqual(sampling);
    expect(await read("amina")).not.toHaveProperty("sampling");
  });

  it("is readable in each state, also without any evidence", async () => {
    const of = async (change: string) => {
      await rows("set session_replication_role = replica");
      await rows(`update competency_assignments set ${change} where user_id = 'amina'`);
      await rows("set session_replication_role = origin");
      const { status, nextStep, result, decisive, dueOn, expiresOn } = await read("amina");
      return { status, nextStep, result, decisive, dueOn, expiresOn };
    };
    const none = { result: null, decisive: null, dueOn: null, expiresOn: null };
    const needed =
      "hree assessments, the last at 4 · Unsupervised or above, by two different assessors, on three different days.";
    expect(await of("status = 'NOT_STARTED'")).toEqual({
      ...none,
      status: "NOT_STARTED",
      nextStep: `T${needed}`,
    });
    expect(await of("status = 'EXPIRED'")).toEqual({
      ...none,
      status: "EXPIRED",
      nextStep: `It has expired. To renew it: t${needed}`,
    });
    expect(await of("status = 'WITHDRAWN'")).toMatchObject({
      status: "WITHDRAWN",
      nextStep: "This competency is no longer assigned.",
    });
    expect(await of("status = 'IN_PROGRESS', due_date = '2026-05-20T22:59:59Z'")).toMatchObject({
      status: "OVERDUE",
      dueOn: "2026-05-20",
    });
  });

  it.each([
    ["scale_performance", 3.5, 3.5, "ACHIEVED"],
    ["scale_passfail", 1, 1, "ACHIEVED"],
    ["scale_passfail", 1, 0, "IN_PROGRESS"],
    ["scale_minicex", 5, 7, "ACHIEVED"],
  ])("reads a scale of any kind: %s, target %d, rated %d", async (scale, target, rating, reached) => {
    await rows("set session_replication_role = replica");
    await rows(
      `update competencies set rating_scale_id = $1, target_rating = $2, required_observations = 1, required_evaluators = 1,
         required_days = 1 where id = 'competency_north'`,
      [scale, target],
    );
    await rows("set session_replication_role = origin");
    await observe({ id: "k1", rating });
    const answer = await read("hansen");
    expect(answer.result).toBe(rating);
    expect(answer.requirements[0]).toMatchObject({ name: "level", isMet: reached === "ACHIEVED" });
  });

  it("answers 304 while nothing has changed, and leaves an access row when staff read it", async () => {
    await observe({ id: "t1" });
    const first = await api.get("hansen", path);
    const etag = first.headers.get("etag") ?? "";
    expect((await api.get("hansen", path, { headers: { "if-none-match": etag } })).status).toBe(304);
    await observe({ id: "t2", day: 2 });
    expect((await api.get("hansen", path, { headers: { "if-none-match": etag } })).status).toBe(200);
    const [row] = await rows("select actor_id, subject_id, what from access_log where request_id = $1", [
      first.headers.get("x-request-id"),
    ]);
    expect(row).toEqual({ actor_id: "hansen", subject_id: "amina", what: "competency" });
  });
});

describe("what a student never receives", () => {
  it("is in neither answer: drafts, and private notes, which staff get where the policy lets them", async () => {
    await observe({ id: "n1", day: 1 });
    await observe({ id: "n2", day: 2, state: "DRAFT", status: "DRAFT", words: "half a thought" });
    await observe({ id: "n3", day: 3, status: "DRAFT", by: "said", words: "returned to its author" });
    for (const evaluationId of ["n1", "n2", "n3"]) {
      const { note } = noteRow({ schoolId: "north", evaluationId }, "Tired today.");
      await rows("insert into evaluation_private_notes (evaluation_id, school_id, note) values ($1, 'north', $2)", [
        evaluationId,
        note,
      ]);
    }
    for (const address of [path, `${path}/evidence`]) {
      const own = JSON.stringify((await api.get("amina", address)).body);
      expect(own).not.toMatch(/privateNote|Tired|half a thought|returned/);
      for (const person of ["hansen", "admin", "super"] as const) {
        const staff = JSON.stringify((await api.get(person, address)).body);
        expect(staff.match(/Tired today/g)).toHaveLength(1);
        expect(staff).not.toMatch(/half a thought|returned to its author/);
      }
    }
  });

  it.each<[Person, number]>([
    ["ben", 404],
    ["said", 404],
    ["foreign", 404],
    ["foreignAdmin", 404],
    ["hansen", 200],
    ["admin", 200],
    ["super", 200],
  ])("is Amina's for those who may read her record: %s gets %d", async (person, status) => {
    for (const address of [path, `${path}/evidence`]) expect((await api.get(person, address)).status).toBe(status);
  });
});

describe("the list", () => {
  const listed = async (person: Person = "amina") => {
    const { body } = await api.get(person, "/api/competency-assignments", { query: { studentId: "amina" } });
    return (body as { items: Assignment[] }).items.find(({ id }) => id === "assignment_amina");
  };

  it("says what is missing from the stored figures as the page counts it from the evidence", async () => {
    const evidence = fc.array(
      fc.record({
        rating: fc.constantFrom(2, 3, 4, 5, null),
        by: fc.constantFrom("hansen", "said"),
        day: fc.integer({ min: 1, max: 4 }),
        kind: fc.constantFrom("signed", "signed", "signed", "self", "voided", "approved", "rejected"),
        rotation: fc.constantFrom("rotation_north", null),
        shared: fc.boolean(),
      }),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(
        evidence,
        fc.constantFrom("LATEST", "HIGHEST", "N_TIMES"),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        async (given, method, needed, countersigned) => {
          await rows("set session_replication_role = replica");
          await rows("delete from assessments where student_id = 'amina'");
          await rows("delete from evaluations where student_id = 'amina'");
          await rows(
            `update competencies set scoring_method = $1, n_times = case when $1 = 'N_TIMES' then $2::int end, required_observations = $2, required_evaluators = least(2, $2),
               required_days = $2, needs_countersignature = $3 where id = 'competency_north'`,
            [method, needed, countersigned],
          );
          await rows(
            "update competency_assignments set status = 'IN_PROGRESS', completion_date = null where user_id = 'amina'",
          );
          await rows("set session_replication_role = origin");
          for (const [index, { kind, shared, by, ...line }] of given.entries()) {
            // Two assessors of one assessment: the lower of both counts.
            const isSecond =
              shared && index > 0 && kind === "signed" && given[0]?.kind === "signed" && given[0].by !== by;
            await observe({
              id: `r${index}`,
              by,
              ...line,
              ...(isSecond ? { assessment: "s_r0", day: given[0]?.day ?? 1 } : {}),
              isSelf: kind === "self",
              state: kind === "voided" ? "VOIDED" : "SIGNED",
              status:
                kind === "voided"
                  ? "VOIDED"
                  : kind === "approved"
                    ? "APPROVED"
                    : kind === "rejected"
                      ? "REJECTED"
                      : "SUBMITTED",
            });
          }
          await storeFigures();
          const [page, line] = [await read("hansen"), await listed("hansen")];
          const have = (name: string) => page.requirements.find((one) => one.name === name);
          const times = have("timesAtTarget");
          expect(line?.contexts).toBe(page.sampling?.total.contexts);
          expect(line?.missing === null).toBe(page.requirements.every(({ isMet }) => isMet));
          if (line?.missing && times && !times.isMet && page.counted > 0)
            expect(line.missing).toMatch(
              new RegExp(`(^| )${times.need - (times.have ?? 0)} (more )?at 4 · Unsupervised`),
            );
        },
      ),
      { numRuns: 40 },
    );
  });

  /** What a recount would store of these. */
  async function storeFigures() {
    const page = await read("hansen");
    const have = (name: string) => page.requirements.find((one) => one.name === name)?.have ?? 0;
    await rows("set session_replication_role = replica");
    await rows(
      "update competency_assignments set result = $1, observations = $2, evaluators = $3, days = $4 where id = 'assignment_amina'",
      [page.result, have("observations"), have("evaluators"), have("days")],
    );
    await rows("set session_replication_role = origin");
  }

  it("names whom a waiting request asked, and forgets it when it was answered", async () => {
    const ask = `insert into assessments (id, school_id, student_id, competency_id, assessor_id, requested_by, status, created_at, decline_reason)
      values ($1, 'north', 'amina', 'competency_north', $2, 'amina', $3, $4, case $3 when 'DECLINED' then 'Not on this shift' end)`;
    await rows(ask, ["q0", "said", "DECLINED", "2026-05-03T08:00:00Z"]);
    await rows(ask, ["q1", "hansen", "REQUESTED", "2026-05-02T08:00:00Z"]);
    const asked = { assessor: "Hansen", at: "2026-05-02T08:00:00.000Z" };
    expect((await listed())?.asked).toEqual(asked);
    expect((await read("amina")).asked).toEqual(asked);
    await rows("set session_replication_role = replica");
    await rows("update assessments set status = 'CANCELLED' where id = 'q1'");
    await rows("set session_replication_role = origin");
    expect((await listed())?.asked).toBeNull();
  });

  it("says when a completed competency expires, and what renews it", async () => {
    await rows("set session_replication_role = replica");
    await rows(
      "update competencies set validity_months = 12, required_observations = 2, required_evaluators = 1, required_days = 1 where id = 'competency_north'",
    );
    await rows(
      "update competency_assignments set status = 'ACHIEVED', completion_date = now() - interval '12 months' + interval '20 days' where user_id = 'amina'",
    );
    await rows("set session_replication_role = origin");
    const [{ day } = { day: "" }] = await rows<{ day: string }>(
      `select to_char((completion_date at time zone 'Europe/London' + interval '12 months'), 'YYYY-MM-DD') as day
       from competency_assignments where id = 'assignment_amina'`,
    );
    expect(await listed()).toMatchObject({ expiresOn: day, expiresSoon: true, missing: "2 assessments renew it" });
    expect(await read("amina")).toMatchObject({ expiresOn: day, expiresSoon: true });
    await rows("set session_replication_role = replica");
    await rows(
      "update competency_assignments set completion_date = now() - interval '2 months' where user_id = 'amina'",
    );
    await rows("set session_replication_role = origin");
    expect(await listed()).toMatchObject({ expiresSoon: false, missing: null });
  });
});
