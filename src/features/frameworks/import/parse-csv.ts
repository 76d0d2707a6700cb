import { parse } from "csv-parse/sync";
import { type DraftItem, Faults, type Parsed } from "#src/features/frameworks/import/draft.ts";
import { plainText, shortName } from "#src/features/frameworks/import/plain-text.ts";
import { findCircle } from "#src/features/frameworks/import/tree.ts";
import { competencyLevel } from "#src/features/frameworks/schema.ts";

type Line = { record: string[]; info: { lines: number } };

const mostRows = 20_000;
const columnNames: Record<string, string> = {
  code: "code",
  id: "code",
  name: "name",
  title: "name",
  competency: "name",
  statement: "name",
  description: "description",
  category: "category",
  domain: "category",
  level: "level",
  isrequired: "isRequired",
  required: "isRequired",
  parentcode: "parentCode",
  parent: "parentCode",
};
const yes = new Set(["true", "yes", "y", "1", "x"]);
const no = new Set(["false", "no", "n", "0", ""]);

/**
 * A table with a header line: code, name, description, category, level, is_required, parent_code, in any order and
 * spelling; comma, semicolon or tab between. Cells are kept byte for byte, also where a spreadsheet would calculate.
 */
export function parseCsv(fileName: string, text: string): Parsed {
  const faults = new Faults();
  const lines = readLines(text, faults);
  const header = lines?.[0];
  if (!lines || !header) return { draft: undefined, faults: faults.list() };
  const columns = header.record.map((cell) => columnNames[cell.toLowerCase().replace(/[\s_-]/g, "")]);
  if (!columns.includes("name")) {
    faults.add("header", {
      severity: "error",
      line: 1,
      message:
        "The first line must name the columns, at least “name”. Known are code, name, description, category, level, is_required, parent_code.",
    });
    return { draft: undefined, faults: faults.list() };
  }
  header.record.forEach((cell, index) => {
    if (columns[index] === undefined && cell.trim() !== "") {
      faults.add("columns", {
        severity: "notice",
        line: 1,
        message: `The column “${cell.slice(0, 60)}” is not known and was left out.`,
      });
    }
  });
  if (lines.length - 1 > mostRows) {
    faults.add("too many", { severity: "error", message: `At most ${mostRows} rows can be imported.` });
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

function readLines(text: string, faults: Faults): Line[] | undefined {
  const source = text.replace(/^\ufeff/, "");
  try {
    const options = {
      delimiter: separatorOf(source),
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: 200_000,
    } as const;
    // With `info` each record comes with its position, which the library's type does not show for this call.
    const lines = parse(source, options) as unknown as Line[];
    if (lines.length > 0) return lines;
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

/** The separator that the header line has most of. */
function separatorOf(source: string): string {
  const header = source.slice(0, source.search(/[\r\n]|$/));
  const counted = [",", ";", "\t"].map((separator) => ({ separator, count: header.split(separator).length }));
  return counted.sort((a, b) => b.count - a.count)[0]?.separator ?? ",";
}

type Row = DraftItem & { parentCode: string; line: number };

function readItems(lines: readonly Line[], columns: readonly (string | undefined)[], faults: Faults): DraftItem[] {
  const rows: Row[] = [];
  const codes = new Map<string, number>();
  for (const { record, info } of lines) {
    const line = info.lines;
    if (record.length !== columns.length) {
      faults.add("ragged", {
        severity: "warning",
        line,
        message: `This row has ${record.length} cells where the header has ${columns.length}; missing cells were read as empty, others left out.`,
      });
    }
    const cell = (name: string) => record[columns.indexOf(name)] ?? "";
    const statement = cell("description") || cell("name");
    const name = shortName(plainText(cell("name")));
    if (name === "") {
      faults.add("no name", {
        severity: "error",
        line,
        message: "This row has no name. Give it one, or take the row out.",
      });
      continue;
    }
    const code = cell("code").trim();
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
      identifier: code === "" ? `row-${line}` : code.slice(0, 200),
      parentIdentifier: null,
      code: code === "" ? null : code,
      statement,
      name,
      description: cell("description"),
      itemType: null,
      category: cell("category").trim() || null,
      level: levelOf(cell("level"), line, faults),
      isRequired: booleanOf(cell("isRequired"), columns.includes("isRequired"), line, faults),
      sortOrder: rows.length,
      source: { line, cells: record },
      parentCode: cell("parentCode").trim(),
      line,
    });
  }
  placeInTree(rows, faults);
  return rows.map(({ parentCode: _parentCode, line: _line, ...item }) => item);
}

function placeInTree(rows: Row[], faults: Faults): void {
  const byCode = new Map(rows.map((row) => [row.identifier, row]));
  for (const row of rows) {
    if (row.parentCode === "") continue;
    if (byCode.has(row.parentCode)) row.parentIdentifier = row.parentCode;
    else {
      faults.add("parent", {
        severity: "warning",
        line: row.line,
        message: `The parent_code “${row.parentCode.slice(0, 60)}” is no code of this table; the row was placed at the top.`,
      });
    }
  }
  const parents = new Map(rows.map((row) => [row.identifier, row.parentIdentifier]));
  const settled = new Set<string>();
  for (const row of rows) {
    const circle = findCircle(row.identifier, parents, settled);
    if (circle) {
      faults.add("circle", {
        severity: "error",
        line: byCode.get(circle[0] ?? "")?.line ?? row.line,
        message: `These codes are each other's parents: ${circle.slice(0, 5).join(" → ")}.`,
      });
    }
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
