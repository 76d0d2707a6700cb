import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { readFramework } from "#src/features/frameworks/import/read-framework.ts";
import { type ImportAnswer, importAnswer } from "#src/features/frameworks/schema.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";

const database = useDatabase();
const api = useApi();
const base = "/api/competency-frameworks";

beforeAll(() => arrangeTwoSchools(database.owner()));

const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;

async function upload(fileName: string, bytes: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const raw = new FormData();
  raw.set("file", new File([bytes], fileName));
  const answer = await api.call("admin", "POST", `${base}/import`, { raw });
  expect(answer.status).toBe(202);
  return importAnswer.parse(answer.body).importId;
}

async function deliver(importId: string): Promise<ImportAnswer> {
  const { jobs } = await import("#src/features/frameworks/jobs.ts");
  await makeJobRunner(jobs).deliver(database.owner(), "framework.import_requested", importId);
  return read(importId);
}

const read = async (id: string) => importAnswer.parse((await api.get("admin", `${base}/imports/${id}`)).body);
const uploadAndRead = async (fileName: string, bytes: Uint8Array<ArrayBuffer> | string) =>
  deliver(await upload(fileName, bytes));
const commit = (id: string, body: unknown = {}) => api.post("admin", `${base}/imports/${id}/commit`, body);
const errorsOf = ({ faults }: ImportAnswer) => faults.filter(({ severity }) => severity === "error");

describe("a file", { timeout: 60_000 }, () => {
  it("is stored byte for byte, and not read by the process that receives it", async () => {
    const bytes = Uint8Array.from([...Array(256).keys()].map((byte) => (byte + 1) % 256));
    const id = await upload("odd.csv", bytes);
    expect(await rows("select content, draft, faults from framework_imports where id = $1", [id])).toEqual([
      { content: Buffer.from(bytes), draft: null, faults: null },
    ]);
    expect(await deliver(id)).toMatchObject({
      status: "FAILED",
      faults: [{ severity: "error", message: expect.stringContaining("This is not a text file.") }],
    });
  });

  it("is read once: a commit inserts what the preview was made of", async () => {
    const { importId, status } = await uploadAndRead("list.csv", "code,name\n1,Wash hands");
    expect(status).toBe("READY");
    await rows("update framework_imports set content = 'no framework' where id = $1", [importId]);
    const { body } = await commit(importId);
    const { frameworkId } = importAnswer.parse(body);
    expect(await rows("select name from competencies where template_id = $1", [frameworkId])).toEqual([
      { name: "Wash hands" },
    ]);
    expect(await rows("select content, draft from framework_imports where id = $1", [importId])).toEqual([
      { content: null, draft: null },
    ]);
  });

  for (const [what, limits, error] of [
    ["time", { timeMs: 1, heapMb: 512 }, "Reading this file took more than 0.001 seconds"],
    ["memory", { timeMs: 60_000, heapMb: 8 }, "Reading this file needed too much memory"],
  ] as const) {
    it(`that takes too much ${what} is FAILED with what to do, and is not read again`, async () => {
      const id = await upload("list.csv", `name\n${"a\n".repeat(1_000_000)}`);
      const { parseImport } = await import("#src/features/frameworks/parse-import.ts");
      await parseImport(systemActor("test"), id, limits);
      const failed = await read(id);
      expect(failed).toMatchObject({ status: "FAILED", preview: null, error: expect.stringContaining(error) });
      expect(failed.error).toMatch(/so it was stopped\. Divide the framework/);
      expect(await deliver(id)).toEqual(failed);
      expect((await commit(id)).status).toBe(409);
    });
  }
});

describe("the preview", { timeout: 60_000 }, () => {
  it("refuses what would fail later: a category of 12,000 characters and a statement of one full stop", async () => {
    const long = await uploadAndRead("list.csv", `name,category\nWash hands,${"c".repeat(12_000)}\nDry hands,Care`);
    expect(errorsOf(long)).toEqual([
      { severity: "error", line: 2, cell: "B2", message: "The category has more than 200 characters. Shorten it." },
    ]);
    const dot = await uploadAndRead(
      "dot.json",
      JSON.stringify({ CFDocument: { identifier: "d" }, CFItems: [{ identifier: "a", fullStatement: "." }] }),
    );
    expect(dot).toMatchObject({ status: "FAILED" });
    expect(dot.faults).toContainEqual({
      severity: "warning",
      path: "CFItems.0",
      message: "This item has no statement with a letter or a digit and was left out.",
    });
    const cell = await uploadAndRead("dot.csv", "name\n.\nWash hands");
    expect(errorsOf(cell)).toMatchObject([{ line: 2, message: expect.stringContaining("a letter or a digit") }]);
    for (const { importId } of [long, dot, cell]) expect((await commit(importId)).status).toBe(409);
  });

  it("refuses a tree deeper than 50 levels", async () => {
    const table = (levels: number) =>
      `code,name,parent\n${Array.from({ length: levels }, (_, n) => `${n + 1},Level ${n + 1},${n || ""}`).join("\n")}`;
    expect(errorsOf(await uploadAndRead("deep.csv", table(50)))).toEqual([]);
    expect(errorsOf(await uploadAndRead("deep.csv", table(51)))).toEqual([
      { severity: "error", message: "“Level 51” lies more than 50 levels deep. Bring it nearer to the top." },
    ]);
  });

  it("asks the database itself, and leaves nothing there", async () => {
    const id = await upload("list.csv", "name\nWash hands\nPain");
    await rows("alter table competencies add constraint competencies_no_pain check (name <> 'Pain')");
    const count = () => rows("select (select count(*) from competencies) + (select count(*) from events) as n");
    const before = await count();
    try {
      const found = await deliver(id);
      expect(errorsOf(found)).toEqual([
        {
          severity: "error",
          message:
            "This framework cannot be stored: it breaks the rule competencies_no_pain. Correct the file, and upload it again.",
        },
      ]);
      expect(found).toMatchObject({ status: "READY" });
      expect((await commit(id)).status).toBe(409);
    } finally {
      await rows("alter table competencies drop constraint competencies_no_pain");
    }
    expect(await count()).toEqual(before);
    expect(errorsOf(await uploadAndRead("list.csv", "name\nPain"))).toEqual([]);
    expect(await count()).toEqual([{ n: String(Number(before[0].n) + 1) }]);
  });

  it("shows no error for what can be committed, and an error for what cannot", async () => {
    const textAround = (most: number) =>
      fc.oneof(
        { weight: 3, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
        fc
          .tuple(fc.constantFrom("x", "é", "手", " ", "."), fc.constantFrom(most - 1, most, most + 1))
          .map(([sign, length]) => sign.repeat(length)),
        fc.constantFrom("", ".", "Wash hands", "\u202e", "a\u0007b", "a\nb", "A", "<b>B</b>", "**"),
      );
    const cell = (most: number) => textAround(most).map((text) => `"${text.replaceAll('"', '""')}"`);
    const row = fc.tuple(cell(200), cell(10_000), cell(10_000), cell(200), cell(20), cell(5), cell(200));
    const table = fc.array(row, { minLength: 1, maxLength: 3 }).map((lines) => ({
      fileName: "a.csv",
      text: `code,name,description,category,level,required,parent\n${lines.join("\n")}\n`,
    }));
    const item = fc.record(
      {
        identifier: textAround(200),
        fullStatement: textAround(10_000),
        abbreviatedStatement: textAround(10_000),
        humanCodingScheme: textAround(200),
        CFItemType: textAround(200),
        notes: textAround(10_000),
      },
      { requiredKeys: ["identifier"] },
    );
    const document = fc.record(
      {
        identifier: textAround(200),
        title: textAround(10_000),
        description: textAround(10_000),
        version: textAround(200),
        publisher: textAround(10_000),
      },
      { requiredKeys: [] },
    );
    const link = fc.record({
      identifier: textAround(200),
      associationType: fc.oneof(fc.constant("isChildOf"), textAround(200)),
      originNodeURI: fc.record({ identifier: textAround(200) }),
      destinationNodeURI: fc.record({ identifier: textAround(200) }),
      sequenceNumber: fc.oneof(fc.integer(), fc.double()),
    });
    const pack = fc
      .record({
        CFDocument: document,
        CFItems: fc.array(item, { minLength: 1, maxLength: 3 }),
        CFAssociations: fc.array(link, { maxLength: 3 }),
      })
      .map((value) => ({ fileName: "a.json", text: JSON.stringify(value) }));
    const outcomes = { stored: 0, refused: 0 };
    // The rehearsal is the commit's own insert; threads and requests would only make it slower here.
    const { rehearseInsert } = await import("#src/features/frameworks/rehearse-insert.ts");
    const [{ school_id: schoolId, id: createdBy }] = await rows(
      "select id, school_id from users where role = 'SCHOOL_ADMIN'",
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(table, pack), async ({ fileName, text }) => {
        const { draft, faults } = await readFramework(fileName, new TextEncoder().encode(text));
        const isReady = draft !== undefined && !faults.some(({ severity }) => severity === "error");
        if (isReady) expect(await rehearseInsert(systemActor("test"), { draft, schoolId, createdBy })).toEqual([]);
        outcomes[isReady ? "stored" : "refused"] += 1;
      }),
      { numRuns: 200 },
    );
    expect(Math.min(outcomes.stored, outcomes.refused)).toBeGreaterThan(20);
    await fc.assert(
      fc.asyncProperty(fc.oneof(table, pack), async ({ fileName, text }) => {
        const found = await uploadAndRead(fileName, text);
        const isReady = found.status === "READY" && errorsOf(found).length === 0;
        expect((await commit(found.importId)).status).toBe(isReady ? 200 : 409);
      }),
      { numRuns: 6 },
    );
  }, 120_000);
});

describe("the choices of a commit", { timeout: 60_000 }, () => {
  it("are refused with words where they cannot be stored", async () => {
    const { importId } = await uploadAndRead("list.csv", "code,name,parent\n1,Care,\n2,Wash hands,1");
    for (const [body, path] of [
      [{ excluded: ["2"] }, "excluded"],
      [{ innerCompetencies: ["x"] }, "innerCompetencies.0"],
    ] as const) {
      expect(await commit(importId, body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    }
    expect((await commit(importId, { title: "Care", innerCompetencies: ["1"] })).status).toBe(200);
  });
});
