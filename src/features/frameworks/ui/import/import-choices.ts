import type { PreviewItem } from "#src/features/frameworks/schema.ts";

/** The administrator's changes to the proposal of the import. */
export type ImportChoices = {
  /** Inner nodes that become competencies in addition to the leaves. */
  included: readonly string[];
  /** Proposed competencies that are left out. */
  excluded: readonly string[];
};

export const noChoices: ImportChoices = { included: [], excluded: [] };

/** Whether the item can become a competency; otherwise it has no checkbox. */
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
 * The items with their final category: the children of an inner node that becomes a competency get that node's
 * category. Parents come before children; items whose category does not change stay the same objects.
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
