import { decodeText } from "#src/platform/tables/decode-text.ts";
import { readCsv } from "#src/platform/tables/read-csv.ts";
import type { ReadTable, TableLimits } from "#src/platform/tables/table.ts";
import { isArchive } from "#src/platform/tables/unpack.ts";

/**
 * Reads a table from a file's bytes: an Excel workbook, or separated values in any usual encoding. Never throws; where
 * nothing can be read, `rows` is undefined and `faults` says why, with the line. Files of strangers are read in a
 * thread with limits of its own, since an archive may take much memory within the ones here.
 */
export async function readTable(bytes: Uint8Array, limits: TableLimits, sheet?: string): Promise<ReadTable> {
  if (isArchive(bytes)) {
    // Loaded when it is needed: the reader of workbooks takes longer to load than a table to read.
    const { readXlsx } = await import("#src/platform/tables/read-xlsx.ts");
    return withinLimits(await readXlsx(bytes, limits, sheet), limits);
  }
  const { text, faults } = decodeText(bytes, "a table (.xlsx or .csv)");
  if (text === undefined) return { rows: undefined, sheets: [], faults };
  const read = readCsv(text.toWellFormed(), limits);
  return withinLimits({ ...read, faults: [...faults, ...read.faults] }, limits);
}

/** Refuses a table that is empty, or larger than its limits. */
export function withinLimits(read: ReadTable, limits: TableLimits): ReadTable {
  const { rows, faults } = read;
  if (!rows) return read;
  const refused = (message: string, line?: number): ReadTable => ({
    ...read,
    rows: undefined,
    faults: [{ severity: "error", message, ...(line === undefined ? {} : { line }) }, ...faults],
  });
  if (rows.every(({ cells }) => cells.every((cell) => cell.trim() === ""))) return refused("The file is empty.");
  const wide = rows.find(({ cells }) => cells.length > limits.columns);
  if (wide)
    return refused(`This line has ${wide.cells.length} columns; at most ${limits.columns} can be read.`, wide.line);
  if (rows.length > limits.rows) {
    return refused(`The table has more than ${limits.rows.toLocaleString("en")} rows. Divide it into several files.`);
  }
  return read;
}
