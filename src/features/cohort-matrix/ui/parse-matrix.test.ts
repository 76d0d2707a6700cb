import { describe, expect, it } from "vitest";
import { parseMatrix } from "./parse-matrix.ts";

const frame = { frameworkId: "f", name: "F", version: "1", scales: [], competencies: [{ id: "first" }] };
const standings = ["OVERDUE", "COMPLETED"];
const rows = Array.from({ length: 900 }, (_, n) => ({
  studentId: `s${n}`,
  name: `Name,\n${n}`,
  cells: [n % 3 === 0 ? null : ["a".repeat(900), n % 3 === 1 ? 0 : 1, 0, null]],
}));

describe("the answer in lines", () => {
  it.each([0, 1, 2, 222, 900])("gives all of %s rows, and counts their cells", async (count) => {
    const lines = rows.slice(0, count).map((row) => JSON.stringify(row));
    const text = `{"standings":${JSON.stringify(standings)},"frame":${JSON.stringify(frame)},"rows":[\n${lines.join(",\n")}\n]}`;
    const overdue = Math.floor((count + 1) / 3);
    const completed = Math.floor(count / 3);
    const column = { overdue, completed, total: overdue + completed };
    const totals = { byStanding: [overdue, completed], columns: [column] };
    expect(await parseMatrix(text)).toEqual({ ...JSON.parse(text), totals });
    expect(await parseMatrix(JSON.stringify(JSON.parse(text)))).toEqual({ ...JSON.parse(text), totals });
  });
});
