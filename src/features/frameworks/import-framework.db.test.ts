import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { standardOf } from "#src/features/frameworks/case-standard.ts";
import {
  type CasePackage,
  type FrameworkDetail,
  frameworkDetail,
  importAnswer,
} from "#src/features/frameworks/schema.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const base = "/api/competency-frameworks";

beforeAll(() => arrangeTwoSchools(database.owner()));

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

async function count(table: string): Promise<number> {
  return (await rows(`select count(*)::int as n from ${table}`))[0].n;
}

async function jobRunner() {
  const { jobs } = await import("#src/features/frameworks/jobs.ts");
  return makeJobRunner(jobs);
}

const readImport = async (id: string, person: Person = "admin") =>
  importAnswer.parse((await api.get(person, `${base}/imports/${id}`)).body);

/** Uploads a file and runs the job that reads it. */
async function uploadFile(fileName: string, content: string, person: Person = "admin"): Promise<string> {
  const answer = await api.post(person, `${base}/import`, { fileName, content });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  const { importId } = importAnswer.parse(answer.body);
  const runner = await jobRunner();
  expect(await runner.deliver(database.owner(), "framework.import_requested", importId)).toBe(1);
  return importId;
}

const commit = (id: string, body: unknown = {}, person: Person = "admin") =>
  api.post(person, `${base}/imports/${id}/commit`, body);

/** Commits the import and reads the framework. */
async function committed(id: string, body: unknown = {}): Promise<FrameworkDetail> {
  const answer = await commit(id, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const { frameworkId } = importAnswer.parse(answer.body);
  return frameworkDetail.parse((await api.get("admin", `${base}/${frameworkId}`)).body);
}

const nurse = readFileSync(new URL("../../../db/demo/registered-nurse.case.json", import.meta.url), "utf8");
const critical = readFileSync(
  new URL("../../../tests/fixtures/critical-care-nurse.case.json", import.meta.url),
  "utf8",
);
const practical = readFileSync(new URL("../../../db/demo/practical-nurse.csv", import.meta.url), "utf8");
const table = "code,name,parent_code\n1,Safety,\n2,Wash hands,1\n3,Wear gloves,1\n4,Pain,";

describe("uploading a file", () => {
  it("answers 202 at once, and a job creates the preview", async () => {
    const answer = await api.post("admin", `${base}/import`, { fileName: "nurse.json", content: nurse });
    expect(answer).toMatchObject({ status: 202, body: { status: "PENDING", preview: null, progress: 0 } });
    const { importId } = importAnswer.parse(answer.body);
    const runner = await jobRunner();
    await runner.deliver(database.owner(), "framework.import_requested", importId);
    expect(await readImport(importId)).toMatchObject({
      status: "READY",
      progress: 100,
      frameworkId: null,
      preview: { counts: { items: 32, competencies: 27, categories: 5, associations: 32, dropped: 0 } },
    });
  });

  it("accepts the file itself, in any encoding", async () => {
    const raw = new FormData();
    raw.set("file", new File([Buffer.from("\ufeffcode;name\n1;Hände waschen", "utf16le")], "C:\\lists\\hände.csv"));
    const answer = await api.call("admin", "POST", `${base}/import`, { raw });
    expect(answer).toMatchObject({ status: 202, body: { fileName: "hände.csv" } });
    const { importId } = importAnswer.parse(answer.body);
    const runner = await jobRunner();
    await runner.deliver(database.owner(), "framework.import_requested", importId);
    expect(await readImport(importId)).toMatchObject({
      status: "READY",
      faults: [{ severity: "notice", message: "The file is encoded as UTF-16LE." }],
      preview: { title: "Hände", items: [{ name: "Hände waschen" }] },
    });
  });

  it("refuses what is no table, and an empty file", async () => {
    for (const bytes of [Buffer.from("%PDF-1.7"), Buffer.from("  \n")]) {
      const raw = new FormData();
      raw.set("file", new File([bytes], "a.pdf"));
      const answer = await api.call("admin", "POST", `${base}/import`, { raw });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: "file" }] } });
    }
  });

  it("ends as FAILED with the reason if nothing can be read", async () => {
    const id = await uploadFile("broken.json", '{"CFDocument": {},\n"CFItems": [}');
    expect(await readImport(id)).toMatchObject({
      status: "FAILED",
      preview: null,
      error: "The file could not be read as a framework.",
      faults: [{ severity: "error", line: 2, message: "The file is not valid JSON (line 2, column 13)." }],
    });
    expect((await commit(id)).status).toBe(409);
  });

  it("has the same result when the job runs again, also after it was killed halfway", async () => {
    const id = await uploadFile("list.csv", table);
    const first = await readImport(id);
    const runner = await jobRunner();
    await runner.deliver(database.owner(), "framework.import_requested", id);
    expect(await readImport(id)).toEqual(first);
    await rows("update framework_imports set status = 'PARSING', preview = null where id = $1", [id]);
    await runner.deliver(database.owner(), "framework.import_requested", id);
    expect(await readImport(id)).toEqual(first);
  });

  it("fails after the last attempt and records it", async () => {
    const { body } = await api.post("admin", `${base}/import`, { fileName: "list.csv", content: table });
    const { importId } = importAnswer.parse(body);
    await rows(`create function app.refuse_preview() returns trigger language plpgsql as
      $$ begin if new.preview is not null then raise exception 'no room'; end if; return new; end $$`);
    await rows(
      "create trigger refuse_preview before update on framework_imports for each row execute function app.refuse_preview()",
    );
    const runner = await jobRunner();
    const deliver = (attempt: number) =>
      runner.deliver(database.owner(), "framework.import_requested", importId, { attempt });
    try {
      await expect(deliver(1)).rejects.toThrow();
      expect(await readImport(importId)).toMatchObject({ status: "PARSING" });
      await expect(deliver(5)).rejects.toThrow();
    } finally {
      await rows("drop trigger refuse_preview on framework_imports");
    }
    expect(await readImport(importId)).toMatchObject({
      status: "FAILED",
      error: expect.stringContaining("Upload it again"),
    });
  });
});

describe("committing an import", () => {
  it("creates the framework with its identifiers, tree and associations, published", async () => {
    const framework = await committed(await uploadFile("critical.json", critical));
    const source: { CFDocument: { identifier: string }; CFItems: { identifier: string; fullStatement: string }[] } =
      JSON.parse(critical);
    expect(framework).toMatchObject({
      name: "Critical Care Nurse (O*NET 29.3)",
      status: "PUBLISHED",
      sourceFormat: "CASE_1_1",
      sourceIdentifier: source.CFDocument.identifier,
      associations: 34,
    });
    expect(framework.items.map(({ identifier }) => identifier).sort()).toEqual(
      source.CFItems.map(({ identifier }) => identifier).sort(),
    );
    const stored = await rows("select identifier, statement from competency_template_items where template_id = $1", [
      framework.id,
    ]);
    const statements = new Map(source.CFItems.map(({ identifier, fullStatement }) => [identifier, fullStatement]));
    for (const { identifier, statement } of stored) expect(statement).toBe(statements.get(identifier));
    expect(
      await rows(
        "select distinct scoring_method, target_rating::float8 as target, rating_scale_id from competencies where template_id = $1",
        [framework.id],
      ),
    ).toEqual([{ scoring_method: "LATEST", target: 4, rating_scale_id: "scale_entrustment" }]);
  });

  it("applies the choices: title, inner nodes, excluded items, scale, target, method", async () => {
    const framework = await committed(await uploadFile("list.csv", table), {
      title: "Our list",
      innerCompetencies: ["1"],
      excluded: ["3"],
      ratingScaleId: "scale_performance",
      targetRating: 3.5,
      scoringMethod: "N_TIMES",
      nTimes: 2,
      requiredObservations: 3,
      requiredEvaluators: 2,
      requiredDays: 2,
      programId: "program_north",
      publish: false,
    });
    expect(framework).toMatchObject({ name: "Our list", status: "DRAFT", competencies: 3 });
    expect(framework.items.map(({ identifier, kind, category }) => [identifier, kind, category])).toEqual([
      ["1", "COMPETENCY", "General"],
      ["2", "COMPETENCY", "General"],
      ["3", "CATEGORY", null],
      ["4", "COMPETENCY", "General"],
    ]);
    expect(
      await rows(
        `select distinct rating_scale_id, target_rating::float8 as target, scoring_method, n_times, required_observations as o,
           required_evaluators as e, required_days as d, program_id from competencies where template_id = $1`,
        [framework.id],
      ),
    ).toEqual([
      {
        rating_scale_id: "scale_performance",
        target: 3.5,
        scoring_method: "N_TIMES",
        n_times: 2,
        o: 3,
        e: 2,
        d: 2,
        program_id: "program_north",
      },
    ]);
  });

  for (const [what, body, paths] of [
    ["a title without a letter", { title: "." }, ["title"]],
    ["a title of two lines", { title: "Our\nlist" }, ["title"]],
    ["a title that turns its direction", { title: "Our \u202elist" }, ["title"]],
    ["a scale that is not there", { ratingScaleId: "scale_none" }, ["ratingScaleId"]],
    ["a mean over an ordinal scale", { scoringMethod: "AVERAGE" }, ["scoringMethod"]],
    ["a target above the scale", { targetRating: 6 }, ["targetRating"]],
    ["a target that is the lowest level", { targetRating: 1 }, ["targetRating"]],
    ["half a level of an ordinal scale", { targetRating: 3.5 }, ["targetRating"]],
    ["a program of another school", { programId: "program_south" }, ["programId"]],
    ["a count without its method", { nTimes: 3 }, ["nTimes"]],
    [
      "items that do not exist, or are of the other kind",
      { innerCompetencies: ["2", "9"], excluded: ["1"] },
      ["innerCompetencies.0", "innerCompetencies.1", "excluded.0"],
    ],
    ["nothing that becomes a competency", { excluded: ["2", "3", "4"] }, ["excluded"]],
    [
      "several at once",
      { scoringMethod: "AVERAGE", targetRating: 9, programId: "none" },
      ["programId", "scoringMethod", "targetRating"],
    ],
    ["unknown fields", { color: "red" }, [""]],
  ] as const) {
    it(`refuses ${what} with its path`, async () => {
      const id = await uploadFile("list.csv", table);
      const before = await count("competency_templates");
      const answer = await commit(id, body);
      expect(answer).toMatchObject({ status: 422, body: { errors: paths.map((path) => ({ path })) } });
      expect(await count("competency_templates")).toBe(before);
      expect(await readImport(id)).toMatchObject({ status: "READY" });
    });
  }

  it("is refused while the file has errors, and lists them", async () => {
    const id = await uploadFile("list.csv", "code,name,parent\n1,One,2\n2,Two,1");
    expect(await readImport(id)).toMatchObject({ status: "READY", faults: [{ severity: "error", line: 2 }] });
    expect(await commit(id)).toMatchObject({
      status: 409,
      body: { detail: "The file has faults that must be fixed first." },
    });
  });

  it("leaves nothing behind when it fails in the middle, and works afterwards [V2.3.3]", async () => {
    const id = await uploadFile("critical.json", critical);
    const tables = [
      "competency_templates",
      "competencies",
      "competency_template_items",
      "competency_template_associations",
      "audit_log",
      "events",
    ];
    const counts = async () => {
      const found: number[] = [];
      for (const name of tables) found.push(await count(name));
      return found;
    };
    const before = await counts();
    await rows(`create function app.refuse_associations() returns trigger language plpgsql as
      $$ begin raise exception 'killed here'; end $$`);
    await rows(`create trigger refuse_associations after insert on competency_template_associations
      for each row execute function app.refuse_associations()`);
    try {
      expect((await commit(id)).status).toBeGreaterThanOrEqual(400);
    } finally {
      await rows("drop trigger refuse_associations on competency_template_associations");
    }
    expect(await counts()).toEqual(before);
    expect(await readImport(id)).toMatchObject({ status: "READY", frameworkId: null });
    expect((await committed(id)).associations).toBe(34);
  });

  it("creates one framework, also when committed twice or four times at once", async () => {
    const id = await uploadFile("list.csv", table);
    const before = await count("competency_templates");
    const answers = await Promise.all([1, 2, 3, 4].map(() => commit(id)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => importAnswer.parse(body).frameworkId)).size).toBe(1);
    expect(await commit(id, { title: "Another" })).toMatchObject({ status: 200, body: answers[0]?.body });
    expect(await count("competency_templates")).toBe(before + 1);
    expect(
      await rows(
        "select count(*)::int as n from audit_log where action = 'framework.create' and detail->>'importId' = $1",
        [id],
      ),
    ).toEqual([{ n: 1 }]);
  });

  it("replays its answer for a repeated idempotency key", async () => {
    const id = await uploadFile("list.csv", table);
    const key = { "idempotency-key": "commit-1" };
    const first = await api.post("admin", `${base}/imports/${id}/commit`, {}, key);
    const second = await api.post("admin", `${base}/imports/${id}/commit`, {}, key);
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(second.headers.get("idempotency-replayed")).toBe("true");
  });

  it("is allowed for the admins of the school only", async () => {
    const id = await uploadFile("list.csv", table);
    for (const answer of [
      await api.get("foreignAdmin", `${base}/imports/${id}`),
      await commit(id, {}, "foreignAdmin"),
      await api.call("foreignAdmin", "DELETE", `${base}/imports/${id}`),
    ]) {
      expect(answer.status).toBe(404);
    }
    for (const person of ["amina", "hansen", "super"] as const) expect((await commit(id, {}, person)).status).toBe(403);
    expect(await readImport(id)).toMatchObject({ status: "READY" });
  });

  it("accepts 4 MB with 600 items and 3,400 associations", async () => {
    const identifier = (kind: number, n: number) => `${kind}0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
    const end = (kind: number, n: number) => ({
      title: "x".repeat(300),
      identifier: identifier(kind, n),
      uri: "urn:x",
    });
    const content = JSON.stringify({
      CFDocument: { identifier: identifier(0, 0), title: "Large", caseVersion: "1.1" },
      CFItems: Array.from({ length: 600 }, (_, n) => ({
        identifier: identifier(1, n),
        fullStatement: `${n} ${"word ".repeat(600)}`,
      })),
      CFAssociations: Array.from({ length: 3400 }, (_, n) => ({
        identifier: identifier(2, n),
        associationType: n < 600 ? "isChildOf" : "isRelatedTo",
        originNodeURI: end(1, n % 600),
        destinationNodeURI: n === 0 ? end(0, 0) : end(1, n < 600 ? (n - 1) >> 3 : (n * 7) % 600),
      })),
    });
    expect(content.length).toBeGreaterThan(4_000_000);
    const framework = await committed(await uploadFile("large.json", content));
    expect(framework).toMatchObject({ competencies: 525, associations: 3400 });
  });
});

describe("discarding an import", () => {
  const discard = (id: string) => api.call("admin", "DELETE", `${base}/imports/${id}`);

  it("removes the file and the preview permanently", async () => {
    const id = await uploadFile("list.csv", table);
    expect(await discard(id)).toMatchObject({ status: 200, body: { ok: true } });
    expect((await discard(id)).status).toBe(200);
    expect(await readImport(id)).toMatchObject({ status: "DISCARDED", preview: null });
    expect(await rows("select content, draft from framework_imports where id = $1", [id])).toEqual([
      { content: null, draft: null },
    ]);
    expect((await commit(id)).status).toBe(409);
    const runner = await jobRunner();
    await runner.deliver(database.owner(), "framework.import_requested", id);
    expect(await readImport(id)).toMatchObject({ status: "DISCARDED", preview: null });
    expect(await rows("select count(*)::int as n from audit_log where entity_id = $1", [id])).toEqual([{ n: 2 }]);
  });

  it("does not undo a framework", async () => {
    const id = await uploadFile("list.csv", table);
    await committed(id);
    expect((await discard(id)).status).toBe(409);
  });

  it("concurrent with a commit, one of the two succeeds and the other gets a conflict", async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await uploadFile("list.csv", table);
      const before = await count("competency_templates");
      const both = round % 2 === 0 ? [commit(id), discard(id)] : [discard(id), commit(id)];
      const statuses = (await Promise.all(both)).map(({ status }) => status).sort();
      expect(statuses).toEqual([200, 409]);
      const { status, frameworkId } = await readImport(id);
      expect(await count("competency_templates")).toBe(before + (status === "COMMITTED" ? 1 : 0));
      expect(frameworkId !== null).toBe(status === "COMMITTED");
    }
  });
});

describe("the CASE package of a framework", () => {
  async function exported(id: string, person: Person = "admin"): Promise<CasePackage> {
    const answer = await api.get(person, `${base}/${id}/case`);
    expect(answer.status).toBe(200);
    const { validate } = standardOf("CASE_1_1");
    expect(validate(answer.body), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    // Its parts were validated against the standard just above.
    return answer.body as CasePackage;
  }

  type Node = { identifier: string };
  type Package = {
    CFDocument: Record<string, unknown>;
    CFItems: (Record<string, unknown> & Node)[];
    CFAssociations: (Node & { associationType: string; originNodeURI: Node; destinationNodeURI: Node })[];
  };
  const byIdentifier = (a: Node, b: Node) => (a.identifier < b.identifier ? -1 : 1);
  const triples = ({ CFAssociations }: Package) =>
    CFAssociations.map(
      ({ originNodeURI, associationType, destinationNodeURI }) =>
        `${originNodeURI.identifier} ${associationType} ${destinationNodeURI.identifier}`,
    ).sort();

  for (const [file, content] of [
    ["registered-nurse.case.json", nurse],
    ["critical-care-nurse.case.json", critical],
  ] as const) {
    it(`returns the imported package: ${file}`, async () => {
      const { id } = await committed(await uploadFile(file, content));
      const source: Package = JSON.parse(content);
      const back = (await exported(id)) as Package;
      expect(back.CFDocument).toEqual(source.CFDocument);
      expect(back.CFItems.toSorted(byIdentifier)).toEqual(source.CFItems.toSorted(byIdentifier));
      expect(back.CFAssociations.toSorted(byIdentifier)).toEqual(source.CFAssociations.toSorted(byIdentifier));
      expect(triples(back)).toEqual(triples(source));
      const again = (await exported((await committed(await uploadFile(file, JSON.stringify(back)))).id)) as Package;
      expect(again.CFItems).toEqual(back.CFItems);
      expect(triples(again)).toEqual(triples(back));
    });
  }

  it("has other properties as extensions, and fills in those that the standard requires", async () => {
    const uuid = (n: number) => `10000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
    const old = {
      CFDocument: { identifier: uuid(0), title: "<b>Old</b>", creator: "Someone", adoptionStatus: 7, mood: "calm" },
      CFItems: [
        { identifier: uuid(1), fullStatement: " <p>Wash</p>\n", colour: "red", statusStartDate: "soon", __proto__x: 1 },
        { identifier: uuid(2), fullStatement: "Dry", extensions: { kept: true }, notes: "Ask the board first." },
      ],
      CFAssociations: [
        {
          originNodeURI: { identifier: uuid(1) },
          associationType: "isChildOf",
          destinationNodeURI: { identifier: uuid(0) },
        },
        {
          identifier: uuid(9),
          originNodeURI: { identifier: uuid(2) },
          associationType: "is like",
          destinationNodeURI: { identifier: uuid(5) },
        },
      ],
      CFDefinitions: { CFItemTypes: [{ title: "Skill" }] },
      CFRubrics: [{ title: "Rubric" }],
      more: { of: "it" },
    };
    const { id } = await committed(await uploadFile("old.json", JSON.stringify(old)), { title: "New name" });
    const back = await exported(id);
    expect(back.CFDocument).toMatchObject({
      identifier: uuid(0),
      title: "New name",
      creator: "Someone",
      extensions: { mood: "calm", adoptionStatus: 7 },
    });
    expect(back.CFItems).toMatchObject([
      { identifier: uuid(1), fullStatement: " <p>Wash</p>\n", extensions: { colour: "red", statusStartDate: "soon" } },
      { identifier: uuid(2), extensions: { kept: true }, notes: "Ask the board first." },
    ]);
    // An editor's notes are not shown to those who assess.
    expect(await rows("select description from competencies where template_id = $1 and name = 'Dry'", [id])).toEqual([
      { description: "" },
    ]);
    expect(back.CFAssociations).toMatchObject([
      {
        associationType: "isChildOf",
        originNodeURI: { identifier: uuid(1), title: "Wash" },
        destinationNodeURI: { identifier: uuid(0), title: "New name" },
      },
      { identifier: uuid(9), associationType: "ext:is_like", destinationNodeURI: { identifier: uuid(5) } },
    ]);
    expect(back.extensions).toMatchObject({
      CFDefinitions: old.CFDefinitions,
      CFRubrics: old.CFRubrics,
      more: old.more,
    });
    expect(await exported(id)).toEqual(back);
  });

  it("is created for a table too, with its categories as nodes, and is imported as the same competencies", async () => {
    const first = await committed(await uploadFile("practical-nurse.csv", practical));
    const back = await exported(first.id);
    expect(await exported(first.id)).toEqual(back);
    const second = await committed(await uploadFile("back.json", JSON.stringify(back)));
    const lines = ({ items }: FrameworkDetail) =>
      items
        .filter(({ kind }) => kind === "COMPETENCY")
        .map(({ code, category }) => `${code} ${category}`)
        .sort();
    expect(lines(second)).toEqual(lines(first));
    expect(lines(first)).toHaveLength(22);
  });

  it("is available for the shipped framework, for every school", async () => {
    const back = await exported("framework_core", "carl");
    expect(back.CFItems.map(({ fullStatement }) => fullStatement).sort()).toEqual([
      "Clinical Reasoning",
      "Clinical Skills",
      "Communication",
      "Patient Assessment",
      "Patient Care",
      "Patient Communication",
    ]);
  });

  it("has an ETag, and is found only in its school; a draft only by admins", async () => {
    const { id } = await committed(await uploadFile("list.csv", table), { publish: false });
    expect((await api.get("amina", `${base}/${id}/case`)).status).toBe(404);
    expect((await api.get("foreignAdmin", `${base}/${id}/case`)).status).toBe(404);
    const answer = await api.get("admin", `${base}/${id}/case`);
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="List.case.json"');
    const headers = { "if-none-match": answer.headers.get("etag") ?? "" };
    expect((await api.get("admin", `${base}/${id}/case`, { headers })).status).toBe(304);
  });
});
