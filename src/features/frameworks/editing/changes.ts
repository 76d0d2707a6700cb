import { categoriesOf, inOrder } from "#src/features/frameworks/editing/draft.ts";
import type { EditDraft, EditItem, RubricCriterion } from "#src/features/frameworks/editing/schema.ts";

type ItemRow = Omit<EditItem, "competency"> & { competencyId: string | null; sortOrder: number };
type CompetencyRow = Omit<NonNullable<EditItem["competency"]>, "rubric" | "category"> & {
  code: string | null;
  category: string;
  identifier: string;
  sortOrder: number;
};
type CriterionRow = RubricCriterion & { competencyId: string; orderIndex: number };

type Rows = { items: ItemRow[]; competencies: CompetencyRow[]; criteria: CriterionRow[] };
export type Changed<Row> = { added: Row[]; changed: Row[]; removed: string[] };

/** What has to be written for the rows of one draft to become those of another. */
export type Changes = {
  head: boolean;
  items: Changed<ItemRow>;
  competencies: Changed<CompetencyRow>;
  criteria: Changed<CriterionRow>;
  /** Items whose parent is another one now, new ones among them. */
  moved: string[];
};

/** The rows of a draft as its tables hold them. */
export function rowsOf(items: readonly EditItem[]): Rows {
  const ordered = inOrder(items);
  const categories = categoriesOf(ordered);
  const competencies: CompetencyRow[] = [];
  const criteria: CriterionRow[] = [];
  for (const { id, identifier, code, competency } of ordered) {
    if (!competency) continue;
    const { rubric, category: _own, ...rest } = competency;
    const category = categories.get(id) ?? "";
    competencies.push({ ...rest, code, category, identifier, sortOrder: competencies.length });
    criteria.push(...rubric.map((one, orderIndex) => ({ ...one, competencyId: competency.id, orderIndex })));
  }
  return {
    items: ordered.map(({ competency, ...item }, sortOrder) => ({
      ...item,
      competencyId: competency?.id ?? null,
      sortOrder,
    })),
    competencies,
    criteria,
  };
}

export function changesOf(before: EditDraft, after: EditDraft): Changes {
  const was = rowsOf(before.items);
  const is = rowsOf(after.items);
  const parents = new Map(was.items.map(({ id, parentId }) => [id, parentId]));
  return {
    head: before.name !== after.name || before.description !== after.description || before.version !== after.version,
    items: changedRows(was.items, is.items),
    competencies: changedRows(was.competencies, is.competencies),
    criteria: changedRows(was.criteria, is.criteria),
    moved: is.items.filter(({ id, parentId }) => parents.get(id) !== parentId).map(({ id }) => id),
  };
}

export function isNothing({ head, items, competencies, criteria }: Changes): boolean {
  return (
    !head &&
    [items, competencies, criteria].every(
      ({ added, changed, removed }) => added.length + changed.length + removed.length === 0,
    )
  );
}

function changedRows<Row extends { id: string }>(before: readonly Row[], after: readonly Row[]): Changed<Row> {
  const known = new Map(before.map((row) => [row.id, stableJson(row)]));
  const kept = new Set(after.map(({ id }) => id));
  return {
    added: after.filter(({ id }) => !known.has(id)),
    changed: after.filter((row) => known.has(row.id) && known.get(row.id) !== stableJson(row)),
    removed: before.filter(({ id }) => !kept.has(id)).map(({ id }) => id),
  };
}

/** JSON in which the order of the properties does not matter. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
