import type { DraftItem, FrameworkDraft } from "#src/features/frameworks/import/draft.ts";
import type { ImportPreview, PreviewItem } from "#src/features/frameworks/schema.ts";

/** The admin's changes to the default, in which leaves become competencies and inner nodes do not. */
export type ImportChoices = {
  innerCompetencies?: readonly string[] | undefined;
  excluded?: readonly string[] | undefined;
};

const noCategory = "General";

/** The preview of an import: which items become competencies, in which category, and which do not and why. */
export function previewOf(draft: FrameworkDraft, choices: ImportChoices): ImportPreview {
  const items = placedItems(draft, choices);
  const categories = new Map<string, number>();
  for (const item of items) {
    if (item.becomesCompetency) categories.set(item.category, (categories.get(item.category) ?? 0) + 1);
  }
  const competencies = items.filter(({ becomesCompetency }) => becomesCompetency).length;
  return {
    title: draft.title,
    description: draft.description,
    version: draft.version,
    publisher: draft.publisher,
    licence: draft.licence,
    sourceFormat: draft.sourceFormat,
    counts: {
      items: items.length,
      competencies,
      categories: categories.size,
      associations: draft.associations.length,
      dropped: items.filter(({ isProposed, becomesCompetency }) => isProposed && !becomesCompetency).length,
    },
    categories: [...categories].map(([name, count]) => ({ name, competencies: count })),
    ownSettings: draft.items.filter(
      ({ settings }) => settings?.scale !== undefined || settings?.targetRating !== undefined,
    ).length,
    rubrics: draft.items.filter(({ rubric }) => rubric).length,
    update: null,
    items,
  };
}

function reasonOf(isLeaf: boolean): string {
  return isLeaf ? "The file says that it is a category." : "It holds others, so it becomes a category.";
}

/**
 * The items in tree order, each with its category and whether it becomes a competency. A circle of parents is cut at
 * the first item that repeats.
 */
export function placedItems(draft: FrameworkDraft, choices: ImportChoices): PreviewItem[] {
  const chosen = new Set(choices.innerCompetencies ?? []);
  const excluded = new Set(choices.excluded ?? []);
  const children = new Map<string | null, DraftItem[]>();
  for (const item of draft.items) {
    const siblings = children.get(item.parentIdentifier);
    if (siblings) siblings.push(item);
    else children.set(item.parentIdentifier, [item]);
  }
  for (const siblings of children.values()) siblings.sort((a, b) => a.sortOrder - b.sortOrder);
  const placed: PreviewItem[] = [];
  const seen = new Set<string>();
  // An explicit stack, because a hostile package may be deeper than the call stack.
  const stack: { item: DraftItem; depth: number; category: string }[] = [];
  const push = (parent: string | null, depth: number, category: string) => {
    for (const item of (children.get(parent) ?? []).toReversed()) stack.push({ item, depth, category });
  };
  const walk = () => {
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { item, depth } = next;
      if (seen.has(item.identifier)) continue;
      seen.add(item.identifier);
      const isLeaf = !children.has(item.identifier);
      const category = item.category ?? next.category;
      const isProposed = item.kind === undefined ? isLeaf : item.kind === "COMPETENCY";
      const becomesCompetency = isProposed ? !excluded.has(item.identifier) : chosen.has(item.identifier);
      placed.push({
        identifier: item.identifier,
        parentIdentifier: item.parentIdentifier,
        code: item.code,
        name: item.name,
        description: item.description,
        itemType: item.itemType,
        depth,
        category,
        level: item.level,
        isRequired: item.isRequired,
        isLeaf,
        becomesCompetency,
        isProposed,
        reason: becomesCompetency ? null : isProposed ? "You left it out." : reasonOf(isLeaf),
      });
      push(item.identifier, depth + 1, becomesCompetency ? category : item.name);
    }
  };
  push(null, 0, noCategory);
  walk();
  for (const item of draft.items) {
    if (!seen.has(item.identifier)) {
      stack.push({ item, depth: 0, category: noCategory });
      walk();
    }
  }
  return placed;
}
