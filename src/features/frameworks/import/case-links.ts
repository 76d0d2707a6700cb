import type { DraftAssociation, DraftItem, Faults } from "#src/features/frameworks/import/draft.ts";
import { areWithinLimits, longestLine, mostAssociations } from "#src/features/frameworks/import/limits.ts";
import { inNaturalOrder } from "#src/features/frameworks/import/natural-order.ts";
import { type Json, objectOf, textOf } from "#src/features/frameworks/import/read-json.ts";
import { findCircle } from "#src/features/frameworks/import/tree.ts";

/** With the item's path in the file, for the messages about the tree. */
export type Placed = DraftItem & { path: string };
export type Linked = DraftAssociation & { path: string };

/** `restored` has the identifiers here of items that have another one in the package. */
export function readAssociations(pack: Json, restored: ReadonlyMap<string, string>, faults: Faults): Linked[] {
  const given: unknown[] = Array.isArray(pack.CFAssociations) ? pack.CFAssociations : [];
  if (given.length > mostAssociations) {
    faults.add("too many associations", {
      severity: "error",
      path: "CFAssociations",
      message: `At most ${mostAssociations.toLocaleString("en")} associations can be imported.`,
    });
    return [];
  }
  const seen = new Set<string>();
  let textual = 0;
  const endOf = (node: unknown) => {
    const end = nodeOf(node);
    return end === undefined ? undefined : (restored.get(end) ?? end);
  };
  const links = given.flatMap((one, index) => {
    const path = `CFAssociations.${index}`;
    const source = objectOf(one);
    const origin = endOf(source?.originNodeURI);
    const destination = endOf(source?.destinationNodeURI);
    const type = textOf(source?.associationType);
    if (!source || !origin || !destination || !type) {
      faults.add("broken link", {
        severity: "warning",
        path,
        message: "This association lacks an end or a type and was left out.",
      });
      return [];
    }
    if (!areWithinLimits([{ what: "type of the association", value: type, most: longestLine }], { path }, faults)) {
      return [];
    }
    const identifier = associationIdentifier(source, index, path, faults);
    if (seen.has(identifier)) {
      faults.add("link twice", {
        severity: "warning",
        path,
        message: `The identifier ${identifier} is used twice; the first association was kept.`,
      });
      return [];
    }
    seen.add(identifier);
    const sortOrder = sequenceOf(source.sequenceNumber);
    if (sortOrder !== null && typeof source.sequenceNumber === "string") textual += 1;
    return [{ identifier, type, origin, destination, sortOrder, source, path }];
  });
  if (textual > 0) {
    faults.add("sequence", {
      severity: "notice",
      message: `${textual} sequence ${textual === 1 ? "number is" : "numbers are"} given as text, and ${textual === 1 ? "was" : "were"} read as ${textual === 1 ? "a number" : "numbers"}.`,
    });
  }
  return links;
}

function sequenceOf(given: unknown): number | null {
  const sequence = typeof given === "string" && /^\s*-?\d{1,15}\s*$/.test(given) ? Number(given) : given;
  return typeof sequence === "number" && Number.isSafeInteger(sequence) ? clamped(sequence) : null;
}

function associationIdentifier(source: Json, index: number, path: string, faults: Faults): string {
  const given = textOf(source.identifier);
  if (given && given.length <= longestLine) return given;
  faults.add("link without identifier", {
    severity: "notice",
    path,
    message: "This association has no usable identifier; it was given one.",
  });
  return `association-${index + 1}`;
}

/** isChildOf associations define the tree; all others are kept unchanged. */
export function placeInTree(
  items: Placed[],
  associations: readonly Linked[],
  documentId: string,
  faults: Faults,
): void {
  const byId = new Map(items.map((item) => [item.identifier, item]));
  const parents = findParents(byId, associations, documentId, faults);
  const parentOf = new Map([...parents].map(([id, { parent }]) => [id, parent]));
  const settled = new Set<string>();
  for (const item of items) {
    const { identifier, path } = item;
    const circle = findCircle(identifier, parentOf, settled);
    if (circle) {
      const names = circle.slice(0, 5).map((id) => `“${byId.get(id)?.name}”`);
      faults.add("circle", {
        severity: "error",
        path: byId.get(circle[0] ?? "")?.path ?? path,
        message: `${
          circle.length === 1
            ? `${names[0]} is its own parent.`
            : `${circle.length} items are each other's parents: ${names.join(" → ")}${circle.length > 5 ? " → …" : ""}.`
        } Fix the hierarchy and import again.`,
      });
    }
    const found = parents.get(identifier);
    if (!found) {
      faults.add("orphans", {
        severity: "notice",
        path,
        message: `“${item.name}” has no parent; it was placed at the top.`,
      });
    }
    item.parentIdentifier = found?.parent ?? null;
    item.sortOrder = found?.order ?? item.sortOrder;
  }
  sortByCodes(items, parents, faults);
}

/** Where no sibling has a sequence number and all have codes, they stand as people count: 1, 2, 10. */
function sortByCodes(items: readonly Placed[], parents: ReadonlyMap<string, Parent>, faults: Faults): void {
  let sorted = 0;
  for (const siblings of Map.groupBy(items, ({ parentIdentifier }) => parentIdentifier).values()) {
    const isNumbered = siblings.some(({ identifier }) => (parents.get(identifier)?.order ?? null) !== null);
    if (isNumbered || siblings.some(({ code }) => code === null)) continue;
    const places = siblings.map(({ sortOrder }) => sortOrder);
    const inOrder = siblings.toSorted((a, b) => inNaturalOrder(a.code ?? "", b.code ?? ""));
    if (inOrder.some((item, at) => item !== siblings[at])) sorted += 1;
    for (const [at, item] of inOrder.entries()) item.sortOrder = places[at] ?? at;
  }
  if (sorted > 0) {
    faults.add("order", {
      severity: "notice",
      message: "The package gives no sequence numbers, so items were put in the order of their codes.",
    });
  }
}

type Parent = { parent: string | null; order: number | null };

/** The parent of each item: of several, the one with the lowest sequence number, otherwise the first in the file. */
function findParents(
  byId: ReadonlyMap<string, Placed>,
  associations: readonly Linked[],
  documentId: string,
  faults: Faults,
): Map<string, Parent> {
  const parents = new Map<string, Parent>();
  const isInside = (end: string) => byId.has(end) || end === documentId;
  for (const { type, origin, destination, sortOrder, path } of associations) {
    if (!isInside(origin) || !isInside(destination)) {
      faults.add("leaves the package", {
        severity: "notice",
        path,
        message: `This ${type.slice(0, 60)} association leads out of the package; it is kept, and its other end is not imported.`,
      });
      continue;
    }
    const child = byId.get(origin);
    if (type !== "isChildOf" || !child) continue;
    const given = { parent: destination === documentId ? null : destination, order: sortOrder };
    const known = parents.get(origin);
    if (known && known.parent !== given.parent) {
      faults.add("several parents", {
        severity: "notice",
        path,
        message: `“${child.name}” has several parents; it is shown under the first, and the others are kept as associations.`,
      });
    }
    if (!known || (given.order ?? Number.POSITIVE_INFINITY) < (known.order ?? Number.POSITIVE_INFINITY)) {
      parents.set(origin, given);
    }
  }
  return parents;
}

/** One end of an association: its identifier, or the last part of its address if it has only an address. */
function nodeOf(node: unknown): string | undefined {
  const object = objectOf(node);
  const identifier = textOf(object?.identifier) ?? lastPart(textOf(object?.uri) ?? textOf(node));
  return identifier && identifier.length <= longestLine ? identifier : undefined;
}

function lastPart(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  let end = address.length;
  while (address.charAt(end - 1) === "/") end -= 1;
  return address.slice(address.lastIndexOf("/", end - 1) + 1, end);
}

/** Limits a number to the range of an integer column. */
function clamped(value: number): number {
  return Math.max(-2_147_483_648, Math.min(2_147_483_647, value));
}
