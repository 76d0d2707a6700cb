import type { ContentAssociation, ContentItem, FrameworkContent } from "#src/features/frameworks/export/content.ts";
import { type CsvColumn, csvColumns, guarded } from "#src/features/frameworks/export/csv-columns.ts";
import { identifiersOf } from "#src/features/frameworks/export/identifiers.ts";
import { csvLine } from "#src/lib/csv.ts";

type Cells = Partial<Record<CsvColumn, string | number | boolean | null>>;

/** A framework as CSV, with all that an import needs to make the same framework again. */
export function buildCsv(content: FrameworkContent): string {
  const lines = [
    {
      kind: "FRAMEWORK",
      identifier: content.sourceIdentifier ?? identifiersOf(content).document,
      name: content.name,
      description: content.description,
      version: content.version,
    },
    ...content.scales.map(({ id, name, ...scale }) => ({
      kind: "SCALE",
      identifier: id,
      name,
      levels: JSON.stringify(scale),
    })),
    ...itemsInOrder(content).flatMap((item) => [lineOf(item), ...criteriaOf(item)]),
    ...linksOf(content),
  ];
  // The mark in front makes spreadsheets read it as UTF-8.
  return `\ufeff${csvLine(csvColumns)}${lines.map((line) => csvLine(csvColumns.map((column) => cellOf(line, column)))).join("")}`;
}

function cellOf(line: Cells, column: CsvColumn): string | number | null {
  const value = line[column] ?? null;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? guarded(value) : value;
}

/** Parents before their children, as they are shown. */
function itemsInOrder({ items }: FrameworkContent): ContentItem[] {
  const known = new Set(items.map(({ identifier }) => identifier));
  const children = Map.groupBy(items, ({ parent }) => (parent !== null && known.has(parent) ? parent : null));
  const inOrder: ContentItem[] = [];
  const stack = (children.get(null) ?? []).toReversed();
  for (let next = stack.pop(); next; next = stack.pop()) {
    inOrder.push(next);
    stack.push(...(children.get(next.identifier) ?? []).toReversed());
  }
  return inOrder;
}

function lineOf({ identifier, parent, kind, code, statement, itemType, editorNote, competency }: ContentItem): Cells {
  const line: Cells = { kind, identifier, parent, code, statement, item_type: itemType, editor_note: editorNote };
  if (!competency) return line;
  const { settings } = competency;
  return {
    ...line,
    name: competency.name,
    short_name: competency.shortName,
    description: competency.description,
    category: competency.category,
    level: competency.level,
    is_required: competency.isRequired,
    rating_scale: settings.scale,
    target_rating: settings.targetRating,
    scoring_method: settings.scoringMethod,
    n_times: settings.nTimes,
    required_observations: settings.requiredObservations,
    required_evaluators: settings.requiredEvaluators,
    required_days: settings.requiredDays,
    validity_months: competency.validityMonths,
    renewal_ways: competency.renewalWays.join(" "),
    needs_approval: settings.needsApproval,
    needs_countersignature: settings.needsCountersignature,
  };
}

function criteriaOf({ identifier, competency }: ContentItem): Cells[] {
  return (competency?.rubric ?? []).map(({ name, description, weight, maxScore, passScore, levels }) => ({
    kind: "CRITERION",
    parent: identifier,
    name,
    description,
    weight,
    max_score: maxScore,
    pass_score: passScore,
    levels: JSON.stringify(levels),
  }));
}

/** The associations beside those that say where an item is, which is its parent. */
function linksOf({ items, associations }: FrameworkContent): Cells[] {
  const parents = new Map(items.map(({ identifier, parent }) => [identifier, parent]));
  const known = new Set(parents.keys());
  const isTree = ({ type, origin, destination }: ContentAssociation) =>
    type === "isChildOf" &&
    known.has(origin) &&
    (parents.get(origin) ?? null) === (known.has(destination) ? destination : null);
  return associations
    .filter((association) => !isTree(association))
    .map(({ identifier, type, origin, destination, sortOrder }) => ({
      kind: "LINK",
      identifier,
      item_type: type,
      link_from: origin,
      link_to: destination,
      position: sortOrder,
    }));
}
