import { describe, expect, it } from "vitest";
import type { MatrixAnswer, MatrixCell } from "#src/features/cohort-matrix/schema.ts";
import { standingNames } from "#src/features/progress/values.ts";
import { arrangeRows, concentrationOf, countRows, startTotals } from "./arrange-rows.ts";
import { lookOf } from "./matrix-cell.ts";

const cell = (name: (typeof standingNames)[number], progress = 0, result: number | null = null): MatrixCell => {
  return ["a", standingNames.indexOf(name), progress, result];
};

const row = (name: string, cells: (MatrixCell | null)[]) => {
  const count = (...names: string[]) =>
    cells.filter((one) => one && names.includes(standingNames[one[1]] ?? "")).length;
  return {
    studentId: name.toLowerCase(),
    name,
    number: `N-${name}`,
    placement: null,
    completed: count("COMPLETED", "EXPIRES_SOON"),
    total: cells.filter((one) => one !== null).length,
    overdue: count("OVERDUE"),
    cells,
  };
};

const competency = {
  code: null,
  shortName: null,
  category: "Care",
  isRequired: true,
  scaleId: "s",
  validityMonths: null,
};
const matrix: MatrixAnswer = {
  standings: [...standingNames],
  frame: {
    frameworkId: "f",
    name: "F",
    version: "1",
    scales: [],
    competencies: ["first", "second"].map((id) => ({ ...competency, id, name: id, target: 4 })),
  },
  rows: [
    row("Amina", [cell("COMPLETED", 100), cell("IN_PROGRESS", 40)]),
    row("Ben", [cell("OVERDUE", 10), cell("OVERDUE")]),
    row("Carl", [null, cell("IN_PROGRESS", 10)]),
    row("Dora", [cell("OVERDUE"), cell("EXPIRES_SOON", 100)]),
  ],
};

const all = { search: "", sort: "name", only: [] };
const names = (asked: Partial<Parameters<typeof arrangeRows>[1]>) =>
  arrangeRows(matrix, { ...all, ...asked }).map(({ name }) => name);

describe("the rows of the matrix", () => {
  it("come by name, by what is overdue, by what is completed, or by a competency", () => {
    expect(names({})).toEqual(["Amina", "Ben", "Carl", "Dora"]);
    expect(names({ sort: "overdue" })).toEqual(["Ben", "Dora", "Carl", "Amina"]);
    expect(names({ sort: "completed" })).toEqual(["Ben", "Carl", "Amina", "Dora"]);
    // The most pressing first, by progress among equals, not assigned last.
    expect(names({ sort: "first" })).toEqual(["Dora", "Ben", "Amina", "Carl"]);
    expect(names({ sort: "second" })).toEqual(["Ben", "Dora", "Carl", "Amina"]);
  });

  it("of students to whom nothing is assigned come last in any order", () => {
    const rows = [row("Aaron", [null, null]), ...matrix.rows];
    for (const sort of ["name", "overdue", "completed", "first", "second"]) {
      const order = arrangeRows({ ...matrix, rows }, { ...all, sort }).map(({ name }) => name);
      expect(order).toEqual([...names({ sort }), "Aaron"]);
    }
    expect(arrangeRows({ ...matrix, rows }, { ...all, only: ["OVERDUE"] })).toHaveLength(2);
  });

  it("are found by each word of a name or number, and by what a cell shows", () => {
    expect(names({ search: "n-be" })).toEqual(["Ben"]);
    expect(names({ search: "carl N-" })).toEqual(["Carl"]);
    expect(names({ only: ["EXPIRES_SOON", "COMPLETED"] })).toEqual(["Amina", "Dora"]);
  });

  it("are counted by standing and by competency, where those that expire soon are completed", () => {
    const totals = startTotals(matrix);
    countRows(totals, matrix.standings, matrix.rows);
    const { byStanding, columns } = totals;
    expect(byStanding).toEqual([3, 0, 1, 1, 0, 2, 0]);
    expect(columns).toEqual([
      { completed: 1, overdue: 2, total: 3 },
      { completed: 1, overdue: 1, total: 4 },
    ]);
  });

  it("say who holds most of what is overdue only where few of many do", () => {
    expect(concentrationOf(matrix.rows)).toBeNull();
    const many = Array.from({ length: 10 }, (_, n) => ({ ...row(`S${n}`, []), overdue: n < 5 ? 4 : 1 }));
    expect(concentrationOf(many)).toEqual({ count: 5, theirs: 20, all: 25 });
    expect(concentrationOf(many.map((one, n) => ({ ...one, overdue: n < 4 ? 1 : 0 })))).toBeNull();
  });
});

describe("a cell", () => {
  const context = { standings: matrix.standings, mode: "status" as const, only: new Set<never>(), target: 4 };

  it("has a symbol by its standing, with a share while it is in progress", () => {
    expect(lookOf(cell("OVERDUE"), context)).toMatchObject({
      className: "mx-cell mx-symbol mx-OVERDUE",
      label: "Overdue",
    });
    expect(lookOf(cell("IN_PROGRESS", 99), context)).toMatchObject({ label: "In progress, 99 %" });
    expect(lookOf(cell("IN_PROGRESS", 99), context).className).toContain("mx-p7");
    expect(lookOf(cell("IN_PROGRESS", 1), context).className).toContain("mx-p1");
    expect(lookOf(null, context)).toMatchObject({ label: "Not assigned", text: "" });
    expect(lookOf(cell("OVERDUE"), { ...context, only: new Set(["COMPLETED"] as const) }).className).toContain(
      "mx-dot",
    );
  });

  it("shows its level against the target instead, and none where there is none", () => {
    const level = { ...context, mode: "level" as const };
    expect(lookOf(cell("COMPLETED", 100, 4), level)).toMatchObject({ text: "4", label: "Level 4, target 4" });
    expect(lookOf(cell("COMPLETED", 100, 4), level).className).toContain("mx-met");
    expect(lookOf(cell("IN_PROGRESS", 60, 3.527_5), level)).toMatchObject({ text: "3.53" });
    expect(lookOf(cell("NOT_ENOUGH_EVIDENCE", 60), level)).toMatchObject({ text: "–", label: "Not enough evidence" });
  });
});
