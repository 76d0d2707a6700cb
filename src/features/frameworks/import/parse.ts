import type { Parsed } from "#src/features/frameworks/import/draft.ts";
import { parseCase } from "#src/features/frameworks/import/parse-case.ts";
import { parseCsv } from "#src/features/frameworks/import/parse-csv.ts";

export type FileFormat = "CASE" | "CSV";

/** A text that begins like JSON, or a file named .json, is a package; everything else is a table. */
export function formatOf(fileName: string, text: string): FileFormat {
  return /^\ufeff?\s*[{[]/.test(text) || /\.json$/i.test(fileName) ? "CASE" : "CSV";
}

/** Parses a framework from a file's text. Never throws: `faults` lists everything that is wrong. */
export function parseFramework(fileName: string, text: string): Parsed {
  return formatOf(fileName, text) === "CASE" ? parseCase(text) : parseCsv(fileName, text);
}
