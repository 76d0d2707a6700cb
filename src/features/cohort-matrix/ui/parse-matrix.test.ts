import { describe, expect, it } from "vitest";
import { parseMatrix } from "./parse-matrix.ts";

const frame = { frameworkId: "f", name: "F", version: "1", scales: [], competencies: [] };
const rows = Array.from({ length: 900 }, (_, n) => ({
  studentId: `s${n}`,
  name: `Name,\n${n}`,
  cells: "x".repeat(900),
}));

describe("the answer in lines", () => {
  it.each([0, 1, 2, 222, 900])("gives all of %s rows", async (count) => {
    const lines = rows.slice(0, count).map((row) => JSON.stringify(row));
    const text = `{"standings":[],"frame":${JSON.stringify(frame)},"rows":[\n${lines.join(",\n")}\n]}`;
    expect(await parseMatrix(text)).toEqual(JSON.parse(text));
    expect(await parseMatrix(JSON.stringify(JSON.parse(text)))).toEqual(JSON.parse(text));
  });
});
