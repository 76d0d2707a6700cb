import type { FileFault } from "#src/platform/tables/faults.ts";

/** A row as text cells, with the line of the file or the row of the sheet on which it begins, from 1. */
export type TableRow = { line: number; cells: string[] };

/** `rows` has the title and header lines too, and no empty rows; it is undefined where `faults` says why. */
export type ReadTable = {
  rows: TableRow[] | undefined;
  /** The names of a workbook's sheets that can be read, the one that was read first. */
  sheets: string[];
  faults: FileFault[];
};

export type TableLimits = { rows: number; columns: number };
