import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { parse } from "csv-parse";
import type { Table } from "#src/features/predictions/evaluating/inputs-of-table.ts";

/** A file that cannot be evaluated, said so that it can be mended. */
export class EvaluationError extends Error {}

/**
 * Reads a CSV line by line; the first line names the columns, separated by comma, semicolon or tab.
 * @throws EvaluationError where the file or one of the required columns is missing, or a line has too few cells
 */
export async function* readLines(
  path: string,
  required: readonly string[],
): AsyncGenerator<{ line: number; cells: Record<string, string> }> {
  const first = firstLine(path);
  const delimiter = [",", ";", "\t"].toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ",";
  const columns = first.split(delimiter).map((name) => name.trim().replace(/^"|"$/g, ""));
  const missing = required.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new EvaluationError(`${path} has no column "${missing.join('", "')}". Its columns: ${columns.join(", ")}.`);
  let line = 1;
  try {
    const lines = createReadStream(path).pipe(parse({ columns, from_line: 2, delimiter, trim: true, bom: true }));
    for await (const cells of lines) yield { line: ++line, cells: cells as Record<string, string> };
  } catch (error) {
    throw new EvaluationError(`${path}, near line ${line + 1}: ${(error as Error).message}`);
  }
}

/** The whole of a small file. */
export async function readTable(path: string, required: readonly string[]): Promise<Table> {
  const rows: Record<string, string>[] = [];
  for await (const { cells } of readLines(path, required)) rows.push(cells);
  return { columns: Object.keys(rows[0] ?? {}), rows };
}

function firstLine(path: string): string {
  try {
    const file = openSync(path, "r");
    const head = Buffer.alloc(65_536);
    const length = readSync(file, head);
    closeSync(file);
    const line =
      head
        .toString("utf8", 0, length)
        .replace(/^\uFEFF/, "")
        .split(/\r?\n/)[0] ?? "";
    if (line === "") throw new EvaluationError(`${path} is empty.`);
    return line;
  } catch (error) {
    if (error instanceof EvaluationError) throw error;
    throw new EvaluationError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
