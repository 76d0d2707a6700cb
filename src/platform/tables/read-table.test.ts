import { zipSync } from "fflate";
import { writeXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { readTable } from "#src/platform/tables/read-table.ts";
import { booleanOf, headerKey, headerPlace } from "#src/platform/tables/words.ts";

const limits = { rows: 1000, columns: 200 };
const read = (text: string) => readTable(Buffer.from(text), limits);
const cellsOf = async (bytes: Uint8Array) => (await readTable(bytes, limits)).rows?.map(({ cells }) => cells);
type Sheets = Parameters<typeof writeXlsx>[0]["sheets"];
const book = (...sheets: Sheets) => writeXlsx({ sheets });

describe("readTable of separated values", () => {
  it("detects the separator, also below a title without one", async () => {
    for (const separator of [",", ";", "\t", "|"]) {
      const { rows } = await read(
        ["Our people", "", ["a", "b", "c"].join(separator), ["1", "2", "3"].join(separator)].join("\n"),
      );
      expect(rows).toEqual([
        { line: 1, cells: ["Our people"] },
        { line: 3, cells: ["a", "b", "c"] },
        { line: 4, cells: ["1", "2", "3"] },
      ]);
    }
  });

  it("takes the separator that a first line names, and counts the lines as an editor does", async () => {
    const { rows } = await read('sep=;\r\nname;"line\r\nbreak"\r\nx;y, z\r\n');
    expect(rows).toEqual([
      { line: 2, cells: ["name", "line\r\nbreak"] },
      { line: 4, cells: ["x", "y, z"] },
    ]);
  });

  it("reads UTF-16 and Windows-1252, and says so", async () => {
    const wide = await readTable(Buffer.from("\ufeffname\tort\nJörg\tKöln", "utf16le"), limits);
    expect(wide.rows?.[1]?.cells).toEqual(["Jörg", "Köln"]);
    const old = await readTable(Buffer.from("name;x\nJörg;1", "latin1"), limits);
    expect(old.rows?.[1]?.cells[0]).toBe("Jörg");
    expect([...wide.faults, ...old.faults].map(({ severity }) => severity)).toEqual(["notice", "warning"]);
  });

  it("names the line of a row that is too long, too wide, or never ends", async () => {
    const wide = await read(`a,b\n${",".repeat(100_000)}`);
    expect(wide).toMatchObject({ rows: undefined, faults: [{ severity: "error", line: 2 }] });
    expect(wide.faults[0]?.message).toContain("100001 columns");
    const open = await read(`a,b\n1,2\n"${"x".repeat(250_000)}`);
    expect(open).toMatchObject({ rows: undefined, faults: [{ severity: "error", line: 3 }] });
    expect(await read("a\n".repeat(1200))).toMatchObject({ rows: undefined, faults: [{ severity: "error" }] });
    expect(await read("\n , \n")).toMatchObject({ rows: undefined, faults: [{ message: "The file is empty." }] });
  });

  it("keeps what a spreadsheet would evaluate as it is", async () => {
    expect((await read("a,b\n=cmd|'/C calc'!A0,\"+1\"")).rows?.[1]?.cells).toEqual(["=cmd|'/C calc'!A0", "+1"]);
  });
});

describe("readTable of workbooks", () => {
  it("reads the first visible sheet with cells as text, as the sheet shows it", async () => {
    const bytes = await book(
      { name: "Old", hidden: true, rows: [["hidden"]] },
      { name: "Empty", rows: [] },
      {
        name: "People",
        rows: [
          ["Code", "Name\nof it", "When", "Late", "Active", "Sum"],
          [7, "  kept ", new Date("2026-11-30T00:00:00Z"), new Date("2026-11-30T14:20:00Z"), true, 0.1 + 0.2],
        ],
        cells: new Map([["1,0", { value: 7, style: { numFmt: "000" } }]]),
      },
    );
    const { rows, sheets } = await readTable(bytes, limits);
    expect(rows).toEqual([
      { line: 1, cells: ["Code", "Name\nof it", "When", "Late", "Active", "Sum"] },
      { line: 2, cells: ["007", "  kept ", "2026-11-30", "2026-11-30 14:20", "TRUE", "0.3"] },
    ]);
    expect(sheets).toEqual(["People", "Old"]);
    expect((await readTable(bytes, limits, "Old")).rows?.[0]?.cells).toEqual(["hidden"]);
  });

  it("fills merged cells down their rows, not across a title, and says so", async () => {
    const bytes = await book({
      name: "A",
      rows: [
        ["Framework", null],
        ["Care", "one"],
        [null, "two"],
      ],
      merges: [
        { startRow: 0, endRow: 0, startCol: 0, endCol: 1 },
        { startRow: 1, endRow: 2, startCol: 0, endCol: 0 },
      ],
    });
    expect(await cellsOf(bytes)).toEqual([
      ["Framework", ""],
      ["Care", "one"],
      ["Care", "two"],
    ]);
    expect((await readTable(bytes, limits)).faults).toEqual([
      { severity: "notice", message: "Merged cells in column A were read as the same text in each of their rows." },
    ]);
  });

  it("names the cells whose formula has an error or no result", async () => {
    const bytes = await book({
      name: "A",
      rows: [["x", "y", "z"]],
      cells: new Map([
        ["0,0", { value: null, formula: "A1+1" }],
        ["0,1", { value: 3, formula: "1+2", formulaResult: 3 }],
      ]),
    });
    const { rows, faults } = await readTable(bytes, limits);
    expect(rows).toEqual([{ line: 1, cells: ["", "3", "z"] }]);
    expect(faults).toContainEqual(expect.objectContaining({ severity: "warning", cell: "A1", line: 1 }));
  });

  it("refuses what is no workbook, damaged, too wide, or would fill the memory", async () => {
    const refusalOf = async (bytes: Uint8Array) => (await readTable(bytes, limits)).faults[0]?.message;
    expect(await refusalOf(zipSync({ "a.txt": Buffer.from("a") }))).toContain("not an Excel workbook");
    expect(await refusalOf((await book({ name: "A", rows: [["a"]] })).slice(0, 300))).toContain("damaged");
    expect(await refusalOf(await book({ name: "A", rows: [Array.from({ length: 201 }, () => "x")] }))).toContain(
      "201 columns",
    );
    const bomb = zipSync({ "xl/workbook.xml": new Uint8Array(140 * 1024 * 1024) });
    expect(bomb.length).toBeLessThan(200_000);
    expect(await refusalOf(bomb)).toContain("larger than 128 MB");
  });

  it("unpacks no more than an archive announces [V5.2.3]", async () => {
    const bomb = Buffer.from(zipSync({ "xl/workbook.xml": new Uint8Array(140 * 1024 * 1024) }));
    const directory = bomb.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bomb.writeUInt32LE(1000, directory + 24);
    const before = process.memoryUsage().arrayBuffers;
    expect((await readTable(bomb, limits)).rows).toBeUndefined();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  });
});

describe("words of a table", () => {
  it("knows yes and no in the usual languages", () => {
    expect(["WAHR", "Ja", "vrai", "x", "1", " TRUE "].map(booleanOf)).toEqual(Array(6).fill(true));
    expect(["FALSCH", "nein", "faux", "0", "no"].map(booleanOf)).toEqual(Array(5).fill(false));
    expect(["", "maybe"].map(booleanOf)).toEqual([undefined, undefined]);
  });

  it("finds the header below titles", () => {
    const rows = [
      ["People 2026", ""],
      ["Student\nNumber *", "E-mail"],
      ["1", "a@b.test"],
    ].map((cells, at) => ({ line: at + 1, cells }));
    expect(headerKey("Student\nNumber *")).toBe("studentnumber");
    expect(headerPlace(rows, (key) => key === "email")).toBe(1);
    expect(headerPlace(rows, () => false)).toBe(1);
  });
});
