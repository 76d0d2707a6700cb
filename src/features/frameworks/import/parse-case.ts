import { type CaseVersion, objectionsTo } from "#src/features/frameworks/case-standard.ts";
import {
  type DraftAssociation,
  type DraftItem,
  Faults,
  type FrameworkDraft,
  type Parsed,
} from "#src/features/frameworks/import/draft.ts";
import {
  areWithinLimits,
  longestLine,
  longestText,
  mostAssociations,
  mostItems,
} from "#src/features/frameworks/import/limits.ts";
import { hasHidden, oneLine, plainText, shortName } from "#src/features/frameworks/import/plain-text.ts";
import { type Json, objectOf, readJson, textOf } from "#src/features/frameworks/import/read-json.ts";
import { findCircle } from "#src/features/frameworks/import/tree.ts";
import { isName } from "#src/lib/fields.ts";

/** With the item's path in the file, for the messages about the tree. */
type Placed = DraftItem & { path: string };
type Linked = DraftAssociation & { path: string };

/**
 * Parses a 1EdTech CASE 1.0 or 1.1 package, wrapped in `CFPackage` or not. Objections of the standard's schema are
 * reported as notices; only faults that leave no usable framework stop the import.
 */
export function parseCase(text: string): Parsed {
  const faults = new Faults();
  const root = readJson(text, faults);
  if (!root) return { draft: undefined, faults: faults.list() };
  const pack = unwrap(root);
  const document = objectOf(pack.CFDocument);
  if (!document) {
    faults.add("no document", {
      severity: "error",
      path: "CFDocument",
      message: "The package has no CFDocument. Export the whole framework as a CASE package and try again.",
    });
    return { draft: undefined, faults: faults.list() };
  }
  const sourceFormat = document.caseVersion === "1.1" ? "CASE_1_1" : "CASE_1_0";
  addSchemaNotices(pack, sourceFormat, faults);
  const items = readItems(pack, faults);
  if (items.length === 0) {
    faults.add("no items", {
      severity: "error",
      path: "CFItems",
      message: "The package has no items that could be read.",
    });
    return { draft: undefined, faults: faults.list() };
  }
  const documentId = textOf(document.identifier) ?? "";
  const description = textOf(document.description) ?? "";
  const version = textOf(document.version) ?? "1";
  const publisher = textOf(document.publisher) ?? textOf(document.creator) ?? null;
  const licence = licenceOf(document);
  const isFitting = areWithinLimits(
    [
      { what: "identifier", value: documentId, most: longestLine },
      { what: "title", value: textOf(document.title) ?? null, most: longestText },
      { what: "description", value: description, most: longestText },
      { what: "version", value: version, most: longestLine },
      { what: "publisher", value: publisher, most: longestText },
      { what: "licence", value: licence, most: longestText },
    ].map((one) => ({ ...one, what: `framework’s ${one.what}` })),
    { path: "CFDocument" },
    faults,
  );
  if (!isFitting) return { draft: undefined, faults: faults.list() };
  const associations = readAssociations(pack, faults);
  placeInTree(items, associations, documentId, faults);
  const { CFItems: _items, CFAssociations: _associations, ...source } = pack;
  const draft: FrameworkDraft = {
    title: titleOf(document),
    description,
    version,
    publisher,
    licence,
    sourceFormat,
    sourceIdentifier: documentId || null,
    items: items.map(({ path: _path, ...item }) => item),
    associations: associations.map(({ path: _path, ...association }) => association),
    source,
  };
  return { draft, faults: faults.list() };
}

function titleOf(document: Json): string {
  const title = shortName(plainText(textOf(document.title) ?? ""));
  return isName(title) ? title : "Framework without a title";
}

/** Exports may be wrapped in one or more objects that contain nothing else. */
function unwrap(root: Json): Json {
  let at = root;
  for (;;) {
    if (at.CFDocument !== undefined) return at;
    const inner = ["CFPackage", "cfPackage", "package", "data"].map((key) => objectOf(at[key])).find(Boolean);
    if (!inner) return at;
    at = inner;
  }
}

function addSchemaNotices(pack: Json, version: CaseVersion, faults: Faults): void {
  for (const { path, message } of objectionsTo(pack, version)) {
    faults.add("schema", {
      severity: "notice",
      path,
      message: `Differs from CASE ${version === "CASE_1_1" ? "1.1" : "1.0"}: ${message}. It was read all the same.`,
    });
  }
}

function readItems(pack: Json, faults: Faults): Placed[] {
  const given: unknown[] = Array.isArray(pack.CFItems) ? pack.CFItems : [];
  if (given.length > mostItems) {
    faults.add("too many", {
      severity: "error",
      path: "CFItems",
      message: `At most ${mostItems} items can be imported.`,
    });
    return [];
  }
  const items: Placed[] = [];
  const seen = new Set<string>();
  for (const [index, one] of given.entries()) {
    const path = `CFItems.${index}`;
    const source = objectOf(one);
    const identifier = textOf(source?.identifier);
    if (!source || !identifier || identifier.length > longestLine) {
      faults.add("no identifier", {
        severity: "warning",
        path,
        message: "This item has no usable identifier and was left out.",
      });
      continue;
    }
    if (seen.has(identifier)) {
      faults.add("twice", {
        severity: "warning",
        path,
        message: `The identifier ${identifier} is used twice; the first item was kept.`,
      });
      continue;
    }
    const statement = textOf(source.fullStatement) ?? "";
    const abbreviated = textOf(source.abbreviatedStatement) ?? "";
    const code = oneLine(textOf(source.humanCodingScheme) ?? "") || null;
    const itemType = oneLine(textOf(source.CFItemType) ?? "") || null;
    const isFitting = areWithinLimits(
      [
        { what: "statement", value: statement, most: longestText, path: `${path}.fullStatement` },
        { what: "short statement", value: abbreviated, most: longestText, path: `${path}.abbreviatedStatement` },
        { what: "code", value: code, most: longestLine, path: `${path}.humanCodingScheme` },
        { what: "item type", value: itemType, most: longestLine, path: `${path}.CFItemType` },
      ],
      {},
      faults,
    );
    if (!isFitting) continue;
    const plain = plainText(statement);
    const full = [plain, plainText(abbreviated), code ?? ""].find(isName);
    if (full === undefined) {
      faults.add("empty", {
        severity: "warning",
        path,
        message: "This item has no statement with a letter or a digit and was left out.",
      });
      continue;
    }
    if (hasHidden(statement)) {
      faults.add("hidden", {
        severity: "notice",
        path,
        message: "Characters that nobody can see were taken out of the name; the original is kept.",
      });
    }
    if (plain !== oneLine(statement)) {
      faults.add("markup", {
        severity: "notice",
        path,
        message: "HTML or Markdown was taken out of the name; the original is kept.",
      });
    }
    addDateNotices(source, path, faults);
    seen.add(identifier);
    const name = shortName(full);
    items.push({
      identifier,
      parentIdentifier: null,
      code,
      statement: statement || full,
      name,
      // An editor's notes stay in the source: they are for editors, not for those who assess.
      description: full.startsWith(name) && full.length <= name.length + 1 ? "" : full,
      itemType,
      category: null,
      level: "FUNDAMENTAL",
      isRequired: true,
      sortOrder: index,
      source,
      path,
    });
  }
  return items;
}

function addDateNotices(source: Json, path: string, faults: Faults): void {
  for (const key of ["lastChangeDateTime", "statusStartDate", "statusEndDate"]) {
    const value = source[key];
    if (value === undefined || value === null || isDate(value)) continue;
    faults.add("dates", {
      severity: "notice",
      path: `${path}.${key}`,
      message: "This is not a date; it was kept as it is and is not used.",
    });
  }
}

/** An existing day, with or without a time. `Date.parse` alone accepts almost any text. */
function isDate(value: unknown): boolean {
  if (typeof value !== "string") return false;
  const [, year, month, day, time] = /^(\d{4})-(\d{2})-(\d{2})(T.{1,40})?$/.exec(value) ?? [];
  if (day === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCDate() === Number(day) && (time === undefined || !Number.isNaN(Date.parse(value)));
}

function readAssociations(pack: Json, faults: Faults): Linked[] {
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
  return given.flatMap((one, index) => {
    const path = `CFAssociations.${index}`;
    const source = objectOf(one);
    const origin = nodeOf(source?.originNodeURI);
    const destination = nodeOf(source?.destinationNodeURI);
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
    const sequence = source.sequenceNumber;
    const sortOrder = typeof sequence === "number" && Number.isSafeInteger(sequence) ? clamped(sequence) : null;
    return [{ identifier, type, origin, destination, sortOrder, source, path }];
  });
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
function placeInTree(items: Placed[], associations: readonly Linked[], documentId: string, faults: Faults): void {
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

function licenceOf(document: Json): string | null {
  const uri = objectOf(document.licenseURI);
  return (
    textOf(uri?.title) ??
    textOf(document.licenseURI) ??
    (/^CC[ -]/.test(String(document.notes ?? "")) ? (textOf(document.notes) ?? null) : null)
  );
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
