import type { ImportAnswer, ImportRow } from "#src/features/people-imports/schema.ts";
import type { Field } from "#src/features/people-imports/values.ts";

/** Pixels, in the order in which the columns stand. */
const widths: Record<Field, number> = {
  name: 190,
  givenName: 140,
  familyName: 150,
  email: 250,
  role: 160,
  program: 180,
  cohort: 200,
  studentNumber: 130,
  yearOfStudy: 100,
  status: 120,
  externalId: 150,
};
const order: readonly Field[] = [
  "name",
  "givenName",
  "familyName",
  "email",
  "role",
  "program",
  "cohort",
  "studentNumber",
  "yearOfStudy",
  "status",
  "externalId",
];

export const lineWidth = 60;
export const resultWidth = 104;
export const rowHeight = 52;

export type GridColumn = { field: Field; width: number };

/** The fields that the file has, and those that a person needs. */
export function gridColumns(columns: ImportAnswer["columns"]): GridColumn[] {
  const mapped = new Set(columns.map(({ field }) => field));
  const hasName = mapped.has("name") || mapped.has("givenName") || mapped.has("familyName");
  return order
    .filter((field) => mapped.has(field) || field === "email" || (field === "name" && !hasName))
    .map((field) => ({ field, width: widths[field] }));
}

export type Place = { row: number; column: number };

/** The next cell with a fault after a place, row by row; undefined where none follows. */
export function nextFault(
  rows: readonly ImportRow[],
  columns: readonly GridColumn[],
  { row, column }: Place,
  step: 1 | -1 = 1,
): Place | undefined {
  const isFaulty = (at: Place) => {
    const field = columns[at.column]?.field;
    return rows[at.row]?.faults.some((fault) => fault.field === field) ?? false;
  };
  const total = rows.length * columns.length;
  for (let at = row * columns.length + column + step; at >= 0 && at < total; at += step) {
    const place = { row: Math.floor(at / columns.length), column: at % columns.length };
    if (isFaulty(place)) return place;
  }
  return undefined;
}

/** A block that was copied from a spreadsheet, laid over the cells from a place on. */
export function pastedCells(
  text: string,
  rows: readonly ImportRow[],
  columns: readonly GridColumn[],
  start: Place,
): { line: number; field: Field; value: string }[] {
  const block = text
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .map((line) => line.split("\t"));
  return block.flatMap((cells, down) =>
    cells.flatMap((value, right) => {
      const line = rows[start.row + down]?.line;
      const field = columns[start.column + right]?.field;
      return line === undefined || field === undefined ? [] : [{ line, field, value: value.trim().slice(0, 500) }];
    }),
  );
}

/** Where a key moves to in a grid of this size; undefined for a key that does not move. */
export function movedBy(
  { key, ctrlKey }: { key: string; ctrlKey: boolean },
  { row, column }: Place,
  size: { rows: number; columns: number },
): Place | undefined {
  const to = (down: number, right: number): Place => ({
    row: Math.min(Math.max(row + down, 0), size.rows - 1),
    column: Math.min(Math.max(column + right, 0), size.columns - 1),
  });
  switch (key) {
    case "ArrowDown":
      return to(1, 0);
    case "ArrowUp":
      return to(-1, 0);
    case "ArrowRight":
      return to(0, 1);
    case "ArrowLeft":
      return to(0, -1);
    case "PageDown":
      return to(10, 0);
    case "PageUp":
      return to(-10, 0);
    case "Home":
      return { row: ctrlKey ? 0 : row, column: 0 };
    case "End":
      return { row: ctrlKey ? size.rows - 1 : row, column: size.columns - 1 };
    default:
      return undefined;
  }
}
