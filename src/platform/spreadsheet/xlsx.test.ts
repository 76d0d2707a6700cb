import fc from "fast-check";
import { unzipSync } from "fflate";
import { readXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import type { Cell } from "#src/platform/spreadsheet/sheet-xml.ts";
import { type Sheet, xlsxOf, xlsxResponse } from "#src/platform/spreadsheet/xlsx.ts";

async function bytesOf(sheets: readonly Sheet[], options = {}): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of xlsxOf(sheets, options)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function cellsOf(sheets: readonly Sheet[], options = {}) {
  const book = await readXlsx(await bytesOf(sheets, options));
  return book.sheets.map(({ name, rows }) => ({ name, rows }));
}

const sheet = (rows: Cell[][], headings = ["A", "B", "C"]): Sheet => ({
  name: "Students",
  columns: headings.map((heading) => ({ heading })),
  rows,
});

const textOf = (bytes: Uint8Array, path: string) => Buffer.from(unzipSync(bytes)[path] ?? []).toString();

/** What a reader gives for a cell; a sheet has no empty text. */
const read = (cell: Cell | undefined) => (cell === undefined || cell === "" ? null : cell);

describe("a workbook", () => {
  it("is read back as it was written", async () => {
    const at = new Date("2026-11-26T14:20:00Z");
    const rows: Cell[][] = [
      ["Amina Okafor", 4.5, at],
      ['<b>&"quoted"</b>', -0.25, new Date("2026-11-26")],
      ["two\nlines and  spaces ", 0, null],
      ["عربي 😀", true, ""],
    ];
    const [first] = await cellsOf([sheet(rows)]);
    expect(first?.name).toBe("Students");
    expect(first?.rows[0]).toEqual(["A", "B", "C"]);
    expect(first?.rows.slice(1).map((row) => [0, 1, 2].map((n) => read(row[n] as Cell)))).toEqual(
      rows.map((row) => row.map(read)),
    );
  });

  it("of any texts and numbers is read back equal", async () => {
    const cell = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.constantFrom("=1+1", "+1", "-1", "@SUM(A1)", "_x000D_", "\r\n", "'=1", "00123", "TRUE", "1e5"),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.constant(null),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { maxLength: 20 }), async (rows) => {
        const [first] = await cellsOf([sheet(rows)]);
        const found = rows.map((_, at) => [0, 1, 2].map((n) => read(first?.rows[at + 1]?.[n] as Cell)));
        expect(found).toEqual(rows.map((row) => row.map((one) => read(typeof one === "number" ? one + 0 : one))));
      }),
      { numRuns: 60 },
    );
  });

  it("keeps what a spreadsheet would evaluate as text", async () => {
    const formulas = ["=1+1", "+1", "-1", "@A1", "=cmd|'/C calc'!A0"];
    const bytes = await bytesOf([sheet(formulas.map((text) => [text, null, null]))]);
    const xml = textOf(bytes, "xl/worksheets/sheet1.xml");
    expect(xml).not.toContain("<f>");
    expect(xml.match(/t="inlineStr" s="4"/g)).toHaveLength(formulas.length);
  });

  it("leaves out what XML cannot hold, and cuts what a cell cannot", async () => {
    const [first] = await cellsOf([sheet([["a\u0000b\u0007c\ufffe\ud800d", Number.NaN, "x".repeat(40_000)]])]);
    expect(first?.rows[1]?.[0]).toBe("abcd");
    expect(read(first?.rows[1]?.[1] as Cell)).toBeNull();
    expect(first?.rows[1]?.[2]).toHaveLength(32_767);
  });

  it("has a bold heading that stays in sight, and widths", async () => {
    const bytes = await bytesOf([
      { ...sheet([]), columns: [{ heading: "Student", width: 30 }, { heading: "Number" }] },
    ]);
    const xml = textOf(bytes, "xl/worksheets/sheet1.xml");
    expect(xml).toContain('state="frozen"');
    expect(xml).toContain('<c r="A1" t="inlineStr" s="1">');
    expect(xml).toContain('width="30"');
    expect(textOf(bytes, "xl/styles.xml")).toContain('<xf numFmtId="0" fontId="1"');
  });

  it("goes on in a further sheet where one is full, with its heading again", async () => {
    const rows = Array.from({ length: 7 }, (_, n) => [n, null, null]);
    const sheets = await cellsOf([sheet(rows), { ...sheet([["x", null, null]]), name: "students" }], {
      rowsPerSheet: 4,
    });
    expect(sheets.map(({ name }) => name)).toEqual(["Students", "Students (2)", "Students (3)", "students (4)"]);
    expect(sheets.slice(0, 3).map(({ rows: all }) => all.map(([first]) => first))).toEqual([
      ["A", 0, 1, 2],
      ["A", 3, 4, 5],
      ["A", 6],
    ]);
  });

  it("has names that the format allows, each once", async () => {
    const named = (name: string) => ({ ...sheet([]), name });
    const sheets = await cellsOf([
      named("a/b:c*?[]\\"),
      named("'x'"),
      named("long ".repeat(20)),
      named("long ".repeat(20)),
      named(""),
    ]);
    const names = sheets.map(({ name }) => name);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(5);
    for (const name of names) expect(name).toMatch(/^[^[\]:*?/\\']{1,31}$/);
  });

  it("has columns beyond Z", async () => {
    const wide = Array.from({ length: 800 }, (_, n) => `C${n}`);
    const [first] = await cellsOf([sheet([wide], wide)]);
    expect(first?.rows).toEqual([wide, wide]);
    expect(textOf(await bytesOf([sheet([wide], wide)]), "xl/worksheets/sheet1.xml")).toContain('r="ADT2"');
  });

  it("takes rows no faster than it is read, and ends them when its reader leaves", async () => {
    let taken = 0;
    let isEnded = false;
    async function* endless() {
      try {
        for (;;) {
          taken += 1;
          yield [taken, "some text that is always the same", null];
        }
      } finally {
        isEnded = true;
      }
    }
    const body = xlsxResponse("x.xlsx", [{ ...sheet([]), rows: endless() }]).body;
    const reader = body?.getReader();
    await reader?.read();
    const before = taken;
    await new Promise((done) => setTimeout(done, 50));
    expect(taken).toBeLessThan(before + 50_000);
    await reader?.cancel();
    expect(isEnded).toBe(true);
  });
});
