/** What is wrong with a file, in a whole sentence for the person who chose it. */
export type FileFault = {
  severity: "error" | "warning" | "notice";
  message: string;
  /** Line of the file or row of the sheet, from 1. */
  line?: number | undefined;
  /** The cell as a spreadsheet names it, such as F4. */
  cell?: string | undefined;
};

/** The letters by which a spreadsheet names a column; `at` counts from 0. */
export function columnLetters(at: number): string {
  const before = Math.floor(at / 26) - 1;
  return (before < 0 ? "" : columnLetters(before)) + String.fromCharCode(65 + (at % 26));
}
