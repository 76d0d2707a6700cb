import type { RowValues } from "#src/features/people-imports/checking/check-row.ts";
import { type Field, fields } from "#src/features/people-imports/values.ts";

/** By field, what was corrected; empty text clears the cell. */
export type Fixes = Partial<Record<Field, string>>;
export type Mapping = readonly (Field | null)[];

/** What a row says by field: corrections first, then the cells of the file. A dash alone says nothing. */
export function valuesOf(cells: readonly string[], mapping: Mapping, fixes: Fixes): RowValues {
  const values: RowValues = {};
  mapping.forEach((field, column) => {
    const value = cellText(cells[column]);
    if (field !== null && value !== undefined) values[field] = value;
  });
  for (const field of fields) {
    const fix = fixes[field];
    if (fix === undefined) continue;
    const value = cellText(fix);
    if (value === undefined) delete values[field];
    else values[field] = value;
  }
  return values;
}

function cellText(cell: string | undefined): string | undefined {
  const value = cell?.replaceAll("\u0000", "\ufffd").toWellFormed().trim() ?? "";
  return /^[-–—]*$/.test(value) ? undefined : value;
}
