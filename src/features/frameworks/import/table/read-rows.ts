import type { CompetencySettings } from "#src/features/frameworks/export/extensions.ts";
import type { DraftItem, Faults } from "#src/features/frameworks/import/draft.ts";
import { htmlToText } from "#src/features/frameworks/import/html.ts";
import { areWithinLimits, longestLine, longestText } from "#src/features/frameworks/import/limits.ts";
import { settleNames } from "#src/features/frameworks/import/names.ts";
import { hasHidden, oneLine, plainText } from "#src/features/frameworks/import/plain-text.ts";
import { readRenewal } from "#src/features/frameworks/import/renewal-cells.ts";
import { type Cells, countOf, makeCells, numberOf } from "#src/features/frameworks/import/table/cells.ts";
import {
  freeIdentifier,
  placeRows,
  type Row,
  settleCategories,
  sortBySequence,
} from "#src/features/frameworks/import/table/place-rows.ts";
import { competencyLevel, scoringMethod } from "#src/features/frameworks/schema.ts";
import type { TableField } from "#src/features/frameworks/values.ts";
import { isName } from "#src/lib/fields.ts";
import type { TableRow } from "#src/platform/tables/table.ts";
import { booleanOf } from "#src/platform/tables/words.ts";

type Read = Cells<TableField>;

/** Reads the rows of any table by what its columns hold. Statements are kept byte for byte. */
export function readRows(
  lines: readonly TableRow[],
  columns: readonly (TableField | null)[],
  faults: Faults,
): { items: DraftItem[] } {
  const cellsOf = makeCells(columns);
  const rows: { row: Row; cells: Read }[] = [];
  const codes = new Map<string, number>();
  const identifiers = new Map<string, number>();
  for (const line of lines) {
    // Spreadsheets write lines of separators for rows that were once used.
    if (line.cells.every((cell) => cell.trim() === "")) continue;
    if (line.cells.length !== columns.length) reportRagged(line, columns.length, faults);
    const cells = cellsOf(line);
    const row = readRow(cells, line, rows.length, faults);
    if (!row) continue;
    const isTwice =
      reportTwice("code", row.code ?? "", codes, cells, faults) ||
      reportTwice("identifier", row.identifier, identifiers, cells, faults);
    if (!isTwice) rows.push({ row, cells });
  }
  const all = rows.map(({ row }) => row);
  settleNames(all, faults, { givesCodes: true });
  settleCategories(
    rows.map(({ row, cells }) => ({ row, raw: cells.get("category"), at: cells.where("category") })),
    faults,
  );
  const taken = new Set(all.flatMap(({ identifier, code }) => [identifier, code ?? ""]));
  const made = new Set<string>();
  for (const row of all) {
    if (row.identifier !== "") continue;
    row.identifier = row.code ?? freeIdentifier(`row-${row.line}`, taken);
    if (row.code === null) made.add(row.identifier);
  }
  sortBySequence(all, new Map(rows.map(({ row, cells }) => [row, cells.get("sequence")])));
  return { items: placeRows(all, faults, made) };
}

function reportRagged({ cells, line }: TableRow, width: number, faults: Faults): void {
  // A sheet ends each row at its last cell.
  if (cells.length > width && cells.slice(width).every((cell) => cell.trim() === "")) return;
  faults.add("ragged", {
    severity: "warning",
    line,
    message: `This row has ${cells.length} cells where the header has ${width}; missing cells were read as empty, others left out.`,
  });
}

function reportTwice(
  field: "code" | "identifier",
  given: string,
  seen: Map<string, number>,
  cells: Read,
  faults: Faults,
): boolean {
  if (given === "") return false;
  const earlier = seen.get(given);
  if (earlier === undefined) {
    seen.set(given, cells.line);
    return false;
  }
  faults.add("twice", {
    severity: "error",
    ...cells.where(field),
    message: `The ${field} “${given.slice(0, 60)}” was used in line ${earlier} already. ${field === "code" ? "Codes" : "Identifiers"} must differ.`,
  });
  return true;
}

function readRow(cells: Read, { line, cells: source }: TableRow, index: number, faults: Faults): Row | undefined {
  const given = cells.has("name") && cells.get("name").trim() !== "" ? cells.get("name") : cells.get("statement");
  const code = oneLine(cells.get("code"));
  const category = oneLine(cells.get("category"));
  const identifier = oneLine(cells.get("identifier"));
  const itemType = oneLine(cells.get("itemType"));
  const note = cells.get("editorNote").trim() === "" ? null : cells.get("editorNote");
  if (!isFitting(cells, { code, category, identifier, itemType }, faults)) return undefined;
  // In a cell that looks like a formula, signs are not read as Markdown.
  const name = /^\s*[=+@-]/.test(given) ? oneLine(given) : plainText(given);
  if (!isName(name)) {
    faults.add("no name", {
      severity: "error",
      ...cells.where(cells.has("name") ? "name" : "statement"),
      message: "This row has no name with a letter or a digit. Give it one, or take the row out.",
    });
    return undefined;
  }
  if (category !== "" && !isName(category)) {
    faults.add("no category", {
      severity: "error",
      ...cells.where("category"),
      message: `The category “${category}” has no letter or digit. Give it a name, or leave it empty.`,
    });
    return undefined;
  }
  const description = descriptionOf(cells, given, faults);
  reportText(cells, given, name, faults);
  const settings = settingsOf(cells, faults);
  return {
    identifier,
    parentIdentifier: null,
    code: code || null,
    statement: cells.get("statement") || cells.get("description") || given,
    name,
    description,
    itemType: itemType || null,
    category: category || null,
    level: levelOf(cells, faults),
    isRequired: isRequiredOf(cells, faults),
    ...readRenewal({ validity: cells.get("validityMonths"), ways: cells.get("renewalWays") }, line, faults),
    ...(note === null ? {} : { editorNote: note }),
    unsaid: (["level", "isRequired"] as const).filter((field) => !cells.has(field)),
    ...shortNameOf(cells, faults),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
    sortOrder: index,
    source: { line, cells: source },
    line,
    parentName: oneLine(cells.get("parent")),
    parentAt: cells.where("parent"),
  };
}

type Lines = { code: string; category: string; identifier: string; itemType: string };

function isFitting(cells: Read, { code, category, identifier, itemType }: Lines, faults: Faults): boolean {
  const texts = ["name", "statement", "description", "editorNote"] as const;
  const named = { name: "name", statement: "statement", description: "description", editorNote: "note" };
  const values = [
    ...texts.map((field) => ({ field, what: named[field], value: cells.get(field), most: longestText })),
    { field: "code", what: "code", value: code, most: longestLine },
    { field: "category", what: "category", value: category, most: longestLine },
    { field: "identifier", what: "identifier", value: identifier, most: longestLine },
    { field: "itemType", what: "item type", value: itemType, most: longestLine },
  ] as const;
  return values
    .map(({ field, ...value }) => areWithinLimits([value], cells.where(field), faults))
    .every((fits) => fits);
}

/** As text: what is HTML has a line for each of its paragraphs. A statement beside a name describes it. */
function descriptionOf(cells: Read, name: string, faults: Faults): string {
  const other = cells.get("statement") === name ? "" : cells.get("statement");
  const given = cells.has("description") ? cells.get("description") : other;
  const text = htmlToText(given);
  if (text !== given) {
    faults.add("html", {
      severity: "notice",
      ...cells.where("description"),
      message: "HTML was taken out of the description; its words stay.",
    });
  }
  return text;
}

function reportText(cells: Read, given: string, name: string, faults: Faults): void {
  if ([given, cells.get("category"), cells.get("code")].some(hasHidden)) {
    faults.add("hidden", {
      severity: "notice",
      line: cells.line,
      message: "Characters that nobody can see were taken out of the name, the code or the category.",
    });
  } else if (name !== oneLine(given)) {
    faults.add("markup", {
      severity: "notice",
      ...cells.where(cells.has("name") ? "name" : "statement"),
      message: "HTML or Markdown was taken out of the name.",
    });
  }
}

function shortNameOf(cells: Read, faults: Faults): Pick<DraftItem, "shortName"> {
  const shortName = oneLine(cells.get("shortName"));
  if (shortName === "") return {};
  if (shortName.length <= 22 && isName(shortName)) return { shortName };
  faults.add("short name", {
    severity: "warning",
    ...cells.where("shortName"),
    message: `The short name “${shortName.slice(0, 60)}” has more than 22 letters, or none, and was left out.`,
  });
  return {};
}

function settingsOf(cells: Read, faults: Faults): CompetencySettings {
  const method = cells.get("scoringMethod").trim();
  const known = scoringMethod.safeParse(method.toUpperCase().replace(/[\s-]+/g, "_")).data;
  if (method !== "" && !known) {
    faults.add("method", {
      severity: "warning",
      ...cells.where("scoringMethod"),
      message: `The scoring method “${method.slice(0, 60)}” is not known, and was left out. Known are ${scoringMethod.options.join(", ")}.`,
    });
  }
  const target = cells.get("targetRating").trim();
  const targetRating = target === "" ? undefined : numberOf(target);
  if (target !== "" && targetRating === undefined) {
    faults.add("target", {
      severity: "warning",
      ...cells.where("targetRating"),
      message: `The target “${target.slice(0, 60)}” is not a number, and was left out.`,
    });
  }
  const settings: CompetencySettings = {
    targetRating,
    scoringMethod: known,
    nTimes: countOf(cells, "nTimes", 100, faults),
    requiredObservations: countOf(cells, "requiredObservations", 100, faults),
    requiredEvaluators: countOf(cells, "requiredEvaluators", 20, faults),
    requiredDays: countOf(cells, "requiredDays", 100, faults),
    needsApproval: flagOf(cells, "needsApproval", faults),
    needsCountersignature: flagOf(cells, "needsCountersignature", faults),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function flagOf(cells: Read, field: "needsApproval" | "needsCountersignature", faults: Faults): boolean | undefined {
  const given = cells.get(field).trim();
  if (given === "") return undefined;
  const flag = booleanOf(given);
  if (flag === undefined) {
    faults.add(field, {
      severity: "warning",
      ...cells.where(field),
      message: `“${given.slice(0, 60)}” is neither yes nor no; it was read as no.`,
    });
  }
  return flag ?? false;
}

function levelOf(cells: Read, faults: Faults): DraftItem["level"] {
  const given = cells.get("level").trim();
  const known = competencyLevel.safeParse(given.toUpperCase());
  if (known.success) return known.data;
  if (given !== "") {
    faults.add("level", {
      severity: "warning",
      ...cells.where("level"),
      message: `The level “${given.slice(0, 60)}” is not known; FUNDAMENTAL was taken. Known are ${competencyLevel.options.join(", ")}.`,
    });
  }
  return "FUNDAMENTAL";
}

function isRequiredOf(cells: Read, faults: Faults): boolean {
  const given = cells.get("isRequired").trim();
  if (given === "") return true;
  const flag = booleanOf(given);
  if (flag === undefined) {
    faults.add("required", {
      severity: "warning",
      ...cells.where("isRequired"),
      message: `“${given.slice(0, 60)}” in is_required is neither true nor false; the row was taken as required.`,
    });
  }
  return flag ?? true;
}
