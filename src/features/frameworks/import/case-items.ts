import { type ItemExtension, itemExtension } from "#src/features/frameworks/export/extensions.ts";
import { inUtc } from "#src/features/frameworks/export/properties.ts";
import type { Placed } from "#src/features/frameworks/import/case-links.ts";
import type { Faults } from "#src/features/frameworks/import/draft.ts";
import { htmlToText } from "#src/features/frameworks/import/html.ts";
import { areWithinLimits, longestLine, longestText, mostItems } from "#src/features/frameworks/import/limits.ts";
import { settleNames } from "#src/features/frameworks/import/names.ts";
import { hasHidden, oneLine, plainText } from "#src/features/frameworks/import/plain-text.ts";
import { type Json, objectOf, textOf } from "#src/features/frameworks/import/read-json.ts";
import { competencyLevel } from "#src/features/frameworks/schema.ts";
import { isName } from "#src/lib/fields.ts";

type ReadItems = {
  items: Placed[];
  /** The identifiers here of items that have another one in the package. */
  restored: Map<string, string>;
};

/** Reads the items of a package; `extensions` has what this program wrote about them, by identifier. */
export function readItems(pack: Json, extensions: Json, faults: Faults): ReadItems {
  const given: unknown[] = Array.isArray(pack.CFItems) ? pack.CFItems : [];
  const restored = new Map<string, string>();
  if (given.length > mostItems) {
    faults.add("too many", {
      severity: "error",
      path: "CFItems",
      message: `At most ${mostItems} items can be imported.`,
    });
    return { items: [], restored };
  }
  const items: Placed[] = [];
  const unnamed: Placed[] = [];
  const seen = new Set<string>();
  const taken = new Set(given.map((one) => textOf(objectOf(one)?.identifier)));
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
    const ours = extensionOf(identifier, extensions, path, faults);
    const item = readItem(source, { identifier, path, index, ours }, faults);
    if (!item) continue;
    seen.add(identifier);
    if (ours?.identifier !== undefined && !taken.has(ours.identifier)) {
      taken.add(ours.identifier);
      restored.set(identifier, ours.identifier);
      item.identifier = ours.identifier;
    }
    items.push(item);
    if (ours?.name === undefined && legacyOf(source) === undefined) unnamed.push(item);
  }
  settleNames(unnamed, faults);
  return { items, restored };
}

function extensionOf(identifier: string, extensions: Json, path: string, faults: Faults): ItemExtension | undefined {
  const given = Object.hasOwn(extensions, identifier) ? extensions[identifier] : undefined;
  if (given === undefined) return undefined;
  const { data, error } = itemExtension.safeParse(given);
  if (data && (data.name === undefined || isName(data.name))) return data;
  faults.add("extension", {
    severity: "warning",
    path,
    message: `What this program wrote about this item was changed, and could not be read (${error?.issues[0]?.path.join(".") ?? "name"}).`,
  });
  return undefined;
}

type Given = { identifier: string; path: string; index: number; ours: ItemExtension | undefined };

function readItem(source: Json, { identifier, path, index, ours }: Given, faults: Faults): Placed | undefined {
  const statement = textOf(source.fullStatement) ?? "";
  const abbreviated = textOf(source.abbreviatedStatement) ?? "";
  const code = ours?.code ?? (oneLine(textOf(source.humanCodingScheme) ?? "") || null);
  const itemType = ours?.itemType ?? (oneLine(textOf(source.CFItemType) ?? "") || null);
  const notes = textOf(source.notes) ?? null;
  const isFitting = areWithinLimits(
    [
      { what: "statement", value: statement, most: longestText, path: `${path}.fullStatement` },
      { what: "short statement", value: abbreviated, most: longestText, path: `${path}.abbreviatedStatement` },
      { what: "code", value: code, most: longestLine, path: `${path}.humanCodingScheme` },
      { what: "item type", value: itemType, most: longestLine, path: `${path}.CFItemType` },
      { what: "note", value: notes, most: longestText, path: `${path}.notes` },
    ],
    {},
    faults,
  );
  if (!isFitting) return undefined;
  const plain = plainText(statement);
  const legacy = legacyOf(source);
  const name = ours?.name ?? legacy?.name ?? [plain, plainText(abbreviated), code ?? ""].find(isName);
  if (name === undefined) {
    faults.add("empty", {
      severity: "warning",
      path,
      message: "This item has no statement with a letter or a digit and was left out.",
    });
    return undefined;
  }
  if (ours?.name === undefined) addTextNotices(statement, plain, path, faults);
  addDateNotices(source, path, faults);
  const text = htmlToText(statement).trim();
  const own = text.includes("\n") || (legacy && text !== legacy.name) ? text : "";
  return {
    identifier,
    parentIdentifier: null,
    code,
    statement: statement || name,
    name,
    description: ours?.description ?? own,
    itemType,
    category: ours?.category ?? null,
    level: ours?.level ?? legacy?.level ?? "FUNDAMENTAL",
    isRequired: ours?.isRequired ?? legacy?.isRequired ?? true,
    ...(ours?.level !== undefined || legacy ? {} : { unsaid: silent }),
    sortOrder: index,
    ...(ours ? { kind: ours.kind, settings: ours.settings } : {}),
    ...(ours?.shortName ? { shortName: ours.shortName } : {}),
    ...(ours?.validityMonths === undefined ? {} : { validityMonths: ours.validityMonths }),
    ...(ours?.renewalWays === undefined ? {} : { renewalWays: ours.renewalWays }),
    // An editor's notes are for editors, not for those who assess.
    ...(notes === null ? {} : { editorNote: notes }),
    source,
    path,
  };
}

const silent: ("level" | "isRequired")[] = ["level", "isRequired"];

/** What earlier versions of this program wrote into the item itself. */
function legacyOf(source: Json) {
  const extensions = objectOf(source.extensions);
  const level = competencyLevel.safeParse(extensions?.level).data;
  const name = textOf(source.abbreviatedStatement);
  if (level === undefined || typeof extensions?.isRequired !== "boolean" || !name || !isName(name)) return undefined;
  return { name, level, isRequired: extensions.isRequired };
}

function addTextNotices(statement: string, plain: string, path: string, faults: Faults): void {
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
function isDate(given: unknown): boolean {
  const value = inUtc(given);
  if (typeof value !== "string") return false;
  const [, year, month, day, time] = /^(\d{4})-(\d{2})-(\d{2})(T.{1,40})?$/.exec(value) ?? [];
  if (day === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCDate() === Number(day) && (time === undefined || !Number.isNaN(Date.parse(value)));
}
