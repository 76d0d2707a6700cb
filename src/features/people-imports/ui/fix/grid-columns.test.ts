import { describe, expect, it } from "vitest";
import type { ImportRow } from "#src/features/people-imports/schema.ts";
import type { Field } from "#src/features/people-imports/values.ts";
import { gridColumns, movedBy, nextFault, pastedCells } from "./grid-columns.ts";

const row = (line: number, ...faulty: Field[]): ImportRow => ({
  line,
  values: {},
  was: {},
  verdict: "FIX",
  faults: faulty.map((field) => ({ field, code: "missing", message: "Missing", value: "", suggestions: [] })),
  changes: [],
  refusal: null,
});
const columns = gridColumns([
  { name: "Mail", field: "email", samples: [] },
  { name: "Name", field: "name", samples: [] },
  { name: "Shoe", field: null, samples: [] },
]);
const rows = [row(4, "email"), row(7), row(9, "name", "email")];

describe("the grid", () => {
  it("has the file's fields, and those that a person needs", () => {
    expect(columns.map(({ field }) => field)).toEqual(["name", "email"]);
    expect(gridColumns([{ name: "Prénom", field: "givenName", samples: [] }]).map(({ field }) => field)).toEqual([
      "givenName",
      "email",
    ]);
  });

  it("goes from fault to fault, and back", () => {
    expect(nextFault(rows, columns, { row: 0, column: 0 })).toEqual({ row: 0, column: 1 });
    expect(nextFault(rows, columns, { row: 0, column: 1 })).toEqual({ row: 2, column: 0 });
    expect(nextFault(rows, columns, { row: 2, column: 1 })).toBeUndefined();
    expect(nextFault(rows, columns, { row: 2, column: 0 }, -1)).toEqual({ row: 0, column: 1 });
  });

  it("moves by keys within its edges", () => {
    const size = { rows: 3, columns: 2 };
    const by = (key: string, ctrlKey = false) => movedBy({ key, ctrlKey }, { row: 1, column: 1 }, size);
    expect(by("ArrowDown")).toEqual({ row: 2, column: 1 });
    expect(by("ArrowRight")).toEqual({ row: 1, column: 1 });
    expect(by("PageDown")).toEqual({ row: 2, column: 1 });
    expect(by("Home")).toEqual({ row: 1, column: 0 });
    expect(by("Home", true)).toEqual({ row: 0, column: 0 });
    expect(by("x")).toBeUndefined();
  });

  it("takes a block from a spreadsheet, as far as there are cells", () => {
    expect(pastedCells("a\tb\tc\r\nd\te\tf\r\n", rows, columns, { row: 1, column: 0 })).toEqual([
      { line: 7, field: "name", value: "a" },
      { line: 7, field: "email", value: "b" },
      { line: 9, field: "name", value: "d" },
      { line: 9, field: "email", value: "e" },
    ]);
    expect(pastedCells("x\ny\nz", rows, columns, { row: 2, column: 1 })).toEqual([
      { line: 9, field: "email", value: "x" },
    ]);
  });
});
