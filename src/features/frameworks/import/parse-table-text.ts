import { tableLimits } from "#src/features/frameworks/import/limits.ts";
import { type ParsedTable, parseTable } from "#src/features/frameworks/import/table/parse-table.ts";
import type { ImportMapping } from "#src/features/frameworks/schema.ts";
import { readCsv } from "#src/platform/tables/read-csv.ts";
import { withinLimits } from "#src/platform/tables/read-table.ts";

/** A text that begins like JSON, or a file named .json, is a CASE package. */
export function isCase(fileName: string, text: string): boolean {
  return /^\ufeff?\s*[{[]/.test(text) || /\.json$/i.test(fileName);
}

/** Parses a framework from the text of a table. */
export function parseTableText(fileName: string, text: string, mapping?: ImportMapping): ParsedTable {
  return parseTable(fileName, withinLimits(readCsv(text, tableLimits), tableLimits), mapping);
}
