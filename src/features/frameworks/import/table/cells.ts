import type { Faults } from "#src/features/frameworks/import/draft.ts";
import type { ImportFault } from "#src/features/frameworks/schema.ts";
import { columnLetters } from "#src/platform/tables/faults.ts";
import type { TableRow } from "#src/platform/tables/table.ts";

/** The cells of a row by what their columns say, with the place of each for messages. */
export type Cells<Field extends string> = {
  line: number;
  get(field: Field): string;
  has(field: Field): boolean;
  where(field: Field): Pick<ImportFault, "line" | "cell">;
};

/** Reads cells by their column; the places of the columns are found once for a table. */
export function makeCells<Field extends string>(columns: readonly (Field | null)[]): (row: TableRow) => Cells<Field> {
  const places = new Map(columns.flatMap((field, at) => (field === null ? [] : [[field, at] as const])));
  return ({ line, cells }) => ({
    line,
    get: (field) => cells[places.get(field) ?? -1] ?? "",
    has: (field) => places.has(field),
    where: (field) => {
      const at = places.get(field);
      return at === undefined ? { line } : { line, cell: `${columnLetters(at)}${line}` };
    },
  });
}

/** A whole number from 1 to `most`; anything else is left out, which is said. */
export function countOf<Field extends string>(
  cells: Cells<Field>,
  field: Field,
  most: number,
  faults: Faults,
): number | undefined {
  const given = cells.get(field).trim();
  if (given === "") return undefined;
  const count = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (count >= 1 && count <= most) return count;
  faults.add(field, {
    severity: "warning",
    ...cells.where(field),
    message: `“${given.slice(0, 60)}” is not a whole number from 1 to ${most}; it was left out.`,
  });
  return undefined;
}

/** A number with a point or a comma before its decimals. */
export function numberOf(given: string): number | undefined {
  const text = given.trim().replace(",", ".");
  return /^-?\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : undefined;
}
