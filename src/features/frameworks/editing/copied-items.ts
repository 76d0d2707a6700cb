import type { EditItem } from "#src/features/frameworks/editing/schema.ts";
import { newId } from "#src/lib/ids.ts";

/** The same tree under ids and identifiers of its own: a copy replaces no competency of another version. */
export function copiedItems(items: readonly EditItem[]): EditItem[] {
  const ids = new Map(items.map(({ id }) => [id, newId()]));
  return items.map((item) => ({
    ...item,
    id: ids.get(item.id) ?? newId(),
    identifier: newId(),
    parentId: item.parentId === null ? null : (ids.get(item.parentId) ?? null),
    competency: item.competency && {
      ...item.competency,
      id: newId(),
      replacesId: null,
      rubric: item.competency.rubric.map((criterion) => ({ ...criterion, id: newId() })),
    },
  }));
}
