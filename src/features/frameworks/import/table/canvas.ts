import type { CompetencySettings, Scale } from "#src/features/frameworks/export/extensions.ts";
import { checkSettings } from "#src/features/frameworks/import/check-settings.ts";
import type { DraftAssociation, Faults, TableDraft } from "#src/features/frameworks/import/draft.ts";
import { htmlToText } from "#src/features/frameworks/import/html.ts";
import { areWithinLimits, longestLine, longestText } from "#src/features/frameworks/import/limits.ts";
import { oneLine, plainText } from "#src/features/frameworks/import/plain-text.ts";
import { makeCells, numberOf } from "#src/features/frameworks/import/table/cells.ts";
import { placeRows, type Row } from "#src/features/frameworks/import/table/place-rows.ts";
import { scaleOfLevels, scalesOf } from "#src/features/frameworks/import/table/scale-of-levels.ts";
import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import { isName } from "#src/lib/fields.ts";
import type { TableRow } from "#src/platform/tables/table.ts";
import { headerKey } from "#src/platform/tables/words.ts";

const columns = [
  "canvasid",
  "vendorguid",
  "objecttype",
  "title",
  "description",
  "displayname",
  "calculationmethod",
  "calculationint",
  "workflowstate",
  "parentguids",
  "masterypoints",
  "ratings",
] as const;
type Column = (typeof columns)[number];

export function findCanvas(cells: readonly string[]): boolean {
  const keys = new Set(cells.map(headerKey));
  return ["vendorguid", "objecttype", "title", "parentguids"].every((key) => keys.has(key));
}

/** Reads the outcomes that Canvas exports: groups, outcomes, and their ratings, which fill the last columns in pairs. */
export function readCanvas({ header, rows }: { header: TableRow; rows: TableRow[] }, faults: Faults): TableDraft {
  const keys = header.cells.map(headerKey);
  const cellsOf = makeCells(keys.map((key) => columns.find((column) => column === key) ?? null));
  const ratingsAt = keys.indexOf("ratings");
  const scales: Scale[] = [];
  const items: Row[] = [];
  const parents = new Map<string, string[]>();
  const deleted: string[] = [];
  for (const row of rows) {
    const cells = cellsOf(row);
    const title = cells.get("title");
    const identifier = oneLine(cells.get("vendorguid")) || oneLine(cells.get("canvasid")) || `row-${row.line}`;
    if (row.cells.every((cell) => cell.trim() === "")) continue;
    if (cells.get("workflowstate").trim().toLowerCase() === "deleted") {
      deleted.push(title);
      continue;
    }
    const name = plainText(title);
    const isFitting = areWithinLimits(
      [
        { what: "title", value: title, most: longestText },
        { what: "description", value: cells.get("description"), most: longestText },
        { what: "vendor_guid", value: identifier, most: longestLine },
      ],
      { line: row.line },
      faults,
    );
    if (!isFitting) continue;
    if (!isName(name) || parents.has(identifier)) {
      faults.add("row", {
        severity: "error",
        ...cells.where(isName(name) ? "vendorguid" : "title"),
        message: isName(name)
          ? `The vendor_guid “${identifier.slice(0, 60)}” is used twice. They must differ.`
          : "This row has no title with a letter or a digit. Give it one, or take the row out.",
      });
      continue;
    }
    parents.set(identifier, cells.get("parentguids").split(/\s+/).filter(Boolean));
    const isGroup = cells.get("objecttype").trim().toLowerCase() === "group";
    const points = ratingsAt < 0 ? [] : row.cells.slice(ratingsAt);
    const settings = isGroup ? undefined : settingsOf(cells, { points, line: row.line }, scales, faults);
    items.push({
      identifier,
      parentIdentifier: null,
      code: null,
      statement: cells.get("description") || title,
      name,
      description: htmlToText(cells.get("description")),
      itemType: isGroup ? "Group" : "Outcome",
      category: null,
      level: "FUNDAMENTAL",
      isRequired: true,
      unsaid: ["level", "isRequired"],
      kind: isGroup ? "CATEGORY" : "COMPETENCY",
      ...shortNameOf(cells.get("displayname"), name),
      ...(settings ? { settings } : {}),
      sortOrder: items.length,
      source: { line: row.line, cells: row.cells },
      line: row.line,
      parentName: "",
      parentAt: cells.where("parentguids"),
    });
  }
  const associations = placeInGroups(items, parents, faults);
  if (deleted.length > 0) {
    const list = deleted.slice(0, 5).map((title) => `“${title.slice(0, 60)}”`);
    faults.add("deleted", {
      severity: "notice",
      message: `${deleted.length} deleted ${deleted.length === 1 ? "row was" : "rows were"} left out: ${list.join(", ")}${deleted.length > 5 ? ", …" : ""}.`,
    });
  }
  checkSettings(items, scales, faults);
  return { items: placeRows(items, faults), associations, ...scalesOf(scales) };
}

/** Of several groups the innermost is the parent; further ones that do not hold it are kept as associations. */
function placeInGroups(
  items: readonly Row[],
  parents: ReadonlyMap<string, string[]>,
  faults: Faults,
): DraftAssociation[] {
  const above = (identifier: string): Set<string> => {
    const found = new Set<string>();
    const stack = [...(parents.get(identifier) ?? [])];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      stack.push(...(parents.get(next) ?? []));
    }
    return found;
  };
  const associations: DraftAssociation[] = [];
  for (const item of items) {
    const given = parents.get(item.identifier) ?? [];
    const inside = given.filter((parent) => parents.has(parent));
    const outer = new Set(inside.flatMap((parent) => [...above(parent)]));
    const inner = inside.filter((parent) => !outer.has(parent));
    const [first, ...others] = inner.length > 0 ? inner : inside;
    item.parentName = first ?? given[0] ?? "";
    for (const other of others) {
      associations.push({
        identifier: `${item.identifier} in ${other}`,
        type: "isChildOf",
        origin: item.identifier,
        destination: other,
        sortOrder: null,
        source: {},
      });
      faults.add("several groups", {
        severity: "notice",
        ...item.parentAt,
        message: `“${item.name.slice(0, 60)}” is in several groups; it is shown in the first, and the others are kept as links.`,
      });
    }
  }
  return associations;
}

function shortNameOf(displayName: string, name: string): { shortName?: string } {
  const shortName = oneLine(displayName);
  return isName(shortName) && shortName.length <= 22 && shortName !== name ? { shortName } : {};
}

const methods: Record<string, ScoringMethod> = {
  n_mastery: "N_TIMES",
  highest: "HIGHEST",
  latest: "LATEST",
  average: "AVERAGE",
  weighted_average: "WEIGHTED_AVERAGE",
  decaying_average: "DECAYING_AVERAGE",
  standard_decaying_average: "DECAYING_AVERAGE",
};

function settingsOf(
  cells: { get(column: Column): string },
  { points, line }: { points: readonly string[]; line: number },
  scales: Scale[],
  faults: Faults,
): CompetencySettings {
  const given = cells.get("calculationmethod").trim().toLowerCase();
  const method = methods[given];
  if (given !== "" && !method) {
    faults.add("method", {
      severity: "warning",
      line,
      message: `The calculation_method “${given.slice(0, 60)}” is not known; the import's own is used.`,
    });
  }
  const mean = method?.endsWith("AVERAGE") === true;
  const share = numberOf(cells.get("calculationint"));
  if (mean && share !== undefined && share !== 65 && method !== "AVERAGE") {
    faults.add("share", {
      severity: "warning",
      line,
      message: `The newest assessment counts for ${share}% in Canvas, and for 65% here.`,
    });
  }
  const levels = [];
  for (let at = 0; at + 1 < points.length; at += 2) {
    const value = numberOf(points[at] ?? "");
    const label = oneLine(points[at + 1] ?? "");
    if (value !== undefined) levels.push({ value, label: label || String(value), description: "" });
  }
  const scale = scaleOfLevels(levels, { allowMean: mean, target: numberOf(cells.get("masterypoints")) }, scales);
  if (!scale && levels.length > 0) {
    faults.add("ratings", {
      severity: "warning",
      line,
      message: "A rating scale needs two levels with different points; the import's own is used.",
    });
  }
  return {
    ...(scale ? { scale: scale.id, targetRating: scale.defaultTarget } : {}),
    ...(method ? { scoringMethod: method } : {}),
    ...(method === "N_TIMES"
      ? { nTimes: share !== undefined && Number.isInteger(share) && share >= 1 && share <= 100 ? share : 1 }
      : {}),
  };
}
