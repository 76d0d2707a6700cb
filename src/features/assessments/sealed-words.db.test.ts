import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { wordCount } from "#src/lib/word-count.ts";
import { migrateDown, migrateUp, migrationStatus } from "#src/platform/db/migrations.ts";

import { isSealed } from "#src/platform/sealed/field.ts";
import { reseal as resealAll } from "#src/platform/sealed/reseal.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, type Caller, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { unreadWords } from "../../../tests/support/sealed-words.ts";
import { tablesThatSay } from "../../../tests/support/tables-that-say.ts";
import { countFiles } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;
const path = "/api/competency-assessments";
const pair = { studentId: "amina", competencyId: "competency_north" };
const reseal = () => resealAll(systemActor("test"), { signal: new AbortController().signal, progress: () => {} });

/** Each text has the word in it, by which it would be found. */
const word = "Quokka";
const said = {
  feedback: `${word} one, and more.`,
  strengths: `${word} two.`,
  nextSteps: `${word} three; again tomorrow.`,
};
const comment = `${word} four.`;
const evaluationData = { overallRating: 4, ...said, criteria: [{ rubricId: "rubric_north", score: 3, comment }] };
const { overallRating: _rating, ...signedWords } = evaluationData;

beforeAll(() => arrangeTwoSchools(database.owner()));

async function get<T>(who: Caller, address: string): Promise<T> {
  const { status, body } = await api.get(who, address);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as T;
}

async function post<T>(who: Caller, address: string, body: object, key?: string): Promise<T> {
  const headers = key ? { headers: { "idempotency-key": key } } : {};
  const answer = await api.call(who, "POST", address, { body, ...headers });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body as T;
}

const nowhere = async () => expect(await tablesThatSay(database.owner(), word)).toEqual([]);
type View = { evaluations: { criteria: { comment: string }[]; nextSteps: string; changeReason: string | null }[] };
const shown = { ...said, criteria: [expect.objectContaining({ comment })] };

describe("what an assessor says", () => {
  beforeEach(() => rows("delete from assessments where status in ('DRAFT', 'DISCARDED')"));

  it("is nowhere in the database as it was written: in a draft, signed, amended, taken back", async () => {
    const draft = await post<{ assessmentId: string }>("hansen", `${path}/drafts`, { ...pair, evaluationData });
    await nowhere();
    const form = await api.get("hansen", `${path}/form`, { query: pair });
    expect(form.body).toMatchObject({ draft: { evaluationData: { ...said, criteria: evaluationData.criteria } } });
    const queue = await get<{ items: { hasWords: boolean; assessmentId: string }[] }>("hansen", `${path}/queue`);
    expect(queue.items).toContainEqual(expect.objectContaining({ assessmentId: draft.assessmentId, hasWords: true }));

    const address = `${path}/${draft.assessmentId}`;
    await post("hansen", `${address}/submit`, { evaluationData }, "sealed-words-1");
    await nowhere();
    expect(await get<View>("amina", address)).toMatchObject({ evaluations: [shown] });
    const [kept] = await rows("select words, word_count, has_next_steps from evaluations where assessment_id = $1", [
      draft.assessmentId,
    ]);
    expect(kept).toMatchObject({ word_count: 10, has_next_steps: true });
    expect(isSealed(kept.words)).toBe(true);
    const [line] = await rows("select feedback_words, has_next_steps from rated_assessments where assessment_id = $1", [
      draft.assessmentId,
    ]);
    expect(line).toEqual({ feedback_words: 10, has_next_steps: true });

    const competency = "/api/competency-assignments/assignment_amina";
    expect(await get("amina", competency)).toMatchObject({
      evidence: { items: expect.arrayContaining([expect.objectContaining(said)]) },
    });
    expect(await get("amina", `${competency}/evidence`)).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining(said)]),
    });
    expect(await get("hansen", `${competency}/why`)).toMatchObject({
      used: expect.arrayContaining([expect.objectContaining(said)]),
    });

    const nextSteps = `${word} five.`;
    await post("hansen", `${address}/amend`, {
      ...{ baseRevision: 1, reason: "A slip" },
      evaluationData: { ...evaluationData, nextSteps },
    });
    await nowhere();
    expect(await get<View>("amina", address)).toMatchObject({ evaluations: [shown, { ...shown, nextSteps }] });
  });

  it("comes back into the form when it is taken back, and is sealed there too", async () => {
    const { assessmentId } = await post<{ assessmentId: string }>("hansen", path, { ...pair, evaluationData });
    await post("hansen", `${path}/${assessmentId}/take-back`, {});
    await nowhere();
    const form = await api.get("hansen", `${path}/form`, { query: pair });
    expect(form.body).toMatchObject({ draft: { evaluationData: signedWords } });
  });

  it("of a student about themselves, and of colleagues in a round, is nowhere either", async () => {
    await post("amina", "/api/self-evaluations", {
      ...{ competencyId: pair.competencyId, overallRating: 4 },
      words: said.feedback,
    });
    await rows(
      "insert into users (id, school_id, name, email, role) values ('third', 'north', 'Third', 'third@two-schools.test', 'CLINICAL_SUPERVISOR')",
    );
    await rows(
      "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_amina', 'said', 'north'), ('placement_amina', 'third', 'north')",
    );
    await rows(`insert into sessions (id, school_id, user_id, expires_at)
      values ('session_third', 'north', 'third', now() + interval '1 day')`);
    const { roundId } = await post<{ roundId: string }>("hansen", "/api/feedback-rounds", {
      ...{ ...pair, colleagueIds: ["said", "third", "hansen"], observedAt: new Date().toISOString() },
    });
    const third = { id: "third", role: "CLINICAL_SUPERVISOR", schoolId: "north" } as const;
    for (const who of ["said", "hansen", third] as const) {
      const answer = await api.call(who, "PUT", `/api/feedback-rounds/${roundId}/answer`, { body: { evaluationData } });
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      await nowhere();
      if (who === "said") {
        expect(await get("said", `/api/feedback-rounds/${roundId}`)).toMatchObject({
          own: { evaluationData: signedWords },
        });
      }
    }
    expect(await get<View>("amina", `${path}/${roundId}`)).toMatchObject({ evaluations: [shown, shown, shown] });
  });
});

describe("sealed words", () => {
  it("that were changed or moved in the database are an error, and neither a gap nor another's text", async () => {
    const ids: string[] = [];
    for (const studentId of ["amina", "amina"]) {
      ids.push(
        (await post<{ assessmentId: string }>("hansen", path, { ...pair, studentId, evaluationData })).assessmentId,
      );
    }
    await rows("set session_replication_role = replica");
    await rows(
      "update evaluations set words = (select words from evaluations where assessment_id = $1) where assessment_id = $2",
      ids,
    );
    await rows("set session_replication_role = origin");
    const { status, body } = await api.get("amina", `${path}/${ids[1]}`);
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain(word);
    expect((await api.get("amina", `${path}/${ids[0]}`)).status).toBe(200);
  });

  it("are what is written, and no other text: nor a count without words", async () => {
    const id = "evaluation_amina";
    await expect(rows("update evaluations set words = 'plain', word_count = 1 where id = $1", [id])).rejects.toThrow(
      /settled|sealed/,
    );
    const insert = (columns: string, values: string) =>
      rows(`insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, ${columns})
        values ('plain', 'north', 'amina', 'competency_north', 'assessment_amina', 'hansen', 'DRAFT', ${values})`);
    await expect(insert("words", `'{"feedback": "x"}'`)).rejects.toThrow(/sealed by the program/);
    await expect(insert("word_count", "3")).rejects.toThrow(/evaluations_words_check/);
    await expect(insert("words, has_next_steps", `'${unreadWords}', true`)).rejects.toThrow(/evaluations_words_check/);
    const draft = (data: object) =>
      rows(`update assessments set draft = $1 where id = 'assessment_amina'`, [{ evaluationData: data }]);
    await expect(draft({ strengths: "x" })).rejects.toThrow(/assessments_words_check/);
    await expect(draft({ criteria: [{ rubricId: "r", comment: "x" }] })).rejects.toThrow(/assessments_words_check/);
    await expect(draft({ words: "{}" })).rejects.toThrow(/sealed by the program/);
  });

  it("of a signed evaluation are changed by jobs alone, and nothing else of it with them", async () => {
    const as = async (role: string, set: string, condition = "words is not null") => {
      await rows("begin");
      await rows("select set_config('role', $1, true)", [role]);
      const outcome = await rows(`update evaluations set ${set} where ${condition}`).then(
        () => "done",
        (error: { constraint?: string }) => error.constraint ?? String(error),
      );
      await rows("rollback");
      return outcome;
    };
    expect(await as("app_system", `words = '${unreadWords}'`)).toBe("done");
    expect(await as("app_system", `words = '${unreadWords}', overall_rating = 1`)).toBe("evaluations_settled");
    expect(await as("app_system", "words = null, word_count = 0, has_next_steps = false")).toBe("evaluations_settled");
    expect(await as("app_system", "words = null")).toMatch(/evaluations_settled|evaluations_words_check/);
    await rows("set session_replication_role = replica");
    await rows(
      `update evaluations set word_count = 0, has_next_steps = false, words = '${unreadWords}' where id = 'evaluation_amina'`,
    );
    await rows("set session_replication_role = origin");
    expect(await as("app_system", "words = null", "id = 'evaluation_amina'")).toBe("evaluations_settled");
    expect(await as("postgres", `words = '${unreadWords}'`)).toBe("evaluations_settled");
  });
});

describe("words from before they were sealed", () => {
  const migration = "0138_words_seal";
  const texts = [null, "", "  ", "Good.", "Two\tspaced  words", "\n\u00a0Umläute, 手  🩺\n", "s1.k.x"];

  async function goBack(): Promise<void> {
    while ((await migrationStatus(database.url)).applied.includes(migration)) await migrateDown(database.url, 1);
  }

  beforeAll(async () => {
    await rows("set session_replication_role = replica");
    await rows("delete from evaluations where words is not null");
    await rows("delete from assessments where draft is not null");
    await rows("delete from feedback_answers");
    await rows("delete from feedback_rounds");
    await goBack();
    await rows("set session_replication_role = replica");
    for (const [n, text] of texts.entries()) {
      await rows(
        `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, observed_at, submitted_at)
         values ($1, 'north', 'amina', 'competency_north', 'hansen', 'SUBMITTED', now(), now())`,
        [`old_${n}`],
      );
      await rows(
        `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating,
           feedback, strengths, next_steps, signed_at)
         values ($1, 'north', 'amina', 'competency_north', $1, 'hansen', 'SIGNED', 4, $2, $3, $4, now())`,
        [`old_${n}`, text, texts[(n + 2) % texts.length], texts[(n + 4) % texts.length]],
      );
      await rows(
        "insert into evaluation_criteria (evaluation_id, rubric_id, school_id, score, comment) values ($1, 'rubric_north', 'north', 3, $2)",
        [`old_${n}`, texts[(n + 1) % texts.length]],
      );
    }
    const data = JSON.stringify({ evaluationData, evidenceFiles: [] });
    await rows(
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, draft)
       values ('old_draft', 'north', 'amina', 'competency_north', 'hansen', 'DRAFT', $1)`,
      [data],
    );
    await rows(
      `insert into feedback_rounds (id, school_id, student_id, competency_id, started_by, observed_at)
       values ('old_round', 'north', 'amina', 'competency_north', 'hansen', now())`,
    );
    await rows(
      `insert into feedback_asked (round_id, evaluator_id, school_id, student_id, answered_at) values ('old_round', 'said', 'north', 'amina', now())`,
    );
    await rows(
      `insert into feedback_answers (round_id, evaluator_id, school_id, student_id, content) values ('old_round', 'said', 'north', 'amina', $1)`,
      [data],
    );
    await rows("set session_replication_role = origin");
    await rows("delete from rated_assessments");
    await rows("select app.rate_assessments(array_agg(id)) from assessments");
  }, 120_000);
  afterAll(() => migrateUp(database.url));

  async function expectEverything(): Promise<void> {
    for (const [n, text] of texts.entries()) {
      const nextSteps = texts[(n + 4) % texts.length] || null;
      const { evaluations } = await get<View>("amina", `${path}/old_${n}`);
      expect(evaluations).toMatchObject([
        {
          feedback: text || null,
          strengths: texts[(n + 2) % texts.length] || null,
          nextSteps,
          criteria: [{ comment: texts[(n + 1) % texts.length] || null, score: 3 }],
        },
      ]);
      const [kept] = await rows("select word_count, has_next_steps from evaluations where id = $1", [`old_${n}`]);
      const all = [text, texts[(n + 2) % texts.length], nextSteps].map((one) => wordCount(one));
      expect(kept).toEqual({
        word_count: all.reduce((sum, one) => sum + one, 0),
        has_next_steps: wordCount(nextSteps) > 0,
      });
    }
    const form = await api.get("hansen", `${path}/form`, { query: pair });
    expect(form.body).toMatchObject({ draft: { evaluationData } });
    expect(await get("said", "/api/feedback-rounds/old_round")).toMatchObject({ own: { evaluationData } });
  }

  it("are read as they are, go back as they were, are sealed by the job, and then do not go back", async () => {
    const evaluationsOf = () =>
      rows("select id, feedback, strengths, next_steps from evaluations where id like 'old%' order by id");
    const commentsOf = () =>
      rows("select evaluation_id, comment from evaluation_criteria where evaluation_id like 'old%' order by 1");
    const unsigned = () =>
      rows(
        "select draft as data from assessments where draft is not null union all select content from feedback_answers",
      );
    const withoutEmpty = (found: Record<string, unknown>[]) =>
      found.map((one) =>
        Object.fromEntries(Object.entries(one).map(([name, value]) => [name, value === "" ? null : value])),
      );
    const lines = () => rows("select * from rated_assessments order by assessment_id");
    const counted = await lines();
    expect(new Set(counted.map((line) => line.feedback_words)).size).toBeGreaterThan(2);
    const before = [withoutEmpty(await evaluationsOf()), withoutEmpty(await commentsOf()), await unsigned()];
    await migrateUp(database.url);
    await expectEverything();
    await goBack();
    expect([await evaluationsOf(), await commentsOf(), await unsigned()]).toEqual(before);
    await migrateUp(database.url);

    // What is not sealed yet can go on its way.
    const { evaluations } = await get<View & { revision: number }>("hansen", `${path}/old_3`);
    expect(evaluations).toHaveLength(1);
    await post("hansen", `${path}/old_3/amend`, {
      ...{ baseRevision: 1, reason: "A slip" },
      evaluationData: { overallRating: 3, feedback: "Anew." },
    });
    expect((await get<View>("amina", `${path}/old_3`)).evaluations).toMatchObject([
      { feedback: "Good.", state: "SUPERSEDED" },
      { feedback: "Anew." },
    ]);
    await rows("set session_replication_role = replica");
    await rows("delete from evaluations where assessment_id = 'old_3' and id not like 'old%'");
    await rows("update evaluations set state = 'SIGNED' where id = 'old_3'");
    await rows("set session_replication_role = origin");

    expect(await tablesThatSay(database.owner(), word)).toEqual(["public.assessments", "public.feedback_answers"]);
    // The files of the fixture have no content.
    expect(await reseal()).toMatchObject({ unreadable: await countFiles(database.owner()) });
    await nowhere();
    expect(await tablesThatSay(database.owner(), "Umläute")).toEqual([]);
    await expectEverything();
    expect(await lines()).toEqual(counted);
    expect(await reseal()).toEqual({ fields: 0, files: 0, unreadable: await countFiles(database.owner()) });
    await expect(goBack()).rejects.toThrow(/only the program can open them/);
  }, 120_000);
});
