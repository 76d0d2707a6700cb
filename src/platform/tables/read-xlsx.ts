import { zipSync } from "fflate";
import { formatValue } from "hucre";
import { type Cell, type CellValue, readXlsx as readWorkbook, type Sheet } from "hucre/xlsx";
import { columnLetters, type FileFault } from "#src/platform/tables/faults.ts";
import type { ReadTable, TableLimits, TableRow } from "#src/platform/tables/table.ts";
import { ArchiveRefused, unpack } from "#src/platform/tables/unpack.ts";

/**
 * Reads one sheet of an Excel workbook as text: the named one, or else the first visible one that has cells. Dates are
 * written as 2026-11-30, numbers as the sheet shows them where they have leading or trailing zeros, a formula as its
 * last result. A merged cell has its text in each of its rows, which is said.
 */
export async function readXlsx(bytes: Uint8Array, limits: TableLimits, sheetName?: string): Promise<ReadTable> {
  try {
    const files = unpack(bytes);
    if (!files.has("xl/workbook.xml") && !files.has("[Content_Types].xml")) {
      return refused("This archive is not an Excel workbook. Choose a table (.xlsx or .csv).");
    }
    // Packed anew without compression, so that the reader unpacks no more than what was counted.
    const counted = zipSync(Object.fromEntries(files), { level: 0 });
    const { sheets } = await readWorkbook(counted, { readStyles: true, maxRows: limits.rows + 50 });
    return sheetOf(sheets, limits, sheetName);
  } catch (error) {
    return refused(
      error instanceof ArchiveRefused
        ? `${error.message} Save the sheet as CSV and choose that file.`
        : "This workbook cannot be read. Open it, save it as .xlsx or CSV, and choose that file.",
    );
  }
}

function refused(message: string): ReadTable {
  return { rows: undefined, sheets: [], faults: [{ severity: "error", message }] };
}

function sheetOf(all: readonly Sheet[], limits: TableLimits, sheetName: string | undefined): ReadTable {
  const filled = all.filter((sheet) => sheet.rows.some((row) => row.some((value) => value !== null)));
  const visible = filled.filter(({ hidden, veryHidden }) => !hidden && !veryHidden);
  const sheet = filled.find(({ name }) => name === sheetName) ?? visible[0] ?? filled[0];
  if (!sheet) return refused("The workbook has no sheet with cells.");
  const names = [sheet.name, ...filled.filter((one) => one !== sheet).map(({ name }) => name)];
  const width = Math.max(...sheet.rows.map((row) => row.length));
  if (width > limits.columns) {
    return refused(`The sheet “${sheet.name}” has ${width} columns; at most ${limits.columns} can be read.`);
  }
  const faults: FileFault[] = [];
  if (names.length > 1) {
    const message = `The sheet “${sheet.name}” was read; ${names.length - 1} more ${names.length === 2 ? "was" : "were"} left out.`;
    faults.push({ severity: "notice", message });
  }
  return { rows: rowsOf(sheet, faults), sheets: names, faults };
}

function rowsOf(sheet: Sheet, faults: FileFault[]): TableRow[] {
  const cells = sheet.rows.map((row, at) =>
    row.map((value, column) => textOf(value, sheet.cells?.get(`${at},${column}`))),
  );
  reportFormulas(sheet, faults);
  fillMerged(sheet, cells, faults);
  const hidden = [...(sheet.rowDefs ?? [])].filter(([, row]) => row.hidden).length;
  if (hidden > 0) faults.push({ severity: "notice", message: `${hidden} hidden rows of the sheet were read too.` });
  return cells.map((row, at) => ({ line: at + 1, cells: row })).filter((row) => row.cells.some((cell) => cell !== ""));
}

function textOf(value: CellValue, cell: Cell | undefined): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return dateText(value);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "string") return value;
  const format = cell?.style?.numFmt;
  // 007 and 1.10 are codes that a sheet keeps as numbers with a format.
  if (format && /^[0#]*0(\.0+)?$/.test(format)) return formatValue(value, format);
  return String(Number(value.toPrecision(15)));
}

/** The reader gives the sheet's wall-clock time as UTC. */
function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return "";
  const text = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString();
  if (text.endsWith("T00:00:00.000Z")) return text.slice(0, 10);
  return `${text.slice(0, 10)} ${text.slice(11, text.endsWith(":00.000Z") ? 16 : 19)}`;
}

function reportFormulas(sheet: Sheet, faults: FileFault[]): void {
  const named = [...(sheet.cells ?? [])].map(([key, cell]) => ({ ...placeOf(key), cell }));
  const errors = named.filter(({ cell }) => cell.type === "error" || /^#[A-Z/0]+[!?A]$/.test(String(cell.value)));
  const empty = named.filter(({ cell }) => cell.formula && (cell.value === null || cell.value === ""));
  const results = named.filter(({ cell }) => cell.formula).length - empty.length;
  for (const { line, name, cell } of errors.slice(0, 20)) {
    faults.push({ severity: "warning", line, cell: name, message: `${name} shows the error ${String(cell.value)}.` });
  }
  for (const { line, name } of empty.slice(0, 20)) {
    faults.push({
      severity: "warning",
      line,
      cell: name,
      message: `${name} holds a formula without a result; it was read as empty.`,
    });
  }
  if (results > 0) {
    faults.push({
      severity: "notice",
      message: `${results} ${results === 1 ? "cell holds a formula and was" : "cells hold formulas and were"} read by the last result.`,
    });
  }
}

function placeOf(key: string): { line: number; name: string } {
  const [row = "0", column = "0"] = key.split(",");
  const line = Number(row) + 1;
  return { line, name: `${columnLetters(Number(column))}${line}` };
}

/** Down its rows only: a title over several columns would else be each column's. */
function fillMerged(sheet: Sheet, cells: string[][], faults: FileFault[]): void {
  const columns = new Set<number>();
  for (const { startRow, endRow, startCol } of sheet.merges ?? []) {
    const text = cells[startRow]?.[startCol] ?? "";
    if (text === "" || endRow === startRow) continue;
    columns.add(startCol);
    for (const row of cells.slice(startRow + 1, endRow + 1)) {
      row[startCol] = text;
    }
  }
  if (columns.size === 0) return;
  const letters = [...columns].sort((a, b) => a - b).map(columnLetters);
  const where = letters.length === 1 ? `column ${letters[0]}` : `the columns ${letters.join(", ")}`;
  faults.push({
    severity: "notice",
    message: `Merged cells in ${where} were read as the same text in each of their rows.`,
  });
}
