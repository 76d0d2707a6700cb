import { readRubric } from "#src/features/frameworks/export/rubrics.ts";
import type { DraftItem, Faults } from "#src/features/frameworks/import/draft.ts";

/** Gives each item the rubric that the package has for it. What cannot be used stays in the package's own parts. */
export function addRubrics(
  items: readonly DraftItem[],
  given: unknown,
  restored: ReadonlyMap<string, string>,
  faults: Faults,
): void {
  if (!Array.isArray(given)) return;
  const byId = new Map(items.map((item) => [item.identifier, item]));
  for (const [index, one] of given.entries()) {
    const read = readRubric(one);
    const item = read && byId.get(restored.get(read.item) ?? read.item);
    if (item && !item.rubric) item.rubric = read.criteria;
    else {
      faults.add("rubric", {
        severity: "notice",
        path: `CFRubrics.${index}`,
        message: item
          ? `“${item.name.slice(0, 60)}” has a rubric already; this one is kept with the package and not used.`
          : "This rubric is not about one item, with scores for its levels; it is kept with the package and not used.",
      });
    }
  }
}
