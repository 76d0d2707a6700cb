import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openUnsigned } from "#src/platform/sealed/evaluation-words.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { claimsOf, type Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(() => database.owner().query("delete from assessments where status in ('DRAFT', 'DISCARDED')"));

const drafts = "/api/competency-assessments/drafts";
const of = (feedback: string, more: object = {}) => ({
  studentId: "amina",
  competencyId: "competency_north",
  evaluationData: { feedback },
  ...more,
});

/** What the answers of drafts, of the form and of lists have, each its part. */
type Body = { assessmentId: string; version: string; draft: unknown; items: { id: string }[] };
const bodyOf = ({ body }: { body: unknown }) => body as Body;

type Row = { id: string; status: string; words: string | undefined };

async function rows(condition = "status = 'DRAFT'"): Promise<Row[]> {
  const found = await database
    .owner()
    .query(`select id, status, draft -> 'evaluationData' as data from assessments where ${condition} order by id`);
  return found.rows.map(({ id, status, data }) => {
    const said: { feedback?: string } = openUnsigned("draft", { schoolId: "north", authorId: "hansen" }, data);
    return { id, status, words: said.feedback };
  });
}

describe("saves of one assessor for one student and competency", () => {
  it("that arrive at once all end in one draft, which holds one of the texts", async () => {
    const texts = Array.from({ length: 10 }, (_, i) => `text ${i}`);
    const answers = await Promise.all(texts.map((text) => api.post("hansen", drafts, of(text))));
    expect(answers.map(({ status }) => status)).toEqual(texts.map(() => 201));
    const kept = await rows();
    expect(kept).toHaveLength(1);
    expect(texts).toContain(kept[0]?.words);
    expect(new Set(answers.map((answer) => bodyOf(answer).assessmentId))).toEqual(new Set([kept[0]?.id]));
  });

  it("that each started from no draft leave the first one's text, and say so to the others", async () => {
    const texts = Array.from({ length: 10 }, (_, i) => `text ${i}`);
    const answers = await Promise.all(texts.map((text) => api.post("hansen", drafts, of(text, { baseVersion: null }))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    const winner = texts[answers.findIndex(({ status }) => status === 201)];
    expect((await rows()).map(({ words }) => words)).toEqual([winner]);
    expect(bodyOf(answers.find(({ status }) => status === 409) ?? { body: null })).toMatchObject({
      code: "conflict",
      errors: [{ path: "baseVersion" }],
    });
  });

  it("never start a second draft, also past the program", async () => {
    await api.post("hansen", drafts, of("one"));
    const second = `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status)
      values ('second', 'north', 'amina', 'competency_north', 'hansen', 'DRAFT')`;
    await expect(database.owner().query(second)).rejects.toThrow("assessments_one_draft");
  });
});

describe("the migration to one draft", () => {
  const name = "0024_drafts_close";

  it("keeps the newest of several as the draft, and the words of the others for their author", async () => {
    const owner = database.owner();
    const { migrateDown, migrateUp, migrationStatus } = await import("#src/platform/db/migrations.ts");
    const { applied } = await migrationStatus(database.url);
    await migrateDown(database.url, applied.length - applied.indexOf(name));
    await owner.query(
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, draft, updated_at)
       select 'several_' || n, 'north', 'amina', 'competency_north', 'hansen', 'DRAFT',
              jsonb_build_object('evaluationData', jsonb_build_object('feedback', 'text ' || n)), now() - make_interval(mins => abs(n - 2))
       from generate_series(1, 3) n`,
    );
    await migrateUp(database.url);
    expect(await rows("id like 'several%'")).toEqual([
      { id: "several_1", status: "DISCARDED", words: "text 1" },
      { id: "several_2", status: "DRAFT", words: "text 2" },
      { id: "several_3", status: "DISCARDED", words: "text 3" },
    ]);
  });
});

describe("a draft's version", () => {
  const change = (id: string, feedback: string, baseVersion?: string) =>
    api.call("hansen", "PUT", `/api/competency-assessments/${id}/draft`, {
      body: { evaluationData: { feedback }, ...(baseVersion === undefined ? {} : { baseVersion }) },
    });

  it("is the same when it was saved and when the form is loaded, and changes with the text", async () => {
    const first = bodyOf(await api.post("hansen", drafts, of("one")));
    const form = () =>
      api.get("hansen", "/api/competency-assessments/form", {
        query: { studentId: "amina", competencyId: "competency_north" },
      });
    expect(bodyOf(await form()).draft).toMatchObject({ assessmentId: first.assessmentId, version: first.version });
    const second = bodyOf(await change(first.assessmentId, "two", first.version));
    expect(second.version).not.toBe(first.version);
    expect(bodyOf(await form()).draft).toMatchObject({ version: second.version });
  });

  it("refuses to overwrite a text that another tab has saved since, and keeps that text", async () => {
    const { assessmentId, version } = bodyOf(await api.post("hansen", drafts, of("one")));
    expect((await change(assessmentId, "newer", version)).status).toBe(200);
    const late = await change(assessmentId, "older", version);
    expect(late.status).toBe(409);
    expect(bodyOf(late)).toMatchObject({ code: "conflict", errors: [{ path: "baseVersion" }] });
    expect((await api.post("hansen", drafts, of("older", { baseVersion: version }))).status).toBe(409);
    expect((await rows()).map(({ words }) => words)).toEqual(["newer"]);
  });

  it("lets a save be repeated whose answer was lost, and one that names no version", async () => {
    const { assessmentId, version } = bodyOf(await api.post("hansen", drafts, of("one")));
    expect((await change(assessmentId, "two", version)).status).toBe(200);
    expect((await change(assessmentId, "two", version)).status).toBe(200);
    expect((await change(assessmentId, "three")).status).toBe(200);
  });
});

describe("an unsigned draft is its author's alone", () => {
  const others: readonly Person[] = ["amina", "said", "admin", "super", "foreignAdmin"];
  const list = (person: Person, status: string) =>
    api.get(person, "/api/competency-assessments", { query: { status, limit: "100" } });

  async function draftOf(status: "DRAFT" | "DISCARDED"): Promise<string> {
    const { assessmentId } = bodyOf(await api.post("hansen", drafts, of("unsure")));
    if (status === "DISCARDED") await api.call("hansen", "DELETE", `/api/competency-assessments/${assessmentId}/draft`);
    return assessmentId;
  }

  it.each(["DRAFT", "DISCARDED"] as const)("and is in nobody else's list, nor read by its id: %s", async (status) => {
    const id = await draftOf(status);
    const idsOf = async (person: Person) => bodyOf(await list(person, status)).items.map((line) => line.id);
    expect(await idsOf("hansen")).toEqual([id]);
    for (const person of others) {
      expect([person, await idsOf(person)]).toEqual([person, []]);
      const read = await api.get(person, `/api/competency-assessments/${id}`);
      expect([person, read.status]).toEqual([person, 404]);
    }
  });

  it.each(["authenticated", "app_command"])("and counts for nobody else in the database: %s", async (role) => {
    await draftOf("DRAFT");
    await database.owner().query(
      `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state)
       select 'unsigned', school_id, student_id, competency_id, id, assessor_id, 'DRAFT' from assessments where status = 'DRAFT'`,
    );
    const counted = async (person: Person) => {
      await database.owner().query("begin");
      try {
        await database
          .owner()
          .query("select set_config('request.jwt.claims', $1, true), set_config('role', $2, true)", [
            claimsOf(person),
            role,
          ]);
        const { rows: found } = await database.owner().query(
          `select (select count(*)::int from assessments where status = 'DRAFT') as drafts,
                  (select count(*)::int from evaluations where state = 'DRAFT') as evaluations`,
        );
        return found[0];
      } finally {
        await database.owner().query("rollback");
      }
    };
    expect(await counted("hansen")).toEqual({ drafts: 1, evaluations: 1 });
    for (const person of others)
      expect([person, await counted(person)]).toEqual([person, { drafts: 0, evaluations: 0 }]);
  });

  it("and so are the files that only a draft names, until it is signed", async () => {
    await database.owner().query(
      `insert into files (id, school_id, uploaded_by, name, size_bytes, media_type, sha256, storage_key)
       values ('loose', 'north', 'hansen', 'log.pdf', 1, 'application/pdf', repeat('0', 64), 'loose')`,
    );
    const { assessmentId } = bodyOf(await api.post("hansen", drafts, of("unsure", { evidenceFiles: ["loose"] })));
    const readers = async () => {
      const seen: Person[] = [];
      for (const person of ["hansen", ...others] as const) {
        await database.owner().query("begin");
        await database
          .owner()
          .query("select set_config('request.jwt.claims', $1, true), set_config('role', 'authenticated', true)", [
            claimsOf(person),
          ]);
        const { rowCount } = await database.owner().query("select from files where id = 'loose'");
        await database.owner().query("rollback");
        if (rowCount) seen.push(person);
      }
      return seen;
    };
    expect(await readers()).toEqual(["hansen"]);
    const signed = await api.post("hansen", `/api/competency-assessments/${assessmentId}/submit`, {
      evaluationData: { overallRating: 3 },
      evidenceFiles: ["loose"],
    });
    expect(signed.status).toBe(201);
    expect(await readers()).toEqual(["hansen", "amina", "admin", "super"]);
  });
});
