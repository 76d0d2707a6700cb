import { parse } from "csv-parse/sync";
import { type DraftItem, Faults, type Parsed } from "#src/features/frameworks/import/draft.ts";
import { areWithinLimits, longestLine, longestText, mostItems } from "#src/features/frameworks/import/limits.ts";
import { hasHidden, oneLine, plainText, shortName } from "#src/features/frameworks/import/plain-text.ts";
import { readRenewal } from "#src/features/frameworks/import/renewal-cells.ts";
import { findCircle } from "#src/features/frameworks/import/tree.ts";
import { competencyLevel } from "#src/features/frameworks/schema.ts";
import { isName } from "#src/lib/fields.ts";

/** A record with the line on which it begins. */
type Line = { record: string[]; line: number };

const mostColumns = 200;
const columnNames = new Map([
  ["code", "code"],
  ["id", "code"],
  ["name", "name"],
  ["title", "name"],
  ["competency", "name"],
  ["statement", "name"],
  ["description", "description"],
  ["category", "category"],
  ["domain", "category"],
  ["level", "level"],
  ["isrequired", "isRequired"],
  ["required", "isRequired"],
  ["validitymonths", "validity"],
  ["validity", "validity"],
  ["renewalways", "renewalWays"],
  ["renewal", "renewalWays"],
  ["parentcode", "parentCode"],
  ["parent", "parentCode"],
]);
const yes = new Set(["true", "yes", "y", "1", "x"]);
const no = new Set(["false", "no", "n", "0", ""]);

/**
 * Parses a table with a header line: code, name, description, category, level, is_required, validity_months,
 * renewal_ways, parent_code, in any order and spelling; separated by comma, semicolon or tab. Cells are kept byte for byte, also those that a spreadsheet would
 * evaluate as formulas.
 */
export function parseCsv(fileName: string, text: string): Parsed {
  const faults = new Faults();
  const lines = readLines(text, faults);
  const header = lines?.[0];
  if (!lines || !header) return { draft: undefined, faults: faults.list() };
  const columns = readHeader(header, faults);
  if (!columns) return { draft: undefined, faults: faults.list() };
  if (lines.length - 1 > mostItems) {
    faults.add("too many", { severity: "error", message: `At most ${mostItems} rows can be imported.` });
    return { draft: undefined, faults: faults.list() };
  }
  const items = readItems(lines.slice(1), columns, faults);
  if (items.length === 0) {
    faults.add("no rows", { severity: "error", message: "The table has no rows that could be read." });
    return { draft: undefined, faults: faults.list() };
  }
  const draft = {
    title: titleOf(fileName),
    description: "",
    version: "1",
    publisher: null,
    licence: null,
    sourceFormat: "CSV" as const,
    sourceIdentifier: null,
    items,
    associations: [],
    source: { fileName, header: header.record },
  };
  return { draft, faults: faults.list() };
}

/**
 * The field of each column, undefined for an unknown column; undefined as a whole if the table has no column for names.
 */
function readHeader({ record, line }: Line, faults: Faults): (string | undefined)[] | undefined {
  if (record.length > mostColumns) {
    faults.add("header", { severity: "error", line, message: `At most ${mostColumns} columns can be read.` });
    return undefined;
  }
  const seen = new Set<string>();
  const columns = record.map((cell) => {
    const column = columnNames.get(cell.toLowerCase().replace(/[\s_-]/g, ""));
    if (column === undefined || seen.has(column)) {
      if (cell.trim() !== "") {
        const why = column === undefined ? "is not known" : "says the same as an earlier one";
        faults.add("columns", {
          severity: "notice",
          line,
          message: `The column “${cell.slice(0, 60)}” ${why} and was left out.`,
        });
      }
      return undefined;
    }
    seen.add(column);
    return column;
  });
  if (seen.has("name")) return columns;
  faults.add("header", {
    severity: "error",
    line,
    message:
      "The first line must name the columns, at least “name”. Known are code, name, description, category, level, is_required, validity_months, renewal_ways, parent_code.",
  });
  return undefined;
}

function readLines(text: string, faults: Faults): Line[] | undefined {
  const source = text.replace(/^\ufeff/, "");
  try {
    const options = {
      delimiter: separatorOf(source),
      record_delimiter: ["\r\n", "\n", "\r"],
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: 200_000,
      // The header, the rows, and one more, which shows that there are too many rows.
      to: mostItems + 2,
    };
    // With `info` each record has its position, which the library's type does not show for this call.
    const records = parse(source, options) as unknown as { record: string[]; info: { bytes: number } }[];
    if (records.length > 0) return numberLines(source, records);
    faults.add("empty", { severity: "error", message: "The file is empty." });
  } catch (error) {
    const line =
      error instanceof Error && "lines" in error && typeof error.lines === "number" ? error.lines : undefined;
    faults.add("syntax", {
      severity: "error",
      message: "The table could not be read; often a quotation mark is not closed.",
      ...(line === undefined ? {} : { line }),
    });
  }
  return undefined;
}

/** The library counts a line break within quotes as one line or two; this counts as an editor does. */
function numberLines(source: string, records: readonly { record: string[]; info: { bytes: number } }[]): Line[] {
  const bytes = Buffer.from(source);
  let line = 1;
  let at = 0;
  const isBreak = () => bytes[at] === 0x0a || (bytes[at] === 0x0d && bytes[at + 1] !== 0x0a);
  return records.map(({ record, info }) => {
    for (; bytes[at] === 0x0a || bytes[at] === 0x0d; at += 1) line += isBreak() ? 1 : 0;
    const start = line;
    for (; at < info.bytes; at += 1) line += isBreak() ? 1 : 0;
    return { record, line: start };
  });
}

/** The separator that is most frequent in the header line outside of quotes. */
function separatorOf(source: string): string {
  const start = source
    .trimStart()
    .slice(0, 20_000)
    .replace(/"[^"]*"/g, "");
  const header = start.split(/[\r\n]/, 1)[0] ?? "";
  const counted = [",", ";", "\t"].map((separator) => ({ separator, count: header.split(separator).length }));
  return counted.sort((a, b) => b.count - a.count)[0]?.separator ?? ",";
}

type Row = DraftItem & { parentCode: string; line: number };

/** A name on one line. In a cell that looks like a formula, signs are not read as Markdown. */
function nameOf(cell: string): string {
  return shortName(/^\s*[=+@-]/.test(cell) ? oneLine(cell) : plainText(cell));
}

function readItems(lines: readonly Line[], columns: readonly (string | undefined)[], faults: Faults): DraftItem[] {
  const rows: Row[] = [];
  const codes = new Map<string, number>();
  for (const { record, line } of lines) {
    // Spreadsheets write lines of separators for rows that were once used.
    if (record.every((cell) => cell.trim() === "")) continue;
    if (record.length !== columns.length) {
      faults.add("ragged", {
        severity: "warning",
        line,
        message: `This row has ${record.length} cells where the header has ${columns.length}; missing cells were read as empty, others left out.`,
      });
    }
    const cell = (name: string) => record[columns.indexOf(name)] ?? "";
    const statement = cell("description") || cell("name");
    const code = oneLine(cell("code"));
    const category = oneLine(cell("category"));
    const isFitting = areWithinLimits(
      [
        { what: "name", value: cell("name"), most: longestText },
        { what: "description", value: cell("description"), most: longestText },
        { what: "code", value: code, most: longestLine },
        { what: "category", value: category, most: longestLine },
      ],
      { line },
      faults,
    );
    if (!isFitting) continue;
    const name = nameOf(cell("name"));
    if (!isName(name)) {
      faults.add("no name", {
        severity: "error",
        line,
        message: "This row has no name with a letter or a digit. Give it one, or take the row out.",
      });
      continue;
    }
    if (category !== "" && !isName(category)) {
      faults.add("no category", {
        severity: "error",
        line,
        message: `The category “${category}” has no letter or digit. Give it a name, or leave it empty.`,
      });
      continue;
    }
    if ([cell("name"), cell("category"), cell("code")].some(hasHidden)) {
      faults.add("hidden", {
        severity: "notice",
        line,
        message: "Characters that nobody can see were taken out of the name, the code or the category.",
      });
    }
    const earlier = codes.get(code);
    if (code !== "" && earlier !== undefined) {
      faults.add("twice", {
        severity: "error",
        line,
        message: `The code “${code.slice(0, 60)}” was used in line ${earlier} already. Codes must differ.`,
      });
      continue;
    }
    if (code !== "") codes.set(code, line);
    rows.push({
      identifier: code,
      parentIdentifier: null,
      code: code === "" ? null : code,
      statement,
      name,
      description: cell("description"),
      itemType: null,
      category: category || null,
      level: levelOf(cell("level"), line, faults),
      isRequired: booleanOf(cell("isRequired"), columns.includes("isRequired"), line, faults),
      ...readRenewal({ validity: cell("validity"), ways: cell("renewalWays") }, line, faults),
      sortOrder: rows.length,
      source: { line, cells: record },
      parentCode: oneLine(cell("parentCode")),
      line,
    });
  }
  placeInTree(rows, faults);
  for (const row of rows) {
    if (row.code === null) row.identifier = freeIdentifier(`row-${row.line}`, codes);
  }
  return rows.map(({ parentCode: _parentCode, line: _line, ...item }) => item);
}

/** Rows without a code are identified by their line, with a suffix if a code of the file is the same. */
function freeIdentifier(identifier: string, taken: ReadonlyMap<string, number>): string {
  return taken.has(identifier) ? freeIdentifier(`${identifier}-`, taken) : identifier;
}

function placeInTree(rows: readonly Row[], faults: Faults): void {
  const byCode = new Map(rows.flatMap((row) => (row.code === null ? [] : [[row.code, row] as const])));
  for (const row of rows) {
    if (row.parentCode === "") continue;
    if (byCode.has(row.parentCode)) row.parentIdentifier = row.parentCode;
    else {
      faults.add("parent", {
        severity: "warning",
        line: row.line,
        message: `The parent_code “${row.parentCode.slice(0, 60)}” is not a code of this table; the row was placed at the top.`,
      });
    }
  }
  const parents = new Map([...byCode].map(([code, { parentIdentifier }]) => [code, parentIdentifier]));
  const settled = new Set<string>();
  for (const [code, row] of byCode) {
    const circle = findCircle(code, parents, settled);
    if (!circle) continue;
    const codes = circle.slice(0, 5).map((one) => `“${one.slice(0, 60)}”`);
    faults.add("circle", {
      severity: "error",
      line: byCode.get(circle[0] ?? "")?.line ?? row.line,
      message:
        circle.length === 1
          ? `The code ${codes[0]} is its own parent.`
          : `${circle.length} codes are each other's parents: ${codes.join(" → ")}${circle.length > 5 ? " → …" : ""}.`,
    });
  }
}

function levelOf(given: string, line: number, faults: Faults): DraftItem["level"] {
  const known = competencyLevel.safeParse(given.trim().toUpperCase());
  if (known.success) return known.data;
  if (given.trim() !== "") {
    faults.add("level", {
      severity: "warning",
      line,
      message: `The level “${given.slice(0, 60)}” is not known; FUNDAMENTAL was taken. Known are ${competencyLevel.options.join(", ")}.`,
    });
  }
  return "FUNDAMENTAL";
}

function booleanOf(given: string, hasColumn: boolean, line: number, faults: Faults): boolean {
  const word = given.trim().toLowerCase();
  if (yes.has(word) || !hasColumn) return true;
  if (!no.has(word)) {
    faults.add("required", {
      severity: "warning",
      line,
      message: `“${given.slice(0, 60)}” in is_required is neither true nor false; the row was taken as required.`,
    });
    return true;
  }
  return word === "";
}

function titleOf(fileName: string): string {
  const words = fileName
    .replace(/\.[^.]*$/, "")
    .replace(/[_-]+/g, " ")
    .trim();
  return words === "" ? "Imported framework" : shortName(words.charAt(0).toUpperCase() + words.slice(1));
}
