import { createHash } from "node:crypto";
import { AppError } from "#src/errors.ts";
import { type CasePart, standardOf } from "#src/features/frameworks/case-standard.ts";
import { plainText, shortName } from "#src/features/frameworks/import/plain-text.ts";
import { type Json, objectOf, textOf } from "#src/features/frameworks/import/read-json.ts";
import type { CasePackage } from "#src/features/frameworks/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { readAs } from "#src/platform/db/transaction.ts";

type Framework = {
  id: string;
  name: string;
  description: string;
  version: string;
  status: "DRAFT" | "PUBLISHED" | "DEPRECATED";
  source_format: string;
  source_identifier: string | null;
  source: unknown;
  updated_at: Date;
  school: string;
};
type Item = {
  identifier: string;
  parent: string | null;
  code: string | null;
  statement: string;
  item_type: string | null;
  source: unknown;
  name: string | null;
  category: string | null;
  level: string | null;
  is_required: boolean | null;
};
type Association = {
  identifier: string;
  association_type: string;
  origin_identifier: string;
  destination_identifier: string;
  sort_order: number | null;
  source: unknown;
};

/**
 * A framework as a CASE 1.1 package. What came from a package goes out with its identifiers, statements and
 * associations as they came; what the standard does not know goes into its extensions. A framework from elsewhere gets
 * identifiers derived from its own, the same at each export, and a hierarchy of its categories and parents.
 */
export async function exportCase(ctx: UserContext, frameworkId: string): Promise<CasePackage> {
  const [frameworks, items, associations] = await readAs(ctx.actor, (tx) =>
    Promise.all([
      tx.query<Framework>({
        name: "case_framework",
        text: `select t.id, t.name, t.description, t.version, t.status, t.source_format, t.source_identifier, t.source,
                 t.updated_at, coalesce(s.name, '') as school
               from competency_templates t left join schools s on s.id = t.school_id where t.id = $1`,
        values: [frameworkId],
      }),
      tx.query<Item>({
        name: "case_items",
        text: `select i.identifier, p.identifier as parent, i.code, i.statement, i.item_type, i.source, c.name, c.category,
                 c.level, c.is_required
               from competency_template_items i
               left join competency_template_items p on p.id = i.parent_id
               left join competencies c on c.id = i.competency_id
               where i.template_id = $1 order by i.sort_order, i.id`,
        values: [frameworkId],
      }),
      tx.query<Association>({
        name: "case_associations",
        text: `select identifier, association_type, origin_identifier, destination_identifier, sort_order, source
               from competency_template_associations where template_id = $1 order by id`,
        values: [frameworkId],
      }),
    ]),
  );
  const framework = frameworks.rows[0];
  if (!framework) throw new AppError("not_found", "There is no such framework.");
  ctx.addHeader("content-disposition", `attachment; filename="${fileNameOf(framework.name)}.case.json"`);
  return framework.source_format.startsWith("CASE")
    ? fromPackage(framework, items.rows, associations.rows)
    : fromElsewhere(framework, items.rows);
}

function fromPackage(framework: Framework, items: readonly Item[], associations: readonly Association[]): CasePackage {
  const { CFDocument, CFDefinitions, CFRubrics, extensions, ...rest } = objectOf(framework.source) ?? {};
  const document = documentOf(framework, objectOf(CFDocument) ?? {});
  const stamp = framework.updated_at.toISOString();
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
      fitted("CFItems", {
        defaults: { uri: uriOf(item.identifier), lastChangeDateTime: stamp },
        source: objectOf(item.source) ?? {},
        fixed: itemFields(item),
      }),
    ),
    CFAssociations: associations.map((association) => {
      const source = objectOf(association.source) ?? {};
      const isNamed = textOf(source.identifier) === association.identifier;
      const identifier = isNamed ? association.identifier : derivedUuid(framework.id, association.identifier);
      return fitted("CFAssociations", {
        defaults: {
          uri: uriOf(identifier),
          lastChangeDateTime: stamp,
          originNodeURI: end(association.origin_identifier),
          destinationNodeURI: end(association.destination_identifier),
        },
        source,
        fixed: { identifier, associationType: associationTypeOf(association.association_type) },
      });
    }),
    ...(keepsDefinitions ? { CFDefinitions: objectOf(CFDefinitions) } : {}),
    ...(keepsRubrics ? { CFRubrics: rubrics.map(objectOf).filter((rubric) => rubric !== undefined) } : {}),
    ...(Object.keys(extra).length > 0 ? { extensions: extra } : {}),
  };
}

function fromElsewhere(framework: Framework, items: readonly Item[]): CasePackage {
  const document = documentOf(framework, {});
  const stamp = framework.updated_at.toISOString();
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
    // A competency at the top has its category in a column; here that becomes the node above it.
    const parent = ends.get(item.parent ?? "") ?? (item.category === null ? documentEnd : categoryOf(item.category));
    made.push({
      uri: end.uri,
      lastChangeDateTime: stamp,
      ...itemFields(item),
      identifier: end.identifier,
      ...(item.name === null ? {} : { abbreviatedStatement: item.name }),
      ...(item.level === null ? {} : { extensions: { level: item.level, isRequired: item.is_required } }),
    });
    place(end, parent);
  }
  return { CFDocument: document, CFItems: made, CFAssociations: links };
}

function documentOf(framework: Framework, source: Json): Json {
  const isRenamed = shortName(plainText(textOf(source.title) ?? "")) !== framework.name;
  const identifier = framework.source_identifier ?? derivedUuid(framework.id, "document");
  return fitted("CFDocument", {
    defaults: {
      uri: uriOf(identifier),
      creator: framework.school,
      title: framework.name,
      lastChangeDateTime: framework.updated_at.toISOString(),
      version: framework.version,
      adoptionStatus: { DRAFT: "Draft", PUBLISHED: "Adopted", DEPRECATED: "Deprecated" }[framework.status],
      ...(framework.description === "" ? {} : { description: framework.description }),
    },
    source,
    fixed: { identifier, caseVersion: "1.1", ...(isRenamed ? { title: framework.name } : {}) },
  });
}

function itemFields({ identifier, statement, code, item_type }: Item): Json {
  return {
    identifier,
    fullStatement: statement,
    ...(code === null ? {} : { humanCodingScheme: code }),
    ...(item_type === null ? {} : { CFItemType: item_type }),
  };
}

/** The source where it fits the standard, its other properties as extensions, and what the standard demands besides. */
function fitted(part: CasePart, given: { defaults: Json; source: Json; fixed: Json }): Json {
  const known = standardOf("CASE_1_1").propertiesOf(part);
  const { extensions, ...source } = given.source;
  const fits = Object.entries(source).filter(([key, value]) => known.get(key)?.(value));
  const kept = new Set(fits.map(([key]) => key));
  const others = Object.entries(source).filter(([key]) => !kept.has(key) && !Object.hasOwn(given.fixed, key));
  const extra = { ...objectOf(extensions), ...Object.fromEntries(others) };
  return {
    ...given.defaults,
    ...Object.fromEntries(fits),
    ...given.fixed,
    ...(Object.keys(extra).length > 0 ? { extensions: extra } : {}),
  };
}

const isStandardType = (type: string) =>
  standardOf("CASE_1_1").propertiesOf("CFAssociations").get("associationType")?.(type) === true;

/** The standard has a door for types of one's own. */
function associationTypeOf(type: string): string {
  return isStandardType(type) ? type : `ext:${type.replace(/[^A-Za-z0-9._-]+/g, "_")}`;
}

function uriOf(identifier: string): string {
  return `urn:uuid:${encodeURIComponent(identifier)}`;
}

/** A UUID (RFC 9562, version 5) that is the same for the same name within a framework. */
function derivedUuid(frameworkId: string, name: string): string {
  const bytes = createHash("sha1").update(`competency framework ${frameworkId} ${name}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Header values are ASCII; the name is only a proposal. */
function fileNameOf(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 80) || "framework"
  );
}
