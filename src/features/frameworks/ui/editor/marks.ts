import { categoriesOf } from "#src/features/frameworks/editing/draft.ts";
import type { EditCompetency, EditItem } from "#src/features/frameworks/editing/schema.ts";

export type Mark = "NEW" | "CHANGED" | "MOVED";
export type Marks = { byItem: ReadonlyMap<string, Mark>; retired: readonly EditItem[] };

/** How a draft differs from the version before it, whose competencies its own replace. */
export function marksOf(items: readonly EditItem[], before: readonly EditItem[]): Marks {
  const known = new Map(before.flatMap((item) => (item.competency ? [[item.competency.id, item] as const] : [])));
  const categoriesBefore = categoriesOf(before);
  const categories = categoriesOf(items);
  const byItem = new Map<string, Mark>();
  const replaced = new Set<string>();
  for (const item of items) {
    if (!item.competency) continue;
    const was = known.get(item.competency.replacesId ?? "");
    if (!was?.competency) {
      byItem.set(item.id, "NEW");
      continue;
    }
    replaced.add(was.competency.id);
    if (contentOf(item) !== contentOf(was)) byItem.set(item.id, "CHANGED");
    else if (categories.get(item.id) !== categoriesBefore.get(was.id)) byItem.set(item.id, "MOVED");
  }
  const retired = before.filter(({ competency }) => competency !== null && !replaced.has(competency.id));
  return { byItem, retired };
}

/** Of each item as it is: a letter that is typed changes one of hundreds. */
const contents = new WeakMap<EditItem, string>();

/** What a student or an assessor would notice. */
function contentOf(item: EditItem): string {
  const known = contents.get(item);
  if (known !== undefined) return known;
  const made = describe(item);
  contents.set(item, made);
  return made;
}

function describe({ code, competency }: EditItem): string {
  if (!competency) return "";
  const { id: _id, replacesId: _replaces, category: _category, rubric, ...rest } = competency;
  return JSON.stringify([
    code,
    Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1)),
    rubric.map(({ id: _criterion, ...criterion }) => criterion),
  ]);
}

/** The competency of the version before, for "Was 3 in version 29". */
export function beforeOf(competency: EditCompetency, before: readonly EditItem[]): EditCompetency | undefined {
  return before.find((item) => item.competency?.id === competency.replacesId)?.competency ?? undefined;
}
