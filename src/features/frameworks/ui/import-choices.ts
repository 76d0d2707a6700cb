import type { PreviewItem } from "#src/features/frameworks/schema.ts";

/** Where the administrator departs from what the import proposes. */
export type ImportChoices = {
  /** Inner nodes that become competencies besides the leaves. */
  included: readonly string[];
  /** Proposed competencies that are left out. */
  excluded: readonly string[];
};

export const noChoices: ImportChoices = { included: [], excluded: [] };

/** Leaves out what could not become a competency: such an item has no tick. */
export function mayChoose(item: PreviewItem): boolean {
  return item.becomesCompetency || !item.isLeaf;
}

export function toggleChoice(choices: ImportChoices, item: PreviewItem): ImportChoices {
  if (!mayChoose(item)) return choices;
  return item.becomesCompetency
    ? { ...choices, excluded: toggled(choices.excluded, item.identifier) }
    : { ...choices, included: toggled(choices.included, item.identifier) };
}

/** Whether the item becomes a competency under these choices. */
export function makeIsChosen(choices: ImportChoices): (item: PreviewItem) => boolean {
  const included = new Set(choices.included);
  const excluded = new Set(choices.excluded);
  return (item) => (item.becomesCompetency ? !excluded.has(item.identifier) : included.has(item.identifier));
}

/**
 * The items with the category they end up in: under an inner node that becomes a competency, its own category goes on.
 * Items come with parents before children; those that keep their category stay the same objects.
 */
export function withChosenCategories(items: readonly PreviewItem[], choices: ImportChoices): readonly PreviewItem[] {
  if (choices.included.length === 0) return items;
  const included = new Set(choices.included);
  const placed = new Map<string, PreviewItem>();
  return items.map((item) => {
    const parent = item.parentIdentifier === null ? undefined : placed.get(item.parentIdentifier);
    const follows = parent && included.has(parent.identifier) && item.category === parent.name;
    const shown = follows ? { ...item, category: parent.category } : item;
    placed.set(item.identifier, shown);
    return shown;
  });
}

function toggled(list: readonly string[], entry: string): string[] {
  return list.includes(entry) ? list.filter((each) => each !== entry) : [...list, entry];
}
