import { parse } from "csv-parse/sync";
import type { FileFault } from "#src/platform/tables/faults.ts";
import type { ReadTable, TableLimits, TableRow } from "#src/platform/tables/table.ts";

const longestRecord = 200_000;

/**
 * Reads separated values: by comma, semicolon, tab or bar, as the first line has most of, or as a first line such as
 * `sep=;` says. Cells are kept byte for byte, also those that a spreadsheet would evaluate as formulas.
 */
export function readCsv(text: string, limits: TableLimits): ReadTable {
  const { separator, source, skipped } = opened(text.replace(/^\ufeff/, ""));
  try {
    const options = {
      delimiter: separator,
      record_delimiter: ["\r\n", "\n", "\r"],
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: longestRecord,
      to: limits.rows + 1,
    };
    // With `info` each record has its position, which the library's type does not show for this call.
    const records = parse(source, options) as unknown as { record: string[]; info: { bytes: number } }[];
    return { sheets: [], rows: numberLines(source, records, 1 + skipped), faults: [] };
  } catch (error) {
    return { rows: undefined, sheets: [], faults: [syntaxFault(error, skipped)] };
  }
}

function syntaxFault(error: unknown, skipped: number): FileFault {
  const { code, lines } = error as { code?: unknown; lines?: unknown };
  const line = typeof lines === "number" ? { line: lines + skipped } : {};
  if (code === "CSV_MAX_RECORD_SIZE") {
    return {
      severity: "error",
      message: `A row has more than ${longestRecord.toLocaleString("en")} characters; often a quotation mark is not closed.`,
      ...line,
    };
  }
  return {
    severity: "error",
    message: "The table could not be read; often a quotation mark is not closed.",
    ...line,
  };
}

/** A spreadsheet writes `sep=;` as the first line, and means the rest. */
function opened(text: string): { separator: string; source: string; skipped: number } {
  const named = /^sep=(.)(\r\n|\n|\r)/i.exec(text);
  if (!named) return { separator: separatorOf(text), source: text, skipped: 0 };
  return { separator: named[1] ?? ",", source: text.slice(named[0].length), skipped: 1 };
}

/** The separator that the first lines outside of quotes have most of: a title above the table has none. */
function separatorOf(source: string): string {
  const start = source
    .trimStart()
    .slice(0, 20_000)
    .replace(/"[^"]*"/g, "");
  const lines = start.split(/[\r\n]+/, 10);
  const most = (separator: string) => Math.max(...lines.map((line) => line.split(separator).length));
  const counted = [",", ";", "\t", "|"].map((separator) => ({ separator, count: most(separator) }));
  return counted.sort((a, b) => b.count - a.count)[0]?.separator ?? ",";
}

/** The library counts a line break within quotes as one line or two; this counts as an editor does. */
function numberLines(
  source: string,
  records: readonly { record: string[]; info: { bytes: number } }[],
  first: number,
): TableRow[] {
  const bytes = Buffer.from(source);
  let line = first;
  let at = 0;
  const isBreak = () => bytes[at] === 0x0a || (bytes[at] === 0x0d && bytes[at + 1] !== 0x0a);
  return records.map(({ record, info }) => {
    for (; bytes[at] === 0x0a || bytes[at] === 0x0d; at += 1) line += isBreak() ? 1 : 0;
    const start = line;
    for (; at < info.bytes; at += 1) line += isBreak() ? 1 : 0;
    return { line: start, cells: record };
  });
}
