import { readFileSync } from "node:fs";
import fc from "fast-check";
import { zipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { standardOf } from "#src/features/frameworks/case-standard.ts";
import { buildCase } from "#src/features/frameworks/export/build-case.ts";
import { buildCsv } from "#src/features/frameworks/export/build-csv.ts";
import { packageExtension } from "#src/features/frameworks/export/extensions.ts";
import { type CasePackage, type CommitBody, type ImportAnswer, importAnswer } from "#src/features/frameworks/schema.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { anyContent } from "../../../tests/support/framework-content.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import { workbookOf } from "../../../tests/support/workbook.ts";

const database = useDatabase();
const api = useApi();
const base = "/api/competency-frameworks";

beforeAll(() => arrangeTwoSchools(database.owner()));

const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;
const fixture = (name: string) => readFileSync(new URL(`../../../tests/fixtures/imports/${name}`, import.meta.url));
const readImport = async (id: string) => importAnswer.parse((await api.get("admin", `${base}/imports/${id}`)).body);

async function runJob(importId: string): Promise<ImportAnswer> {
  const { jobs } = await import("#src/features/frameworks/jobs.ts");
  await makeJobRunner(jobs).deliver(database.owner(), "framework.import_requested", importId);
  return readImport(importId);
}

async function uploadFile(fileName: string, content: string | Uint8Array<ArrayBuffer>): Promise<ImportAnswer> {
  const raw = new FormData();
  raw.set("file", new File([content], fileName));
  const answer = await api.call("admin", "POST", `${base}/import`, { raw });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return runJob(importAnswer.parse(answer.body).importId);
}

const commit = (id: string, body: Partial<CommitBody> = {}) => api.post("admin", `${base}/imports/${id}/commit`, body);

async function committed(fileName: string, content: string, body: Partial<CommitBody> = {}): Promise<string> {
  const { importId, faults } = await uploadFile(fileName, content);
  expect(faults.filter(({ severity }) => severity === "error")).toEqual([]);
  const answer = await commit(importId, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return importAnswer.parse(answer.body).frameworkId ?? expect.fail("no framework");
}

async function exportedCase(id: string): Promise<CasePackage> {
  const { body } = await api.get("admin", `${base}/${id}/case`);
  const { validate } = standardOf("CASE_1_1");
  expect(validate(body), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  return body as CasePackage;
}

async function exportedCsv(id: string): Promise<string> {
  const answer = await api.get("admin", `${base}/${id}/csv`);
  expect(answer.status).toBe(200);
  return typeof answer.body === "string" ? answer.body : expect.fail(JSON.stringify(answer.body));
}

/** Scales that are the same in all are one in a school, so that their identifiers change on the way. */
function withoutScaleIds(pack: CasePackage): unknown {
  const { scales } = packageExtension.parse(pack.extensions?.competencyTracker);
  const ids = new Map(scales.map((scale) => [scale.id, JSON.stringify({ ...scale, id: undefined })]));
  return JSON.parse(JSON.stringify(pack), (_key, value: unknown) =>
    typeof value === "string" ? (ids.get(value) ?? value) : value,
  );
}

describe("a framework with every field set", { timeout: 300_000 }, () => {
  it("goes through the database and comes out the same, as CASE and as CSV", async () => {
    const samples = fc.sample(anyContent, { seed: 20_261_130, numRuns: 3 });
    for (const content of samples) {
      const first = await exportedCase(await committed("any.json", JSON.stringify(buildCase(content))));
      const second = await exportedCase(await committed("again.json", JSON.stringify(first)));
      expect(withoutScaleIds(second)).toEqual(withoutScaleIds(first));
      const table = await exportedCsv(await committed("any.csv", buildCsv(content)));
      expect(await exportedCsv(await committed("again.csv", table.replace(/^\ufeff?/, "\ufeff")))).toBe(table);
    }
  });

  it("keeps its rubrics, notes and own scales in the database", async () => {
    const [content] = fc.sample(
      anyContent.filter(({ items }) =>
        items.some(({ competency, editorNote }) => competency?.rubric.length && editorNote),
      ),
      { seed: 7, numRuns: 1 },
    );
    const id = await committed("any.json", JSON.stringify(buildCase(content ?? expect.fail())));
    const criteria = content?.items.reduce((sum, { competency }) => sum + (competency?.rubric.length ?? 0), 0);
    const notes = content?.items.filter(({ editorNote }) => editorNote !== null).length;
    expect(
      await rows(
        `select (select count(*)::int from competency_rubrics r join competencies c on c.id = r.competency_id where c.template_id = $1) as criteria,
           (select count(*)::int from competency_template_items where template_id = $1 and editor_note is not null) as notes,
           (select count(*)::int from competencies c join rating_scales s on s.id = c.rating_scale_id
              where c.template_id = $1 and s.school_id = 'default') as shared`,
        [id],
      ),
    ).toEqual([{ criteria, notes, shared: 0 }]);
  });
});

describe("a file of a framework that is known", { timeout: 120_000 }, () => {
  const first = fixture("20-case-imported-twice.json").toString();
  const changed = first.replace(
    '"Suction an adult",\n   "humanCodingScheme"',
    '"Suction a child",\n   "humanCodingScheme"',
  );

  it("offers an update with what it changes, and makes the next draft of it", async () => {
    const known = await committed("20.json", first, {
      publish: true,
      ratingScaleId: "scale_performance",
      targetRating: 3.5,
      requiredObservations: 4,
    });
    const same = await uploadFile("20.json", first);
    expect(same.preview?.update).toMatchObject({
      frameworkId: known,
      counts: { added: 0, changed: 0, retired: 0, unchanged: 1 },
    });
    const { importId, preview } = await uploadFile("20.json", changed);
    expect(preview?.update).toMatchObject({
      frameworkId: known,
      counts: { added: 0, changed: 1, retired: 0, unchanged: 0 },
      changes: [{ kind: "changed", code: "A", name: "Suction a child", fields: ["name"] }],
    });
    expect(await commit(importId, { updates: known, publish: true })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "publish" }] },
    });
    expect(await commit(importId, { updates: "framework_core" })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "updates" }] },
    });
    const { frameworkId } = importAnswer.parse((await commit(importId, { updates: known })).body);
    expect(await rows("select status, replaces_id from competency_templates where id = $1", [frameworkId])).toEqual([
      { status: "DRAFT", replaces_id: known },
    ]);
    expect(
      await rows(
        `select c.name, o.name as before from competencies c join competencies o on o.id = c.replaces_id
         where c.template_id = $1 and o.template_id = $2`,
        [frameworkId, known],
      ),
    ).toEqual([{ name: "Suction a child", before: "Suction an adult" }]);
    // The file says nothing of how it is assessed, so that stays.
    expect(
      await rows(
        "select rating_scale_id, target_rating::float8 as target, required_observations as observations from competencies where template_id = $1",
        [frameworkId],
      ),
    ).toEqual([{ rating_scale_id: "scale_performance", target: 3.5, observations: 4 }]);
  });

  it("is known by what this program exported, as CASE and as CSV", async () => {
    const own = await committed("list.csv", "code,name\nA,Wash hands\nB,Dry hands");
    const table = await exportedCsv(own);
    for (const [name, content] of [
      ["own.json", JSON.stringify(await exportedCase(own))],
      ["own.csv", table],
    ] as const) {
      expect((await uploadFile(name, content)).preview?.update).toMatchObject({
        frameworkId: own,
        counts: { added: 0, changed: 0, retired: 0, unchanged: 2 },
      });
    }
    const edited = await uploadFile("own.csv", table.replace(/^COMPETENCY,A,.*\r\n/m, ""));
    expect(edited.preview?.update).toMatchObject({
      counts: { retired: 1, unchanged: 1 },
      changes: [{ name: "Wash hands" }],
    });
  });
});

describe("the columns of a table", { timeout: 120_000 }, () => {
  it("are mapped by the admin, kept with the import, and read again", async () => {
    const text = "Ward 3\n\nKey;What;Where\n1;Wash hands;Hygiene\n2;Count the pulse;Airway";
    const found = await uploadFile("odd.csv", text);
    expect(found).toMatchObject({
      status: "FAILED",
      faults: expect.arrayContaining([expect.objectContaining({ severity: "error", line: 3 })]),
      layout: {
        headerLine: 3,
        columns: [{ name: "Key", field: null, samples: ["1", "2"] }, { name: "What" }, { name: "Where" }],
      },
    });
    const path = `${base}/imports/${found.importId}/mapping`;
    const mapped = await api.call("admin", "PUT", path, { body: { columns: ["code", "name", "category"] } });
    expect(mapped).toMatchObject({ status: 202, body: { status: "PENDING" } });
    const read = await runJob(found.importId);
    expect(read).toMatchObject({
      status: "READY",
      layout: { columns: [{ field: "code" }, { field: "name" }, { field: "category" }] },
      preview: {
        items: [
          { code: "1", name: "Wash hands", category: "Hygiene" },
          { code: "2", name: "Count the pulse" },
        ],
      },
    });
    expect(await readImport(found.importId)).toEqual(read);
    expect((await commit(found.importId)).status).toBe(200);
    expect((await api.call("admin", "PUT", path, { body: {} })).status).toBe(409);
  });

  it("are read from a workbook too", async () => {
    const sheet = workbookOf([
      ["Domain", "Code", "Competency"],
      ["Airway", "A.1", "Suction an adult"],
      ["Airway", "A.2", "Suction a child"],
    ]);
    expect(await uploadFile("list.xlsx", sheet)).toMatchObject({
      status: "READY",
      preview: { sourceFormat: "CSV", items: [{ code: "A.1", category: "Airway" }, { name: "Suction a child" }] },
    });
  });
});

describe("a bad file changes nothing, and is told where", { timeout: 300_000 }, () => {
  const item = (identifier: string) => ({ identifier, fullStatement: `Do ${identifier}` });
  const link = (from: string, to: string) => ({
    identifier: `${from}>${to}`,
    associationType: "isChildOf",
    originNodeURI: { identifier: from },
    destinationNodeURI: { identifier: to },
  });
  const bomb = () =>
    zipSync(
      { "[Content_Types].xml": new Uint8Array(8), "xl/workbook.xml": new Uint8Array(140 * 1024 * 1024) },
      { level: 9 },
    );
  for (const [what, name, make, fault] of [
    [
      "a cycle",
      "a.json",
      () =>
        JSON.stringify({
          CFDocument: { identifier: "d" },
          CFItems: [item("a"), item("b")],
          CFAssociations: [link("a", "b"), link("b", "a")],
        }),
      { severity: "error", path: "CFItems.0" },
    ],
    ["a dangling link", "a.csv", () => "code,name,parent\n1,One,9", { severity: "warning", line: 2, cell: "C2" }],
    ["a duplicate identifier", "a.csv", () => "code,name\n1,One\n1,Two", { severity: "error", line: 3, cell: "A3" }],
    ["100,000 columns", "a.csv", () => `name${",".repeat(100_000)}\nOne`, { severity: "error", line: 1 }],
    ["a zip bomb as a workbook", "a.xlsx", bomb, { severity: "error" }],
    ["bytes of no encoding", "a.csv", () => Uint8Array.from([0x61, 1, 2, 3, 4, 0, 5]), { severity: "error" }],
  ] as const) {
    it(`: ${what}`, async () => {
      const count = () => rows("select count(*)::int as n from competency_templates");
      const before = await count();
      const content = make();
      const found = await uploadFile(name, typeof content === "string" ? content : new Uint8Array(content));
      expect(found.faults).toEqual(expect.arrayContaining([expect.objectContaining(fault)]));
      if (fault.severity === "error") expect((await commit(found.importId)).status).toBe(409);
      expect(await count()).toEqual(before);
    });
  }

  it(": a formula in a cell, which stays a text and leaves with an apostrophe", async () => {
    const id = await committed("a.csv", 'code,name\n1,"=HYPERLINK(""http://x.invalid"")"');
    expect(await rows("select name from competencies where template_id = $1", [id])).toEqual([
      { name: '=HYPERLINK("http://x.invalid")' },
    ]);
    expect(await exportedCsv(id)).toContain(`"'=HYPERLINK(""http://x.invalid"")"`);
  });
});

describe("the template", () => {
  it("is read without a fault", async () => {
    const { body } = await api.get("admin", `${base}/template.csv`);
    const found = await uploadFile("template.csv", String(body));
    expect(found).toMatchObject({ status: "READY", faults: [], preview: { counts: { items: 3, competencies: 2 } } });
  });
});
