import { type CsvColumn, csvColumns, unguarded } from "#src/features/frameworks/export/csv-columns.ts";
import { criterion, type Scale, scale } from "#src/features/frameworks/export/extensions.ts";
import { checkSettings } from "#src/features/frameworks/import/check-settings.ts";
import type { DraftAssociation, Faults, TableDraft } from "#src/features/frameworks/import/draft.ts";
import { longestLine, longestText } from "#src/features/frameworks/import/limits.ts";
import { monthsOf, waysOf } from "#src/features/frameworks/import/renewal-cells.ts";
import { type Cells, countOf, makeCells, numberOf } from "#src/features/frameworks/import/table/cells.ts";
import { placeRows, type Row } from "#src/features/frameworks/import/table/place-rows.ts";
import { competencyLevel, scoringMethod } from "#src/features/frameworks/schema.ts";
import { isName } from "#src/lib/fields.ts";
import type { TableRow } from "#src/platform/tables/table.ts";
import { booleanOf } from "#src/platform/tables/words.ts";

type Read = Cells<CsvColumn>;

/** Whether these are the columns of a table that this program exported, in any order. */
export function findOwn(cells: readonly string[]): boolean {
  const names = new Set(cells.map((cell) => cell.trim()));
  return csvColumns.every((column) => names.has(column));
}

/** Reads a table that this program exported. Its texts are taken as they are. */
export function readOwn({ header, rows }: { header: TableRow; rows: TableRow[] }, faults: Faults): TableDraft {
  const cellsOf = makeCells(header.cells.map((cell) => csvColumns.find((column) => column === cell.trim()) ?? null));
  const draft: TableDraft = { items: [] };
  const items: Row[] = [];
  const byIdentifier = new Map<string, Row>();
  const scales: Scale[] = [];
  const links: DraftAssociation[] = [];
  for (const row of rows) {
    if (row.cells.every((cell) => cell.trim() === "")) continue;
    const cells = cellsOf({ ...row, cells: row.cells.map(unguarded) });
    const long = csvColumns.find((column) => cells.get(column).length > limitOf(column));
    if (long) {
      refuse(
        cells,
        long,
        `The cell has more than ${limitOf(long).toLocaleString("en")} characters. Shorten it.`,
        faults,
      );
      continue;
    }
    switch (cells.get("kind").trim().toUpperCase()) {
      case "FRAMEWORK":
        Object.assign(draft, frameworkOf(cells));
        break;
      case "SCALE": {
        const read = scaleOf(cells, faults);
        if (read) scales.push(read);
        break;
      }
      case "CATEGORY":
      case "COMPETENCY": {
        const item = itemOf(cells, row, items.length, faults);
        if (!item) break;
        if (byIdentifier.has(item.identifier)) {
          refuse(
            cells,
            "identifier",
            `The identifier “${item.identifier.slice(0, 60)}” was used in line ${byIdentifier.get(item.identifier)?.line} already. Identifiers must differ.`,
            faults,
          );
          break;
        }
        byIdentifier.set(item.identifier, item);
        items.push(item);
        break;
      }
      case "CRITERION":
        addCriterion(cells, byIdentifier, faults);
        break;
      case "LINK":
        links.push(linkOf(cells));
        break;
      default:
        refuse(
          cells,
          "kind",
          `“${cells.get("kind").slice(0, 60)}” is no kind of row. Known are FRAMEWORK, SCALE, CATEGORY, COMPETENCY, CRITERION, LINK.`,
          faults,
        );
    }
  }
  checkSettings(items, scales, faults);
  return {
    ...draft,
    items: placeRows(items, faults),
    associations: distinctLinks(links, faults),
    ...(scales.length > 0 ? { scales } : {}),
  };
}

const short: readonly CsvColumn[] = [
  "identifier",
  "parent",
  "code",
  "category",
  "item_type",
  "link_from",
  "link_to",
  "version",
];

function limitOf(column: CsvColumn): number {
  return short.includes(column) ? longestLine : column === "levels" ? 100_000 : longestText;
}

function refuse(cells: Read, column: CsvColumn, message: string, faults: Faults): void {
  faults.add(column, { severity: "error", ...cells.where(column), message });
}

function frameworkOf(cells: Read): Partial<TableDraft> {
  const title = cells.get("name");
  return {
    ...(isName(title) ? { title } : {}),
    description: cells.get("description"),
    version: cells.get("version"),
    sourceIdentifier: cells.get("identifier") || null,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function scaleOf(cells: Read, faults: Faults): Scale | undefined {
  const given = jsonOf(cells.get("levels"));
  const read = scale.safeParse({
    ...(typeof given === "object" ? given : {}),
    id: cells.get("identifier"),
    name: cells.get("name"),
  });
  if (read.success) return read.data;
  refuse(cells, "levels", "This rating scale cannot be read: its levels are not as they were exported.", faults);
  return undefined;
}

function itemOf(cells: Read, { line, cells: source }: TableRow, index: number, faults: Faults): Row | undefined {
  const kind = cells.get("kind").trim().toUpperCase() === "CATEGORY" ? "CATEGORY" : "COMPETENCY";
  const identifier = cells.get("identifier") || cells.get("code") || `row-${line}`;
  const statement = cells.get("statement") || cells.get("name");
  const name = kind === "COMPETENCY" ? cells.get("name") || statement : statement.replace(/\s+/g, " ").trim();
  if (kind === "COMPETENCY" ? !isName(name) : !/[\p{L}\p{N}]/u.test(name)) {
    refuse(cells, "name", "This row has no name with a letter or a digit. Give it one, or take the row out.", faults);
    return undefined;
  }
  const head = {
    identifier,
    parentIdentifier: null,
    code: cells.get("code") || null,
    statement,
    name,
    description: cells.get("description"),
    itemType: cells.get("item_type") || null,
    category: cells.get("category") || null,
    level: "FUNDAMENTAL" as const,
    isRequired: true,
    kind,
    ...(cells.get("editor_note") === "" ? {} : { editorNote: cells.get("editor_note") }),
    sortOrder: index,
    source: { line, cells: source },
    line,
    parentName: cells.get("parent"),
    parentAt: cells.where("parent"),
  } satisfies Row;
  return kind === "CATEGORY" ? head : { ...head, ...competencyOf(cells, line, faults) };
}

function competencyOf(cells: Read, line: number, faults: Faults) {
  const yesOrNo = (column: CsvColumn, otherwise: boolean) => {
    const given = cells.get(column).trim();
    const flag = booleanOf(given);
    if (given !== "" && flag === undefined)
      refuse(cells, column, `“${given.slice(0, 60)}” is neither yes nor no.`, faults);
    return flag ?? otherwise;
  };
  const method = scoringMethod.safeParse(cells.get("scoring_method").trim().toUpperCase()).data;
  const settings = {
    scale: cells.get("rating_scale") || undefined,
    targetRating: numberOf(cells.get("target_rating")),
    scoringMethod: method,
    nTimes: countOf(cells, "n_times", 1000, faults) ?? null,
    requiredObservations: countOf(cells, "required_observations", 1000, faults),
    requiredEvaluators: countOf(cells, "required_evaluators", 1000, faults),
    requiredDays: countOf(cells, "required_days", 1000, faults),
    needsApproval: yesOrNo("needs_approval", false),
    needsCountersignature: yesOrNo("needs_countersignature", false),
  };
  const shortName = cells.get("short_name");
  if (shortName.length > 22) refuse(cells, "short_name", "A short name has at most 22 letters.", faults);
  const level = competencyLevel.safeParse(cells.get("level").trim().toUpperCase()).data;
  if (!level)
    refuse(cells, "level", `The level is not known. Known are ${competencyLevel.options.join(", ")}.`, faults);
  return {
    level: level ?? ("FUNDAMENTAL" as const),
    isRequired: yesOrNo("is_required", true),
    validityMonths: monthsOf(cells.get("validity_months").trim(), line, faults),
    renewalWays: waysOf(cells.get("renewal_ways"), line, faults),
    ...(shortName === "" ? {} : { shortName }),
    settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
  };
}

function addCriterion(cells: Read, items: ReadonlyMap<string, Row>, faults: Faults): void {
  const item = items.get(cells.get("parent"));
  const read = criterion.safeParse({
    name: cells.get("name"),
    description: cells.get("description"),
    weight: numberOf(cells.get("weight")),
    maxScore: numberOf(cells.get("max_score")),
    passScore: numberOf(cells.get("pass_score")) ?? null,
    levels: jsonOf(cells.get("levels")),
  });
  if (!item) refuse(cells, "parent", "This criterion belongs to no competency above it.", faults);
  else if (!read.success) {
    refuse(cells, "levels", `This criterion cannot be read (${read.error.issues[0]?.path.join(".")}).`, faults);
  } else {
    item.rubric ??= [];
    item.rubric.push(read.data);
  }
}

function linkOf(cells: Read): DraftAssociation {
  return {
    identifier: cells.get("identifier"),
    type: cells.get("item_type"),
    origin: cells.get("link_from"),
    destination: cells.get("link_to"),
    sortOrder: numberOf(cells.get("position")) ?? null,
    source: {},
  };
}

function distinctLinks(links: readonly DraftAssociation[], faults: Faults): DraftAssociation[] {
  const seen = new Set<string>();
  return links.filter((link) => {
    const isUsable = link.identifier !== "" && link.type !== "" && !seen.has(link.identifier);
    if (!isUsable) {
      faults.add("links", {
        severity: "warning",
        message: `The link “${link.identifier.slice(0, 60)}” has no identifier or type of its own, and was left out.`,
      });
    }
    seen.add(link.identifier);
    return isUsable;
  });
}
