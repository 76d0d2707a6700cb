import { parseCase } from "#src/features/frameworks/import/parse-case.ts";
import { isCase, parseTableText } from "#src/features/frameworks/import/parse-table-text.ts";
import type { ParsedTable } from "#src/features/frameworks/import/table/parse-table.ts";
import type { ImportMapping } from "#src/features/frameworks/schema.ts";

/** Parses a framework from a file's text. A text that begins like JSON, or a file named .json, is a CASE package. */
export function parseFramework(fileName: string, text: string, mapping?: ImportMapping): ParsedTable {
  return isCase(fileName, text) ? parseCase(text) : parseTableText(fileName, text, mapping);
}
