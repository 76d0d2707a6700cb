import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import {
  type DraftAssociation,
  type DraftItem,
  Faults,
  type FrameworkDraft,
  type Parsed,
} from "#src/features/frameworks/import/draft.ts";
import { plainText, shortName } from "#src/features/frameworks/import/plain-text.ts";
import { findCircle } from "#src/features/frameworks/import/tree.ts";

type Json = Record<string, unknown>;

const mostItems = 20_000;

/**
 * A 1EdTech CASE 1.0 or 1.1 package, wrapped in `CFPackage` or not. What the standard's schema objects to is said;
 * only what leaves no sensible framework stops the import.
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
  sayWhatTheSchemaSays(pack, sourceFormat, faults);
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
  const associations = readAssociations(pack, faults);
  placeInTree(items, associations, documentId, faults);
  const { CFItems: _items, CFAssociations: _associations, ...source } = pack;
  const draft: FrameworkDraft = {
    title: shortName(plainText(textOf(document.title) ?? "")) || "Framework without a title",
    description: textOf(document.description) ?? "",
    version: textOf(document.version) ?? "1",
    publisher: textOf(document.publisher) ?? textOf(document.creator) ?? null,
    licence: licenceOf(document),
    sourceFormat,
    sourceIdentifier: documentId || null,
    items,
    associations,
    source,
  };
  return { draft, faults: faults.list() };
}

/** NUL and unpaired surrogates cannot be stored by any database; they are replaced, and that is said. */
function readJson(text: string, faults: Faults): Json | undefined {
  let isMended = false;
  const mend = (_key: string, value: unknown) => {
    if (typeof value !== "string" || (value.isWellFormed() && !value.includes("\u0000"))) return value;
    isMended = true;
    return value.replaceAll("\u0000", "\ufffd").toWellFormed();
  };
  try {
    const source = text.replace(/^\ufeff/, "");
    const parsed: unknown = /\\u(0000|d[89a-f])/i.test(source) ? JSON.parse(source, mend) : JSON.parse(source);
    if (isMended) {
      faults.add("characters", {
        severity: "warning",
        message: "Characters that cannot be stored were replaced by �.",
      });
    }
    const root = objectOf(parsed);
    if (root) return root;
    faults.add("not an object", { severity: "error", message: "This JSON is not a CASE package." });
  } catch (error) {
    const where = /line (\d+) column (\d+)/.exec(error instanceof Error ? error.message : "");
    faults.add("syntax", {
      severity: "error",
      message: `The file is not valid JSON${where ? ` (line ${where[1]}, column ${where[2]})` : ""}. It may have been cut off.`,
      ...(where ? { line: Number(where[1]) } : {}),
    });
  }
  return undefined;
}

function unwrap(root: Json): Json {
  for (const key of ["CFPackage", "cfPackage", "package", "data"]) {
    const inner = objectOf(root[key]);
    if (inner) return inner.CFDocument === undefined ? unwrap(inner) : inner;
  }
  return root;
}

let validators: Record<string, ValidateFunction> | undefined;

function validatorFor(format: "CASE_1_0" | "CASE_1_1"): ValidateFunction {
  validators ??= compileSchemas();
  const found = validators[format];
  if (!found) throw new Error(`no schema for ${format}`);
  return found;
}

function compileSchemas(): Record<string, ValidateFunction> {
  const load = (version: string): Json =>
    JSON.parse(readFileSync(new URL(`../case-schema/case-${version}-cfpackage.schema.json`, import.meta.url), "utf8"));
  const options = { strict: false, allErrors: true, validateFormats: true } as const;
  const v1p0 = new Ajv(options);
  const v1p1 = new Ajv2019(options);
  // The packages' types say that the default export is a namespace; at run time it is the function.
  const formats = addFormats as unknown as (ajv: Ajv | Ajv2019) => void;
  formats(v1p0);
  formats(v1p1);
  return { CASE_1_0: v1p0.compile(load("v1p0")), CASE_1_1: v1p1.compile(load("v1p1")) };
}

function sayWhatTheSchemaSays(pack: Json, format: "CASE_1_0" | "CASE_1_1", faults: Faults): void {
  const validate = validatorFor(format);
  if (validate(pack)) return;
  for (const error of validate.errors ?? []) {
    faults.add("schema", {
      severity: "notice",
      path: error.instancePath.slice(1).replaceAll("/", ".") || "CFPackage",
      message: `Differs from CASE ${format === "CASE_1_1" ? "1.1" : "1.0"}: ${error.message ?? error.keyword}. It was read all the same.`,
    });
  }
}

function readItems(pack: Json, faults: Faults): DraftItem[] {
  const given = Array.isArray(pack.CFItems) ? pack.CFItems : [];
  if (given.length > mostItems) {
    faults.add("too many", {
      severity: "error",
      path: "CFItems",
      message: `At most ${mostItems} items can be imported.`,
    });
    return [];
  }
  const items: DraftItem[] = [];
  const seen = new Set<string>();
  for (const [index, one] of given.entries()) {
    const path = `CFItems.${index}`;
    const source = objectOf(one);
    const identifier = textOf(source?.identifier);
    if (!source || !identifier || identifier.length > 200) {
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
    const code = textOf(source.humanCodingScheme) ?? null;
    const full = plainText(statement) || plainText(textOf(source.abbreviatedStatement) ?? "") || code;
    if (!full) {
      faults.add("empty", { severity: "warning", path, message: "This item has no statement and was left out." });
      continue;
    }
    if (plainText(statement) !== statement.replace(/\s+/g, " ").trim()) {
      faults.add("markup", {
        severity: "notice",
        path,
        message: "HTML or Markdown was taken out of the name; the original is kept.",
      });
    }
    sayBadDates(source, path, faults);
    seen.add(identifier);
    const notes = plainText(textOf(source.notes) ?? "");
    const name = shortName(full);
    items.push({
      identifier,
      parentIdentifier: null,
      code,
      statement: statement || full,
      name,
      description: [full.startsWith(name) && full.length <= name.length + 1 ? "" : full, notes]
        .filter((part) => part !== "")
        .join("\n\n"),
      itemType: textOf(source.CFItemType) ?? null,
      category: null,
      level: "FUNDAMENTAL",
      isRequired: true,
      sortOrder: index,
      source,
    });
  }
  return items;
}

function sayBadDates(source: Json, path: string, faults: Faults): void {
  for (const key of ["lastChangeDateTime", "statusStartDate", "statusEndDate"]) {
    const value = source[key];
    if (value === undefined || value === null) continue;
    if (typeof value === "string" && !Number.isNaN(Date.parse(value))) continue;
    faults.add("dates", {
      severity: "notice",
      path: `${path}.${key}`,
      message: "This is not a date; it was kept as it is and is not used.",
    });
  }
}

function readAssociations(pack: Json, faults: Faults): DraftAssociation[] {
  const given = Array.isArray(pack.CFAssociations) ? pack.CFAssociations : [];
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
    const identifier = textOf(source.identifier) ?? `association-${index + 1}`;
    if (seen.has(identifier)) {
      faults.add("link twice", {
        severity: "warning",
        path,
        message: `The identifier ${identifier} is used twice; the first association was kept.`,
      });
      return [];
    }
    seen.add(identifier);
    const sortOrder =
      typeof source.sequenceNumber === "number" && Number.isSafeInteger(source.sequenceNumber)
        ? source.sequenceNumber
        : null;
    return [{ identifier, type, origin, destination, sortOrder: clampInteger(sortOrder), source }];
  });
}

/** isChildOf makes the tree; every other association is kept as it is. */
function placeInTree(items: DraftItem[], associations: DraftAssociation[], documentId: string, faults: Faults): void {
  const byId = new Map(items.map((item) => [item.identifier, item]));
  const parents = new Map<string, { parent: string | null; order: number }>();
  for (const link of associations) {
    const isInside = (end: string) => byId.has(end) || end === documentId;
    if (!isInside(link.origin) || !isInside(link.destination)) {
      faults.add("leaves the package", {
        severity: "notice",
        path: `CFAssociations[${link.identifier}]`,
        message: `This ${link.type} association leads out of the package; it is kept, and its other end is not imported.`,
      });
      continue;
    }
    if (link.type !== "isChildOf" || !byId.has(link.origin)) continue;
    const parent = link.destination === documentId ? null : link.destination;
    const order = link.sortOrder ?? Number.MAX_SAFE_INTEGER;
    const known = parents.get(link.origin);
    if (known) {
      faults.add("several parents", {
        severity: "notice",
        path: `CFAssociations[${link.identifier}]`,
        message: `“${byId.get(link.origin)?.name}” has several parents; it is shown under the first, and the others are kept as associations.`,
      });
    }
    if (!known || order < known.order) parents.set(link.origin, { parent, order });
  }
  const parentOf = new Map([...parents].map(([id, { parent }]) => [id, parent]));
  const settled = new Set<string>();
  for (const item of items) {
    const circle = findCircle(item.identifier, parentOf, settled);
    if (circle) {
      faults.add("circle", {
        severity: "error",
        path: `CFItems[${circle[0]}]`,
        message: `These items are each other's parents: ${circle
          .slice(0, 5)
          .map((id) => `“${byId.get(id)?.name}”`)
          .join(" → ")}. Mend the hierarchy and import again.`,
      });
    }
    if (!parents.has(item.identifier)) {
      faults.add("orphans", {
        severity: "notice",
        path: `CFItems[${item.identifier}]`,
        message: `“${item.name}” has no parent; it was placed at the top.`,
      });
    }
    item.parentIdentifier = parentOf.get(item.identifier) ?? null;
    const order = parents.get(item.identifier)?.order;
    if (order !== undefined && order !== Number.MAX_SAFE_INTEGER)
      item.sortOrder = clampInteger(order) ?? item.sortOrder;
  }
}

function licenceOf(document: Json): string | null {
  const uri = objectOf(document.licenseURI);
  return (
    textOf(uri?.title) ??
    textOf(document.licenseURI) ??
    (/^CC[ -]/.test(String(document.notes ?? "")) ? (textOf(document.notes) ?? null) : null)
  );
}

function nodeOf(node: unknown): string | undefined {
  const identifier = textOf(objectOf(node)?.identifier) ?? textOf(node);
  return identifier && identifier.length <= 200 ? identifier : undefined;
}

function clampInteger(value: number | null): number | null {
  return value === null ? null : Math.max(-2_147_483_648, Math.min(2_147_483_647, value));
}

function objectOf(value: unknown): Json | undefined {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
