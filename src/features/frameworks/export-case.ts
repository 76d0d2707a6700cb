import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { AppError } from "#src/errors.ts";
import { type CasePart, standardOf } from "#src/features/frameworks/case-standard.ts";
import { plainText, shortName } from "#src/features/frameworks/import/plain-text.ts";
import { type Json, objectOf, textOf } from "#src/features/frameworks/import/read-json.ts";
import { publishedCacheControl } from "#src/features/frameworks/queries.ts";
import type { CasePackage } from "#src/features/frameworks/schema.ts";
import { type Params, type RowOf, statement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import {
  competencyTemplateAssociations,
  competencyTemplateItems,
  competencyTemplates,
} from "#src/platform/db/tables/competency-templates.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

type Framework = RowOf<typeof selectTemplate>;
type Item = RowOf<typeof selectItems>;
type Association = RowOf<typeof selectAssociations>;

/**
 * A framework as a CASE 1.1 package. One that was imported from a package keeps its identifiers, statements and
 * associations unchanged; properties that are not part of the standard go into extensions. Any other framework gets
 * identifiers derived from its own, the same at each export, and a hierarchy of its categories and parents.
 */
export async function exportCase(ctx: UserContext, frameworkId: string): Promise<CasePackage> {
  const [[framework], items, associations] = await readAs(ctx.actor, (tx) =>
    Promise.all([
      tx.query(selectTemplate, { frameworkId }),
      tx.query(selectItems, { frameworkId }),
      tx.query(selectAssociations, { frameworkId }),
    ]),
  );
  if (!framework) throw new AppError("not_found", "There is no such framework.");
  if (framework.status === "PUBLISHED") ctx.addHeader("cache-control", publishedCacheControl);
  ctx.addHeader("content-disposition", `attachment; filename="${fileNameOf(framework.name)}.case.json"`);
  return framework.sourceFormat.startsWith("CASE")
    ? fromPackage(framework, items, associations)
    : fromElsewhere(framework, items);
}

function fromPackage(framework: Framework, items: readonly Item[], associations: readonly Association[]): CasePackage {
  const { CFDocument, CFDefinitions, CFRubrics, extensions, ...rest } = objectOf(framework.source) ?? {};
  const document = documentOf(framework, objectOf(CFDocument) ?? {});
  const stamp = framework.updatedAt.toISOString();
  const titles = new Map([
    [String(document.identifier), framework.name],
    ...items.map(({ identifier, name, statement }) => [identifier, name ?? shortName(plainText(statement))] as const),
  ]);
  const end = (identifier: string) => ({
    title: titles.get(identifier) ?? identifier,
    identifier,
    uri: uriOf(identifier),
    targetType: "CASE",
  });
  const { parts } = standardOf("CASE_1_1");
  const isRubric = parts.get("CFRubrics")?.validate;
  const rubrics: unknown[] = Array.isArray(CFRubrics) ? CFRubrics : [];
  const keepsRubrics = rubrics.length > 0 && rubrics.every((rubric) => isRubric?.(rubric));
  const hasDefinitions = objectOf(CFDefinitions) !== undefined;
  const keepsDefinitions = hasDefinitions && parts.get("CFDefinitions")?.validate(CFDefinitions) === true;
  const extra = {
    ...objectOf(extensions),
    ...rest,
    ...(rubrics.length > 0 && !keepsRubrics ? { CFRubrics } : {}),
    ...(hasDefinitions && !keepsDefinitions ? { CFDefinitions } : {}),
  };
  return {
    CFDocument: document,
    CFItems: items.map((item) =>
      mergeProperties("CFItems", {
        defaults: { uri: uriOf(item.identifier), lastChangeDateTime: stamp },
        source: objectOf(item.source) ?? {},
        fixed: itemFields(item),
      }),
    ),
    CFAssociations: associations.map((association) => {
      const source = objectOf(association.source) ?? {};
      const isNamed = textOf(source.identifier) === association.identifier;
      const identifier = isNamed ? association.identifier : derivedUuid(framework.id, association.identifier);
      return mergeProperties("CFAssociations", {
        defaults: {
          uri: uriOf(identifier),
          lastChangeDateTime: stamp,
          originNodeURI: end(association.originIdentifier),
          destinationNodeURI: end(association.destinationIdentifier),
        },
        source,
        fixed: { identifier, associationType: associationTypeOf(association.associationType) },
      });
    }),
    ...(keepsDefinitions ? { CFDefinitions: objectOf(CFDefinitions) } : {}),
    ...(keepsRubrics ? { CFRubrics: rubrics.map(objectOf).filter((rubric) => rubric !== undefined) } : {}),
    ...(Object.keys(extra).length > 0 ? { extensions: extra } : {}),
  };
}

function fromElsewhere(framework: Framework, items: readonly Item[]): CasePackage {
  const document = documentOf(framework, {});
  const stamp = framework.updatedAt.toISOString();
  const idOf = (identifier: string) => derivedUuid(framework.id, identifier);
  const documentEnd = { title: framework.name, identifier: String(document.identifier), uri: String(document.uri) };
  const ends = new Map(
    items.map(({ identifier, name, statement }) => {
      const uuid = idOf(identifier);
      return [identifier, { title: name ?? statement, identifier: uuid, uri: uriOf(uuid) }] as const;
    }),
  );
  const made: Json[] = [];
  const links: Json[] = [];
  const place = (child: typeof documentEnd, parent: typeof documentEnd) => {
    const identifier = derivedUuid(framework.id, `${child.identifier} isChildOf ${parent.identifier}`);
    links.push({
      identifier,
      uri: uriOf(identifier),
      associationType: "isChildOf",
      sequenceNumber: links.length + 1,
      originNodeURI: { ...child, targetType: "CASE" },
      destinationNodeURI: { ...parent, targetType: "CASE" },
      lastChangeDateTime: stamp,
    });
  };
  const categories = new Map<string, typeof documentEnd>();
  const categoryOf = (name: string) => {
    const known = categories.get(name);
    if (known) return known;
    const identifier = idOf(`category ${name}`);
    const category = { title: name, identifier, uri: uriOf(identifier) };
    categories.set(name, category);
    const { uri } = category;
    made.push({ identifier, uri, fullStatement: name, CFItemType: "Category", lastChangeDateTime: stamp });
    place(category, documentEnd);
    return category;
  };
  for (const item of items) {
    const end = ends.get(item.identifier);
    if (!end) continue;
    // A competency at the top has its category in a column; the export writes the category as its parent item.
    const parent = ends.get(item.parent ?? "") ?? (item.category === null ? documentEnd : categoryOf(item.category));
    made.push({
      uri: end.uri,
      lastChangeDateTime: stamp,
      ...itemFields(item),
      identifier: end.identifier,
      ...(item.name === null ? {} : { abbreviatedStatement: item.name }),
      ...(item.level === null ? {} : { extensions: { level: item.level, isRequired: item.isRequired } }),
    });
    place(end, parent);
  }
  return { CFDocument: document, CFItems: made, CFAssociations: links };
}

function documentOf(framework: Framework, source: Json): Json {
  const isRenamed = shortName(plainText(textOf(source.title) ?? "")) !== framework.name;
  const identifier = framework.sourceIdentifier ?? derivedUuid(framework.id, "document");
  return mergeProperties("CFDocument", {
    defaults: {
      uri: uriOf(identifier),
      creator: framework.school,
      title: framework.name,
      lastChangeDateTime: framework.updatedAt.toISOString(),
      version: framework.version,
      adoptionStatus: { DRAFT: "Draft", PUBLISHED: "Adopted", DEPRECATED: "Deprecated" }[framework.status],
      ...(framework.description === "" ? {} : { description: framework.description }),
    },
    source,
    fixed: { identifier, caseVersion: "1.1", ...(isRenamed ? { title: framework.name } : {}) },
  });
}

function itemFields({ identifier, statement, code, itemType }: Item): Json {
  return {
    identifier,
    fullStatement: statement,
    ...(code === null ? {} : { humanCodingScheme: code }),
    ...(itemType === null ? {} : { CFItemType: itemType }),
  };
}

/**
 * Merges the defaults, the source and the fixed properties. Source properties that are not valid by the standard go
 * into the extensions.
 */
function mergeProperties(part: CasePart, given: { defaults: Json; source: Json; fixed: Json }): Json {
  const known = standardOf("CASE_1_1").propertiesOf(part);
  const { extensions, ...source } = given.source;
  const valid = Object.entries(source).filter(([key, value]) => known.get(key)?.(value));
  const validKeys = new Set(valid.map(([key]) => key));
  const others = Object.entries(source).filter(([key]) => !validKeys.has(key) && !Object.hasOwn(given.fixed, key));
  const extra = { ...objectOf(extensions), ...Object.fromEntries(others) };
  return {
    ...given.defaults,
    ...Object.fromEntries(valid),
    ...given.fixed,
    ...(Object.keys(extra).length > 0 ? { extensions: extra } : {}),
  };
}

const isStandardType = (type: string) =>
  standardOf("CASE_1_1").propertiesOf("CFAssociations").get("associationType")?.(type) === true;

/** The standard reserves the prefix "ext:" for types of an implementer's own. */
function associationTypeOf(type: string): string {
  return isStandardType(type) ? type : `ext:${type.replace(/[^A-Za-z0-9._-]+/g, "_")}`;
}

function uriOf(identifier: string): string {
  return `urn:uuid:${encodeURIComponent(identifier)}`;
}

/** A UUID (RFC 9562, version 5), always the same for a name within a framework. */
function derivedUuid(frameworkId: string, name: string): string {
  const bytes = createHash("sha1").update(`competency framework ${frameworkId} ${name}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Header values must be ASCII; the file name is only a suggestion to the browser. */
function fileNameOf(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 80) || "framework"
  );
}

const selectTemplate = statement("case_framework", (db, p: Params<{ frameworkId: string }>) =>
  db
    .select({
      id: competencyTemplates.id,
      name: competencyTemplates.name,
      description: competencyTemplates.description,
      version: competencyTemplates.version,
      status: competencyTemplates.status,
      sourceFormat: competencyTemplates.sourceFormat,
      sourceIdentifier: competencyTemplates.sourceIdentifier,
      source: competencyTemplates.source,
      updatedAt: competencyTemplates.updatedAt,
      school: sql<string>`coalesce(${schools.name}, '')`,
    })
    .from(competencyTemplates)
    .leftJoin(schools, eq(schools.id, competencyTemplates.schoolId))
    .where(eq(competencyTemplates.id, p.frameworkId)),
);

const parent = alias(competencyTemplateItems, "parent");

const selectItems = statement("case_items", (db, p: Params<{ frameworkId: string }>) =>
  db
    .select({
      identifier: competencyTemplateItems.identifier,
      parent: parent.identifier,
      code: competencyTemplateItems.code,
      statement: competencyTemplateItems.statement,
      itemType: competencyTemplateItems.itemType,
      source: competencyTemplateItems.source,
      name: competencies.name,
      category: competencies.category,
      level: competencies.level,
      isRequired: competencies.isRequired,
    })
    .from(competencyTemplateItems)
    .leftJoin(parent, eq(parent.id, competencyTemplateItems.parentId))
    .leftJoin(competencies, eq(competencies.id, competencyTemplateItems.competencyId))
    .where(eq(competencyTemplateItems.templateId, p.frameworkId))
    .orderBy(competencyTemplateItems.sortOrder, competencyTemplateItems.id),
);

const selectAssociations = statement("case_associations", (db, p: Params<{ frameworkId: string }>) =>
  db
    .select({
      identifier: competencyTemplateAssociations.identifier,
      associationType: competencyTemplateAssociations.associationType,
      originIdentifier: competencyTemplateAssociations.originIdentifier,
      destinationIdentifier: competencyTemplateAssociations.destinationIdentifier,
      source: competencyTemplateAssociations.source,
    })
    .from(competencyTemplateAssociations)
    .where(eq(competencyTemplateAssociations.templateId, p.frameworkId))
    .orderBy(competencyTemplateAssociations.id),
);
