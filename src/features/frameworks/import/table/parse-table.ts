import { Faults, type FrameworkDraft, type Parsed, type TableDraft } from "#src/features/frameworks/import/draft.ts";
import { mostItems } from "#src/features/frameworks/import/limits.ts";
import { findCanvas, readCanvas } from "#src/features/frameworks/import/table/canvas.ts";
import { type Layout, layOut } from "#src/features/frameworks/import/table/layout.ts";
import { findMoodle, readMoodle } from "#src/features/frameworks/import/table/moodle.ts";
import { findOwn, readOwn } from "#src/features/frameworks/import/table/own.ts";
import { readRows } from "#src/features/frameworks/import/table/read-rows.ts";
import { titleFrom } from "#src/features/frameworks/import/title.ts";
import type { ImportLayout, ImportMapping } from "#src/features/frameworks/schema.ts";
import type { TableField } from "#src/features/frameworks/values.ts";
import type { ReadTable, TableRow } from "#src/platform/tables/table.ts";

export type ParsedTable = Parsed & { layout?: ImportLayout };

/** The kinds of tables that are known by their columns, and need no mapping. */
const kinds = [
  { kind: "OWN", find: findOwn, read: readOwn },
  { kind: "CANVAS", find: findCanvas, read: readCanvas },
  { kind: "MOODLE", find: findMoodle, read: readMoodle },
] as const;

/**
 * Parses a table: one that this program exported, the outcomes of Canvas, the competencies of Moodle, or any other whose
 * columns are guessed by their names, or mapped by the admin.
 */
export function parseTable(fileName: string, table: ReadTable, mapping: ImportMapping | undefined): ParsedTable {
  const faults = new Faults();
  const { rows, sheets } = table;
  const ended = (layout?: ImportLayout): ParsedTable => ({
    draft: undefined,
    faults: [...table.faults, ...faults.list()],
    ...(layout ? { layout } : {}),
  });
  if (!rows) return ended();
  const known = mapping?.columns ? undefined : knownKind(rows);
  const laid = known ? undefined : layOut(rows, mapping, faults);
  if (!known && !laid) return ended();
  const layout = laid ? shown(laid, rows, sheets) : undefined;
  if (laid && !laid.columns.includes("name") && !laid.columns.includes("statement")) {
    faults.add("header", {
      severity: "error",
      line: laid.header.line,
      message: "No column is known to hold the names. Say which column does, and what the others hold.",
    });
    return ended(layout);
  }
  if (rows.length - 1 > mostItems) {
    faults.add("too many", { severity: "error", message: `At most ${mostItems} rows can be imported.` });
    return ended(layout);
  }
  const read: TableDraft = known ? known.read(faults) : readRows(laid?.rows ?? [], laid?.columns ?? [], faults);
  if (read.items.length === 0) {
    faults.add("no rows", { severity: "error", message: "The table has no rows that could be read." });
    return ended(layout);
  }
  const header = (known?.header ?? laid?.header)?.cells ?? [];
  const draft: FrameworkDraft = {
    title: titleOf(fileName),
    description: "",
    version: "1",
    publisher: null,
    licence: null,
    sourceFormat: "CSV",
    sourceIdentifier: null,
    associations: [],
    source: { fileName, header },
    ...read,
  };
  return { draft, faults: [...table.faults, ...faults.list()], ...(layout ? { layout } : {}) };
}

function knownKind(rows: readonly TableRow[]) {
  for (const [place, header] of rows.slice(0, 20).entries()) {
    for (const { kind, find, read } of kinds) {
      if (!find(header.cells)) continue;
      return { kind, header, read: (faults: Faults) => read({ header, rows: rows.slice(place + 1) }, faults) };
    }
  }
  return undefined;
}

/** What the step of the columns shows: their names, what each holds, and the first rows. */
function shown(layout: Layout, rows: readonly TableRow[], sheets: string[]): ImportLayout {
  const short = (cell: string) => (cell.length > 120 ? `${cell.slice(0, 119).replace(/[\ud800-\udbff]$/, "")}…` : cell);
  const samples = layout.rows.slice(0, 5);
  const place = rows.indexOf(layout.header);
  return {
    headerLine: layout.header.line,
    lines: rows
      .slice(0, Math.max(place + 1, 8))
      .slice(0, 20)
      .map(({ line, cells }) => ({ line, text: short(cells.filter((cell) => cell.trim() !== "").join(" · ")) })),
    columns: layout.header.cells.map((name, at) => ({
      name: short(name.replace(/\s+/g, " ").trim()),
      field: layout.columns[at] ?? (null satisfies TableField | null),
      samples: samples.map(({ cells }) => short(cells[at] ?? "")),
    })),
    sheets: sheets.slice(0, 100).map((sheet) => sheet.slice(0, 200)),
  };
}

function titleOf(fileName: string): string {
  const words = fileName
    .replace(/\.[^.]*$/, "")
    .replace(/[_-]+/g, " ")
    .trim();
  return words === "" ? "Imported framework" : titleFrom(words.charAt(0).toUpperCase() + words.slice(1));
}
