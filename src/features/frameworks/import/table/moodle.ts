import type { Scale } from "#src/features/frameworks/export/extensions.ts";
import { checkSettings } from "#src/features/frameworks/import/check-settings.ts";
import type { DraftAssociation, Faults, TableDraft } from "#src/features/frameworks/import/draft.ts";
import { htmlToText } from "#src/features/frameworks/import/html.ts";
import { areWithinLimits, longestLine, longestText } from "#src/features/frameworks/import/limits.ts";
import { oneLine, plainText } from "#src/features/frameworks/import/plain-text.ts";
import { type Cells, makeCells } from "#src/features/frameworks/import/table/cells.ts";
import { placeRows, type Row } from "#src/features/frameworks/import/table/place-rows.ts";
import { scaleOfLevels, scalesOf } from "#src/features/frameworks/import/table/scale-of-levels.ts";
import { titleFrom } from "#src/features/frameworks/import/title.ts";
import { isName } from "#src/lib/fields.ts";
import type { TableRow } from "#src/platform/tables/table.ts";
import { booleanOf, headerKey } from "#src/platform/tables/words.ts";

const columns = [
  "parentidnumber",
  "idnumber",
  "shortname",
  "description",
  "scalevalues",
  "scaleconfiguration",
  "crossreferencedcompetencyidnumbers",
  "isframework",
] as const;
type Column = (typeof columns)[number];

export function findMoodle(cells: readonly string[]): boolean {
  const keys = new Set(cells.map(headerKey));
  return ["parentidnumber", "idnumber", "shortname", "isframework"].every((key) => keys.has(key));
}

/** Reads the competency framework that Moodle exports: a row for the framework, and one for each competency. */
export function readMoodle({ header, rows }: { header: TableRow; rows: TableRow[] }, faults: Faults): TableDraft {
  const keys = header.cells.map(headerKey);
  const cellsOf = makeCells(keys.map((key) => columns.find((column) => column === key) ?? null));
  const draft: TableDraft = { items: [] };
  const items: Row[] = [];
  const scales: Scale[] = [];
  const lines = new Map<string, number>();
  const references: { from: string; to: string }[] = [];
  let usual: Scale | undefined;
  for (const row of rows) {
    if (row.cells.every((cell) => cell.trim() === "")) continue;
    const cells = cellsOf(row);
    const identifier = oneLine(cells.get("idnumber"));
    const isFitting = areWithinLimits(
      [
        { what: "name", value: cells.get("shortname"), most: longestText },
        { what: "description", value: cells.get("description"), most: longestText },
        { what: "ID number", value: identifier, most: longestLine },
      ],
      { line: row.line },
      faults,
    );
    if (!isFitting) continue;
    const scale = scaleOf(cells, scales, faults);
    if (booleanOf(cells.get("isframework")) === true) {
      usual = scale;
      draft.title = titleFrom(cells.get("shortname"));
      draft.description = htmlToText(cells.get("description"));
      draft.sourceIdentifier = identifier || null;
      continue;
    }
    const name = plainText(cells.get("shortname"));
    const earlier = lines.get(identifier);
    if (!isName(name) || (identifier !== "" && earlier !== undefined)) {
      faults.add("row", {
        severity: "error",
        ...cells.where(isName(name) ? "idnumber" : "shortname"),
        message: isName(name)
          ? `The ID number “${identifier.slice(0, 60)}” was used in line ${earlier} already. They must differ.`
          : "This row has no short name with a letter or a digit. Give it one, or take the row out.",
      });
      continue;
    }
    lines.set(identifier, row.line);
    const own = identifier || `row-${row.line}`;
    for (const to of cells.get("crossreferencedcompetencyidnumbers").split(",")) {
      // Moodle writes a comma within an ID number as %2C.
      if (to.trim() !== "") references.push({ from: own, to: oneLine(to).replaceAll("%2C", ",") });
    }
    items.push({
      identifier: own,
      parentIdentifier: null,
      code: identifier || null,
      statement: cells.get("description") || cells.get("shortname"),
      name,
      description: htmlToText(cells.get("description")),
      itemType: null,
      category: null,
      level: "FUNDAMENTAL",
      isRequired: true,
      unsaid: ["level", "isRequired"],
      ...settingsOf(scale),
      sortOrder: items.length,
      source: { line: row.line, cells: row.cells },
      line: row.line,
      parentName: oneLine(cells.get("parentidnumber")),
      parentAt: cells.where("parentidnumber"),
    });
  }
  for (const item of items) if (!item.settings) Object.assign(item, settingsOf(usual));
  checkSettings(items, scales, faults);
  const associations = references.map(
    ({ from, to }): DraftAssociation => ({
      identifier: `${from} refers to ${to}`.slice(0, longestLine),
      type: "isRelatedTo",
      origin: from,
      destination: to,
      sortOrder: null,
      source: {},
    }),
  );
  const distinct = [...new Map(associations.map((link) => [link.identifier, link])).values()];
  return { ...draft, items: placeRows(items, faults), associations: distinct, ...scalesOf(scales) };
}

function settingsOf(scale: Scale | undefined): Pick<Row, "settings"> {
  return scale ? { settings: { scale: scale.id, targetRating: scale.defaultTarget } } : {};
}

/** The scale's words count from 1, and the first that the configuration calls proficient is the target. */
function scaleOf(cells: Cells<Column>, scales: Scale[], faults: Faults): Scale | undefined {
  const words = cells.get("scalevalues").split(",").map(oneLine).filter(Boolean);
  if (words.length === 0) return undefined;
  const levels = words.map((label, at) => ({ value: at + 1, label, description: "" }));
  const proficient = [...cells.get("scaleconfiguration").matchAll(/\{[^{}]*\}/g)].flatMap(([part]) => {
    const id = /"id"\s*:\s*"?(\d{1,3})/.exec(part)?.[1];
    return id && /"proficient"\s*:\s*"?1/.test(part) ? [Number(id)] : [];
  });
  const scale = scaleOfLevels(levels, { allowMean: false, target: Math.min(...proficient) }, scales);
  if (!scale || (proficient.length > 0 && !proficient.includes(scale.defaultTarget))) {
    faults.add("scale", {
      severity: "warning",
      ...cells.where("scalevalues"),
      message: "A rating scale needs a level below the first that counts as proficient; look at its target.",
    });
  } else if (proficient.length > 0 && Math.min(...proficient) !== scale.defaultTarget) {
    faults.add("scale", {
      severity: "warning",
      ...cells.where("scaleconfiguration"),
      message: `The lowest level cannot be the target; “${levels[scale.defaultTarget - 1]?.label}” is.`,
    });
  }
  return scale;
}
