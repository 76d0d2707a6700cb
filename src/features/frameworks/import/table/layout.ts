import type { Faults } from "#src/features/frameworks/import/draft.ts";
import { fieldOfHeader } from "#src/features/frameworks/import/table/fields.ts";
import type { ImportMapping } from "#src/features/frameworks/schema.ts";
import { type TableField, tableFields } from "#src/features/frameworks/values.ts";
import type { TableRow } from "#src/platform/tables/table.ts";
import { headerKey, headerPlace } from "#src/platform/tables/words.ts";

/** Where the header of a table is, and what each column says; null for one that is left out. */
export type Layout = {
  header: TableRow;
  rows: TableRow[];
  columns: (TableField | null)[];
};

/** The layout of a table, guessed, or as the admin mapped it. */
export function layOut(
  rows: readonly TableRow[],
  mapping: ImportMapping | undefined,
  faults: Faults,
): Layout | undefined {
  const chosen = mapping?.headerLine === undefined ? -1 : rows.findIndex(({ line }) => line === mapping.headerLine);
  const place = chosen >= 0 ? chosen : headerPlace(rows, (key) => fieldOfHeader(key) !== undefined);
  const header = rows[place];
  if (!header) return undefined;
  if (place > 0) {
    faults.add("title", {
      severity: "notice",
      line: header.line,
      message: `The columns are named in line ${header.line}; what stands above was left out.`,
    });
  }
  const columns = mapping?.columns ? mappedColumns(header, mapping.columns) : guessColumns(header, faults);
  return { header, rows: rows.slice(place + 1), columns };
}

function mappedColumns({ cells }: TableRow, given: readonly (string | null)[]): (TableField | null)[] {
  return cells.map((_, at) => tableFields.find((field) => field === given[at]) ?? null);
}

function guessColumns({ cells, line }: TableRow, faults: Faults): (TableField | null)[] {
  const seen = new Set<TableField>();
  const keys = cells.map(headerKey);
  const hasName = keys.some((key) => fieldOfHeader(key) === "name" || fieldOfHeader(key) === "statement");
  return cells.map((cell, at) => {
    const known = fieldOfHeader(keys[at] ?? "");
    // A short name alone is the name.
    const field = known === "shortName" && !hasName ? "name" : known;
    if (field !== undefined && !seen.has(field)) {
      seen.add(field);
      return field;
    }
    if (cell.trim() !== "") {
      const why = field === undefined ? "is not known" : "says the same as an earlier one";
      faults.add("columns", {
        severity: "notice",
        line,
        message: `The column “${cell.slice(0, 60)}” ${why} and was left out.`,
      });
    }
    return null;
  });
}
