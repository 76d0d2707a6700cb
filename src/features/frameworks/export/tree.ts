import type { ContentAssociation, ContentItem, FrameworkContent } from "#src/features/frameworks/export/content.ts";
import type { Identifiers } from "#src/features/frameworks/export/identifiers.ts";
import { inNaturalOrder } from "#src/features/frameworks/import/natural-order.ts";
import { objectOf } from "#src/features/frameworks/import/read-json.ts";

/** An item in its place. `link` is the association that puts it there, where one came with the package. */
export type Placed = {
  item: ContentItem;
  parent: string | null;
  link: ContentAssociation | undefined;
  /** It came in a package that does not say where it is, and is at the top. */
  isOrphan: boolean;
  /** Its number among its siblings, where the order needs one. */
  sequence: number | undefined;
};

export type Tree = {
  placed: Placed[];
  /** The associations that say no more where an item is. */
  stale: ReadonlySet<ContentAssociation>;
};

const noCategory = "General";

/**
 * The items of a framework in tree order, each with what places it. A competency at the top that has its category only in
 * a column gets an item for that category above it, as CASE knows no other way to say it.
 */
export function treeOf(content: FrameworkContent, identifiers: Identifiers): Tree {
  const known = new Set(content.items.map(({ identifier }) => identifier));
  const links = linksOf(content, known, identifiers);
  const stale = new Set<ContentAssociation>();
  const children = new Map<string | null, Placed[]>();
  const add = (placed: Placed) => {
    const siblings = children.get(placed.parent);
    if (siblings) siblings.push(placed);
    else children.set(placed.parent, [placed]);
  };
  const categories = new Set<string>();
  for (const item of content.items) {
    const parent = item.parent !== null && known.has(item.parent) ? item.parent : null;
    const own = links.get(item.identifier) ?? [];
    const link = own.find(({ destination }) => (known.has(destination) ? destination : null) === parent);
    // It was moved since: what placed it before, the first of its links, is replaced.
    if (!link && own[0]) stale.add(own[0]);
    const category = item.competency?.category;
    const isOrphan = parent === null && own.length === 0 && objectOf(item.source)?.fullStatement !== undefined;
    if (isOrphan || parent !== null || link || category === undefined || category === noCategory) {
      add({ item, parent, link, isOrphan, sequence: undefined });
      continue;
    }
    const above = identifiers.derive(`category ${category}`);
    if (!categories.has(above)) {
      categories.add(above);
      const made = categoryItem(above, category);
      add({ item: made, parent: null, link: undefined, isOrphan: false, sequence: undefined });
    }
    add({ item, parent: above, link, isOrphan: false, sequence: undefined });
  }
  return { placed: inTreeOrder(children), stale };
}

/** The isChildOf associations of each item that lead to another item or to the document, the first by sequence first. */
function linksOf(
  { associations }: FrameworkContent,
  known: ReadonlySet<string>,
  identifiers: Identifiers,
): Map<string, ContentAssociation[]> {
  const links = new Map<string, ContentAssociation[]>();
  for (const association of associations) {
    const { type, origin, destination } = association;
    const isInside = known.has(destination) || identifiers.of(destination) === identifiers.document;
    if (type !== "isChildOf" || !known.has(origin) || !isInside) continue;
    const own = links.get(origin);
    if (own) own.push(association);
    else links.set(origin, [association]);
  }
  for (const own of links.values()) own.sort((a, b) => orderOf(a) - orderOf(b));
  return links;
}

function orderOf({ sortOrder }: ContentAssociation): number {
  return sortOrder ?? Number.MAX_SAFE_INTEGER;
}

function inTreeOrder(children: ReadonlyMap<string | null, Placed[]>): Placed[] {
  const placed: Placed[] = [];
  const seen = new Set<Placed>();
  for (const siblings of children.values()) number(siblings.filter(({ isOrphan }) => !isOrphan));
  const stack = (children.get(null) ?? []).toReversed();
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    placed.push(next);
    stack.push(...(children.get(next.item.identifier) ?? []).toReversed());
  }
  return placed;
}

/** Numbers the siblings anew, unless what came with the package gives their present order. */
function number(siblings: Placed[]): void {
  const given = siblings.map(({ link }) => link?.sortOrder ?? null);
  const isLinked = siblings.every(({ link }) => link);
  const rises = given.every((order, at) => order !== null && (at === 0 || order >= (given[at - 1] ?? order)));
  if (isLinked && (rises || (given.every((order) => order === null) && isInReadingOrder(siblings)))) return;
  for (const [at, placed] of siblings.entries()) placed.sequence = at + 1;
}

/** Without numbers an import sorts siblings by their codes, if all have one, and else keeps the order of the file. */
function isInReadingOrder(siblings: readonly Placed[]): boolean {
  const codes = siblings.map(({ item }) => item.code);
  if (codes.includes(null)) return true;
  return codes.every((code, at) => at === 0 || inNaturalOrder(codes[at - 1] ?? "", code ?? "") <= 0);
}

function categoryItem(identifier: string, name: string): ContentItem {
  return {
    identifier,
    parent: null,
    kind: "CATEGORY",
    code: null,
    statement: name,
    itemType: "Category",
    editorNote: null,
    source: null,
    competency: null,
  };
}
