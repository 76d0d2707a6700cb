import { type CaseVersion, objectionsTo } from "#src/features/frameworks/case-standard.ts";
import { extensionKey, packageExtension } from "#src/features/frameworks/export/extensions.ts";
import { inUtc } from "#src/features/frameworks/export/properties.ts";
import { readItems } from "#src/features/frameworks/import/case-items.ts";
import { placeInTree, readAssociations } from "#src/features/frameworks/import/case-links.ts";
import { addRubrics } from "#src/features/frameworks/import/case-rubrics.ts";
import { checkSettings } from "#src/features/frameworks/import/check-settings.ts";
import { Faults, type FrameworkDraft, type Parsed } from "#src/features/frameworks/import/draft.ts";
import { areWithinLimits, longestLine, longestText } from "#src/features/frameworks/import/limits.ts";
import { type Json, objectOf, readJson, textOf } from "#src/features/frameworks/import/read-json.ts";
import { titleFrom } from "#src/features/frameworks/import/title.ts";
import { isName } from "#src/lib/fields.ts";

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
  const ours = readExtension(pack, faults);
  const { items, restored } = readItems(pack, ours.items, faults);
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
  const associations = readAssociations(pack, restored, faults);
  placeInTree(items, associations, documentId, faults);
  addRubrics(items, pack.CFRubrics, restored, faults);
  checkSettings(items, ours.scales, faults);
  if (inUtc(document.lastChangeDateTime) !== document.lastChangeDateTime) addZoneNotice(faults);
  const { CFItems: _items, CFAssociations: _associations, extensions, ...rest } = pack;
  const others = Object.entries(objectOf(extensions) ?? {}).filter(([key]) => key !== extensionKey);
  const source = others.length > 0 ? { ...rest, extensions: Object.fromEntries(others) } : rest;
  const draft: FrameworkDraft = {
    title: ours.title ?? titleFrom(textOf(document.title) ?? ""),
    description,
    version,
    publisher,
    licence,
    sourceFormat,
    sourceIdentifier: ours.identifier ?? (documentId || null),
    items: items.map(({ path: _path, ...item }) => item),
    associations: associations.map(({ path: _path, ...association }) => association),
    ...(ours.scales.length > 0 ? { scales: ours.scales } : {}),
    source,
  };
  return { draft, faults: faults.list() };
}

type Extension = Pick<FrameworkDraft, "scales"> & ReturnType<typeof packageExtension.parse>;

/** What this program wrote beside a package that it exported. */
function readExtension(pack: Json, faults: Faults): Extension {
  const given = objectOf(pack.extensions)?.[extensionKey];
  const nothing = { scales: [], items: {} };
  if (given === undefined) return nothing;
  const { data } = packageExtension.safeParse(given);
  if (data && (data.title === undefined || isName(data.title))) return data;
  faults.add("extension", {
    severity: "warning",
    path: `extensions.${extensionKey}`,
    message: "What this program wrote beside the package was changed, and could not be read; the rest was.",
  });
  return nothing;
}

function addZoneNotice(faults: Faults): void {
  faults.add("zone", {
    severity: "notice",
    path: "CFDocument.lastChangeDateTime",
    message: "Times without a zone were taken as UTC.",
  });
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

function licenceOf(document: Json): string | null {
  const uri = objectOf(document.licenseURI);
  return (
    textOf(uri?.title) ??
    textOf(document.licenseURI) ??
    (/^CC[ -]/.test(String(document.notes ?? "")) ? (textOf(document.notes) ?? null) : null)
  );
}
