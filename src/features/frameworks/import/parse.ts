import type { Parsed } from "#src/features/frameworks/import/draft.ts";
import { parseCase } from "#src/features/frameworks/import/parse-case.ts";
import { parseCsv } from "#src/features/frameworks/import/parse-csv.ts";

export type FileFormat = "CASE" | "CSV";

/** What begins like JSON is a package whatever its name, and so is what is named so; everything else is a table. */
export function formatOf(fileName: string, text: string): FileFormat {
  return /^\ufeff?\s*[{[]/.test(text) || /\.json$/i.test(fileName) ? "CASE" : "CSV";
}

/** Reads a framework from a file's text. Never throws: whatever is wrong stands in `faults`. */
export function parseFramework(fileName: string, text: string): Parsed {
  return formatOf(fileName, text) === "CASE" ? parseCase(text) : parseCsv(fileName, text);
}
