import { standardOf } from "#src/features/frameworks/case-standard.ts";
import type { ContentAssociation, ContentItem, FrameworkContent } from "#src/features/frameworks/export/content.ts";
import { extensionKey, type ItemExtension } from "#src/features/frameworks/export/extensions.ts";
import { type Identifiers, identifiersOf, isUuid, uriOf } from "#src/features/frameworks/export/identifiers.ts";
import { mergeProperties, withInstants } from "#src/features/frameworks/export/properties.ts";
import { rubricsOf } from "#src/features/frameworks/export/rubrics.ts";
import { type Placed, treeOf } from "#src/features/frameworks/export/tree.ts";
import { oneLine } from "#src/features/frameworks/import/plain-text.ts";
import { type Json, objectOf, textOf } from "#src/features/frameworks/import/read-json.ts";
import { titleFrom } from "#src/features/frameworks/import/title.ts";
import type { CasePackage } from "#src/features/frameworks/schema.ts";

/**
 * A framework as a CASE 1.1 package. What came from a package leaves as it came: identifiers, statements, associations
 * and rubrics; properties that are not part of the standard go into extensions, and so does what CASE has no word for.
 */
export function buildCase(content: FrameworkContent): CasePackage {
  const identifiers = identifiersOf(content);
  const { CFDocument, CFDefinitions, CFRubrics, extensions, ...rest } = packaged(content.source, "CFDocument");
  const { placed, stale } = treeOf(content, identifiers);
  const document = documentOf(content, objectOf(CFDocument) ?? {}, identifiers);
  const endOf = makeEnds(content, placed, identifiers);
  const { rubrics, invalid } = rubricsOf(content, CFRubrics, identifiers);
  const definitions = objectOf(withInstants(CFDefinitions));
  const keepsDefinitions =
    definitions !== undefined && standardOf("CASE_1_1").parts.get("CFDefinitions")?.validate(definitions) === true;
  const title = titleFrom(textOf(document.title) ?? "");
  const ours = {
    ...(title === content.name ? {} : { title: content.name }),
    ...(content.sourceIdentifier === null || content.sourceIdentifier === identifiers.document
      ? {}
      : { identifier: content.sourceIdentifier }),
    scales: content.scales,
    items: Object.fromEntries(
      placed.map(({ item }) => [identifiers.of(item.identifier), extensionOf(item, identifiers)]),
    ),
  };
  return {
    CFDocument: document,
    CFItems: placed.map(({ item }) => itemOf(item, content.updatedAt, identifiers)),
    CFAssociations: associationsOf(content, { placed, stale, identifiers, endOf }),
    ...(keepsDefinitions ? { CFDefinitions: definitions } : {}),
    ...(rubrics.length > 0 ? { CFRubrics: rubrics } : {}),
    extensions: {
      ...objectOf(extensions),
      ...rest,
      ...(invalid.length > 0 || (CFRubrics !== undefined && !Array.isArray(CFRubrics))
        ? { CFRubrics: Array.isArray(CFRubrics) ? invalid : CFRubrics }
        : {}),
      ...(CFDefinitions !== undefined && !keepsDefinitions ? { CFDefinitions } : {}),
      [extensionKey]: ours,
    },
  };
}

/** What came in a package; the rows of a table are kept as a source too, and are none. */
function packaged(source: unknown, key: string): Json {
  const object = objectOf(source);
  return object?.[key] === undefined ? {} : object;
}

function documentOf(content: FrameworkContent, source: Json, identifiers: Identifiers): Json {
  const { name, description, version, updatedAt } = content;
  const isKept = (key: string, value: string) => (textOf(source[key]) ?? "") === value;
  return mergeProperties("CFDocument", {
    defaults: {
      uri: uriOf(identifiers.document),
      creator: content.school,
      title: name,
      lastChangeDateTime: updatedAt,
      version,
      adoptionStatus: { DRAFT: "Draft", PUBLISHED: "Adopted", DEPRECATED: "Deprecated" }[content.status],
    },
    source,
    fixed: {
      identifier: identifiers.document,
      caseVersion: "1.1",
      ...(titleFrom(textOf(source.title) ?? "") === name ? {} : { title: name }),
      ...(isKept("description", description) ? {} : { description: description || undefined }),
      ...(source.version === undefined || isKept("version", version) ? {} : { version }),
      // What was edited here since was not changed last when its publisher changed it.
      ...(content.revision > 1 ? { lastChangeDateTime: updatedAt } : {}),
    },
  });
}

function itemOf(item: ContentItem, stamp: string, identifiers: Identifiers): Json {
  const source = packaged(item.source, "identifier");
  const identifier = identifiers.of(item.identifier);
  const { code, itemType, editorNote, competency, statement } = item;
  // Spaces and signs that nobody can see are taken out of codes here, and stay where they came from.
  const kept = (key: string, value: string | null) => {
    const given = textOf(source[key]);
    return typeof source[key] === "string" && given !== undefined && oneLine(given) === value ? given : value;
  };
  const isNamed = competency !== null && competency.name !== statement && source.identifier === undefined;
  return mergeProperties("CFItems", {
    defaults: {
      uri: uriOf(identifier),
      lastChangeDateTime: stamp,
      ...(isNamed ? { abbreviatedStatement: competency.name } : {}),
    },
    source,
    fixed: {
      identifier,
      fullStatement: statement,
      humanCodingScheme: kept("humanCodingScheme", code) ?? undefined,
      CFItemType: kept("CFItemType", itemType) ?? undefined,
      notes: editorNote ?? undefined,
    },
  });
}

function extensionOf(item: ContentItem, identifiers: Identifiers): ItemExtension {
  const { code, itemType, identifier } = item;
  const given = {
    ...(identifiers.of(identifier) === identifier ? {} : { identifier }),
    ...(code === null || oneLine(code) === code ? {} : { code }),
    ...(itemType === null || oneLine(itemType) === itemType ? {} : { itemType }),
  };
  if (!item.competency) return { ...given, kind: "CATEGORY" };
  const { rubric: _rubric, ...competency } = item.competency;
  return { ...given, kind: "COMPETENCY", ...competency };
}

type End = (identifier: string) => Json;

function makeEnds(content: FrameworkContent, placed: readonly Placed[], identifiers: Identifiers): End {
  const titles = new Map([
    [identifiers.document, content.name],
    ...placed.map(
      ({ item }) => [identifiers.of(item.identifier), item.competency?.name ?? oneLine(item.statement)] as const,
    ),
  ]);
  return (given) => {
    const derived = identifiers.of(given);
    const identifier = titles.has(derived) ? derived : given;
    return { title: titles.get(identifier) ?? identifier, identifier, uri: uriOf(identifier), targetType: "CASE" };
  };
}

type Parts = {
  placed: readonly Placed[];
  stale: ReadonlySet<ContentAssociation>;
  identifiers: Identifiers;
  endOf: End;
};

/** Those that came with the package, in their order, then those that the tree needs beside them. */
function associationsOf(content: FrameworkContent, { placed, stale, identifiers, endOf }: Parts): Json[] {
  const numbers = new Map(placed.flatMap(({ link, sequence }) => (link ? [[link, sequence] as const] : [])));
  const kept = content.associations
    .filter((association) => !stale.has(association))
    .map((association) => {
      const source = objectOf(association.source) ?? {};
      const identifier = isUuid(association.identifier)
        ? association.identifier
        : identifiers.derive(`association ${association.identifier}`);
      const number = numbers.get(association);
      return mergeProperties("CFAssociations", {
        defaults: {
          uri: uriOf(identifier),
          lastChangeDateTime: content.updatedAt,
          originNodeURI: endOf(association.origin),
          destinationNodeURI: endOf(association.destination),
          ...(association.sortOrder === null ? {} : { sequenceNumber: association.sortOrder }),
        },
        source: endsAreCurrent(source, endOf(association.origin), endOf(association.destination)),
        fixed: {
          identifier,
          associationType: associationTypeOf(association.type),
          ...(number === undefined ? {} : { sequenceNumber: number }),
        },
      });
    });
  const made = placed
    .filter(({ link, isOrphan }) => !link && !isOrphan)
    .map(({ item, parent, sequence }) => {
      const origin = endOf(item.identifier);
      const destination = endOf(parent ?? identifiers.document);
      const identifier = identifiers.derive(`${String(origin.identifier)} isChildOf ${String(destination.identifier)}`);
      return {
        identifier,
        uri: uriOf(identifier),
        associationType: "isChildOf",
        sequenceNumber: sequence,
        originNodeURI: origin,
        destinationNodeURI: destination,
        lastChangeDateTime: content.updatedAt,
      };
    });
  return [...kept, ...made];
}

/** An end that names no identifier of the package, such as an address alone, is written as it is understood. */
function endsAreCurrent(source: Json, origin: Json, destination: Json): Json {
  const { originNodeURI, destinationNodeURI, ...rest } = source;
  const kept = (given: unknown, end: Json) =>
    textOf(objectOf(given)?.identifier) === end.identifier ? given : undefined;
  const ends = {
    originNodeURI: kept(originNodeURI, origin),
    destinationNodeURI: kept(destinationNodeURI, destination),
  };
  return { ...rest, ...Object.fromEntries(Object.entries(ends).filter(([, end]) => end !== undefined)) };
}

const isStandardType = (type: string) =>
  standardOf("CASE_1_1").propertiesOf("CFAssociations").get("associationType")?.(type) === true;

/** The standard reserves the prefix "ext:" for types of an implementer's own. */
function associationTypeOf(type: string): string {
  return isStandardType(type) ? type : `ext:${type.replace(/[^A-Za-z0-9._-]+/g, "_")}`;
}
