import type { EditCompetency, EditItem, EditScale } from "#src/features/frameworks/editing/schema.ts";

/** The tree of a draft: pure steps from one list of items to the next, for the browser and for the server. */
export type Items = readonly EditItem[];

export const noCategory = "General";

/** Those under each item, in order; under null those at the top. */
export function childrenOf(items: Items): ReadonlyMap<string | null, EditItem[]> {
  return Map.groupBy(items, ({ parentId }) => parentId);
}

/** In the order of reading. Items in a circle, or below a parent that is not there, are left out. */
export function inOrder(items: Items): EditItem[] {
  const children = childrenOf(items);
  const ordered: EditItem[] = [];
  const stack = (children.get(null) ?? []).toReversed();
  for (let next = stack.pop(); next; next = stack.pop()) {
    ordered.push(next);
    const below = children.get(next.id);
    if (below) stack.push(...below.toReversed());
  }
  return ordered;
}

/** The item and all below it. */
export function withDescendants(items: Items, ids: Iterable<string>): Set<string> {
  const children = childrenOf(items);
  const found = new Set<string>();
  const stack = [...ids];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    for (const { id } of children.get(next) ?? []) stack.push(id);
  }
  return found;
}

/** The category of each competency: its own, else the nearest category above it. */
export function categoriesOf(items: Items): Map<string, string> {
  const byId = new Map(items.map((item) => [item.id, item]));
  const known = new Map<string | null, string>([[null, noCategory]]);
  const under = (id: string | null): string => {
    const trail: string[] = [];
    let at = id;
    while (at !== null && !known.has(at)) {
      const item = byId.get(at);
      if (!item || trail.includes(at)) break;
      if (item.kind === "CATEGORY") {
        known.set(at, item.statement);
        break;
      }
      trail.push(at);
      at = item.parentId;
    }
    const name = known.get(at) ?? noCategory;
    for (const passed of trail) known.set(passed, name);
    return name;
  };
  const found = new Map<string, string>();
  for (const item of items) {
    if (item.competency) found.set(item.id, item.competency.category ?? under(item.parentId));
  }
  return found;
}

export type Place = { parentId: string | null; index: number };

/** Where an item stands among its siblings. */
export function placeOf(items: Items, id: string): (Place & { siblings: number }) | undefined {
  const item = items.find((one) => one.id === id);
  if (!item) return undefined;
  const siblings = items.filter(({ parentId }) => parentId === item.parentId);
  return { parentId: item.parentId, index: siblings.indexOf(item), siblings: siblings.length };
}

/**
 * The items with these moved to a place, in the order in which they stood. `index` counts the siblings without them.
 * Undefined where one would get under itself.
 */
export function moveTo(items: Items, ids: readonly string[], place: Place): EditItem[] | undefined {
  const chosen = topmost(items, ids);
  if (place.parentId !== null && withDescendants(items, chosen).has(place.parentId)) return undefined;
  const moving = new Set(chosen);
  const moved = items.filter(({ id }) => moving.has(id)).map((item) => under(item, place.parentId));
  const rest = items.filter(({ id }) => !moving.has(id));
  const siblings = rest.filter(({ parentId }) => parentId === place.parentId);
  const before = siblings[Math.max(0, place.index)];
  const at = before ? rest.indexOf(before) : rest.length;
  return inOrder([...rest.slice(0, at), ...moved, ...rest.slice(at)]);
}

/** A competency that is moved below another item takes the category that it finds there. */
function under(item: EditItem, parentId: string | null): EditItem {
  if (item.parentId === parentId) return item;
  if (!item.competency || parentId === null) return { ...item, parentId };
  return { ...item, parentId, competency: { ...item.competency, category: null } };
}

/** Those of them that are not below another of them. */
export function topmost(items: Items, ids: readonly string[]): string[] {
  const parents = new Map(items.map(({ id, parentId }) => [id, parentId]));
  const chosen = new Set(ids);
  return ids.filter((id) => {
    for (let at = parents.get(id); at !== null && at !== undefined; at = parents.get(at)) {
      if (chosen.has(at)) return false;
    }
    return parents.has(id);
  });
}

export type Step = "up" | "down" | "in" | "out";

/**
 * Where one step takes an item: up and down among its siblings, and at the end of them into the category before or
 * after; in, below the item before it; out, behind its parent. Undefined where there is no such place.
 */
export function stepOf(items: Items, id: string, step: Step): Place | undefined {
  const place = placeOf(items, id);
  if (!place) return undefined;
  const children = childrenOf(items);
  const siblings = children.get(place.parentId) ?? [];
  const parent = items.find((item) => item.id === place.parentId);
  const isCategory = items.find((item) => item.id === id)?.kind === "CATEGORY";
  switch (step) {
    case "up":
    case "down": {
      const next = place.index + (step === "up" ? -1 : 1);
      if (next >= 0 && next < siblings.length) return { parentId: place.parentId, index: next };
      if (!parent || isCategory) return undefined;
      const around = children.get(parent.parentId) ?? [];
      const beside = around[around.indexOf(parent) + (step === "up" ? -1 : 1)];
      if (beside?.kind !== "CATEGORY") return undefined;
      return { parentId: beside.id, index: step === "up" ? (children.get(beside.id)?.length ?? 0) : 0 };
    }
    case "in": {
      const before = siblings[place.index - 1];
      if (!before || (isCategory && before.kind !== "CATEGORY")) return undefined;
      return { parentId: before.id, index: children.get(before.id)?.length ?? 0 };
    }
    case "out": {
      if (!parent) return undefined;
      return { parentId: parent.parentId, index: (children.get(parent.parentId) ?? []).indexOf(parent) + 1 };
    }
  }
}

/** The items without these and all below them. */
export function without(items: Items, ids: readonly string[]): EditItem[] {
  const gone = withDescendants(items, ids);
  return items.filter(({ id }) => !gone.has(id));
}

/** A new item behind the chosen one: below it if it is a category, else as its next sibling. */
export function addBeside(items: Items, chosen: string | null, added: EditItem): EditItem[] {
  const at = items.find(({ id }) => id === chosen);
  if (!at) return [...items, { ...added, parentId: null }];
  if (added.kind === "CATEGORY" || at.kind === "COMPETENCY") {
    // A category goes beside the category, also where a competency of it is chosen.
    const beside =
      added.kind === "CATEGORY" && at.kind === "COMPETENCY" ? (items.find(({ id }) => id === at.parentId) ?? at) : at;
    const place = placeOf(items, beside.id);
    const next = [...items, { ...added, parentId: beside.parentId }];
    return moveTo(next, [added.id], { parentId: beside.parentId, index: (place?.index ?? 0) + 1 }) ?? next;
  }
  return inOrder([...items, { ...added, parentId: at.id }]);
}

export type ItemChange = Partial<Pick<EditItem, "code" | "statement" | "editorNote">>;
export type CompetencyChange = Partial<Omit<EditCompetency, "id" | "replacesId">>;

export function changeItem(items: Items, id: string, change: ItemChange): EditItem[] {
  const before = items.find((item) => item.id === id);
  return items.map((item) => {
    if (item.id === id) return { ...item, ...change };
    // A competency that names the category itself follows when the category is renamed.
    if (before?.kind !== "CATEGORY" || change.statement === undefined || item.competency?.category == null) return item;
    const isOfIt = item.parentId === id && before.statement.startsWith(item.competency.category.replace(/…$/, ""));
    return isOfIt ? { ...item, competency: { ...item.competency, category: null } } : item;
  });
}

/** The statement of a competency is its name; what a file had beside it is replaced with it. */
export function changeStatement(items: Items, id: string, statement: string): EditItem[] {
  const named = items.map((item) =>
    item.id === id && item.competency ? { ...item, competency: { ...item.competency, name: statement } } : item,
  );
  return changeItem(named, id, { statement });
}

/** Several at once; those of them that are categories stay as they are. */
export function changeCompetencies(
  items: Items,
  ids: readonly string[],
  change: CompetencyChange,
  scales: readonly EditScale[],
): EditItem[] {
  const chosen = new Set(ids);
  return items.map((item) =>
    chosen.has(item.id) && item.competency
      ? { ...item, competency: fitted({ ...item.competency, ...change }, scales, change) }
      : item,
  );
}

/** With a target and a method that the scale allows, and an N exactly where the method has one. */
function fitted(competency: EditCompetency, scales: readonly EditScale[], change: CompetencyChange): EditCompetency {
  const scale = scales.find(({ id }) => id === competency.ratingScaleId);
  const next = { ...competency };
  if (scale && change.ratingScaleId !== undefined) {
    if (!isTargetOf(next.targetRating, scale)) next.targetRating = scale.defaultTarget;
    if (!methodsOf(scale).includes(next.scoringMethod)) next.scoringMethod = "LATEST";
  }
  next.nTimes = next.scoringMethod === "N_TIMES" ? (next.nTimes ?? 2) : null;
  return next;
}

/** Above the lowest value, or everybody would have reached it; a whole level unless the scale is of numbers. */
export function isTargetOf(target: number, scale: EditScale): boolean {
  if (!(target > scale.min && target <= scale.max)) return false;
  return scale.kind === "NUMERIC" || Number.isInteger(target);
}

/** In the order in which they are offered: simple ones first. Means need numbers, or a school that opts in. */
export function methodsOf(scale: Pick<EditScale, "kind" | "allowMean">): EditCompetency["scoringMethod"][] {
  const always = ["LATEST", "HIGHEST", "N_TIMES"] as const;
  const means = ["AVERAGE", "WEIGHTED_AVERAGE", "DECAYING_AVERAGE"] as const;
  if (scale.kind === "BINARY") return [...always];
  const hasMeans = scale.kind === "NUMERIC" || scale.allowMean;
  return [...always, ...(hasMeans ? means : []), "MINIMUM_OF_CRITERIA"];
}
