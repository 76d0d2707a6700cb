import { and, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/frameworks/permissions.ts";
import { publishedCacheControl, readPublished } from "#src/features/frameworks/read-published.ts";
import {
  type FrameworkDetail,
  type FrameworkLine,
  frameworkDetail,
  type frameworksExportQuery,
  type frameworksQuery,
  type ImportAnswer,
} from "#src/features/frameworks/schema.ts";
import { frameworkStatuses, frameworkStatusWords } from "#src/features/frameworks/values.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { inNameOrder, isFound } from "#src/platform/db/names.ts";
import { keyOf, type Place, placeOf, sortedBy, sortedPage } from "#src/platform/db/sorted.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import {
  competencyTemplateAssociations,
  competencyTemplateItems,
  competencyTemplates,
} from "#src/platform/db/tables/competency-templates.ts";
import { frameworkImports } from "#src/platform/db/tables/framework-imports.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import { ReadyAnswer, type UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

export async function findImport(tx: Tx, importId: string): Promise<ImportAnswer | undefined> {
  const [found] = await tx.query(selectImport, { importId });
  return found;
}

/** Locks an import of the admin's school; 404 for any other. */
export async function lockImport(tx: Tx, ctx: UserContext, importId: string): Promise<{ answer: ImportAnswer }> {
  const [found] = await tx.query(lockImportRow, { importId });
  authorize(ctx.actor, permissions.manage, { schoolId: found?.schoolId ?? "" });
  if (!found) throw new AppError("not_found", "There is no such import.");
  return found;
}

export async function getImport(ctx: UserContext, importId: string): Promise<ImportAnswer> {
  const found = await readAs(ctx.actor, (tx) => findImport(tx, importId));
  if (!found) throw new AppError("not_found", "There is no such import.");
  return found;
}

/** The job writes preview and faults in this shape; the endpoint's schema checks them with the answer. */
const importColumns = {
  importId: frameworkImports.id,
  fileName: frameworkImports.fileName,
  status: frameworkImports.status,
  progress: frameworkImports.progress,
  preview: sql<ImportAnswer["preview"]>`${frameworkImports.preview}`,
  layout: sql<ImportAnswer["layout"]>`${frameworkImports.layout}`,
  faults: sql<ImportAnswer["faults"]>`coalesce(${frameworkImports.faults}, '[]')`,
  frameworkId: frameworkImports.templateId,
  error: frameworkImports.error,
};

const selectImport = statement("import_find", (db, p: Params<{ importId: string }>) =>
  db.select(importColumns).from(frameworkImports).where(eq(frameworkImports.id, p.importId)),
);

const lockImportRow = statement("import_lock", (db, p: Params<{ importId: string }>) =>
  db
    .select({ answer: importColumns, schoolId: frameworkImports.schoolId })
    .from(frameworkImports)
    .where(eq(frameworkImports.id, p.importId))
    .for("update"),
);

/** Frameworks of the reader's school and the shipped ones, most recently changed first unless asked otherwise. */
export async function listFrameworks(
  ctx: UserContext,
  query: z.output<typeof frameworksQuery>,
): Promise<{ items: FrameworkLine[]; nextCursor: string | null }> {
  return readAs(ctx.actor, (tx) => readPage(tx, query));
}

/** The same as CSV. */
export function exportFrameworks(ctx: UserContext, query: z.output<typeof frameworksExportQuery>): Promise<Response> {
  return csvOfList(ctx, {
    fileName: "frameworks.csv",
    columns: csvColumns,
    page: (tx, place) => readPage(tx, { ...query, ...place }),
  });
}

const csvColumns: CsvColumns<FrameworkLine> = [
  ["Framework", (line) => line.name],
  ["Version", (line) => line.version],
  ["Status", (line) => frameworkStatusWords[line.status]],
  ["Competencies", (line) => line.competencies],
  ["Categories", (line) => line.categories],
  ["Times assigned", (line) => line.deployments],
  ["Last changed", (line) => line.updatedAt],
  ["Published", (line) => line.publishedAt],
];

async function readPage(
  tx: Tx,
  query: z.output<typeof frameworksExportQuery> & { cursor?: string | undefined; limit: number },
) {
  const place = placeOf(query, { sort: "updated", direction: "desc" });
  const rows = await tx.query(selectFrameworks, {
    status: query.status ?? null,
    patterns: likePatterns(query.search),
    ...place,
  });
  return sortedPage(rows, place, lineOf, (row) => row.id);
}

/** One framework with its tree and competencies, in the order of the framework. */
export async function getFramework(ctx: UserContext, id: string): Promise<ReadyAnswer> {
  const { status, body } = await readPublished(ctx, { id, form: "detail", output: frameworkDetail }, async (tx) => {
    const [row] = await tx.query(selectFramework, { id });
    return row && { ...lineOf(row), items: row.items ?? [] };
  });
  if (status === "PUBLISHED") ctx.addHeader("cache-control", publishedCacheControl);
  return new ReadyAnswer(body);
}

/** The shipped rating scales and the school's own. */
export async function listScales(ctx: UserContext) {
  return { items: await readAs(ctx.actor, (tx) => tx.query(selectScales)) };
}

function lineOf<Row extends { updatedAt: Date; publishedAt: Date | null }>(row: Row) {
  return {
    ...row,
    updatedAt: row.updatedAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
  };
}

/**
 * These counts are separate constants because Drizzle omits the table names of columns used directly in a selection.
 */
const competencyCount = sql`select count(*)::int from ${competencies}
  where ${competencies.templateId} = ${competencyTemplates.id}`;
const categoryCount = sql`select count(distinct ${competencies.category})::int from ${competencies}
  where ${competencies.templateId} = ${competencyTemplates.id}`;
const deploymentCount = sql`select count(*)::int from ${competencyDeployments}
  where ${competencyDeployments.templateId} = ${competencyTemplates.id}`;
const associationCount = sql`select count(*)::int from ${competencyTemplateAssociations}
  where ${competencyTemplateAssociations.templateId} = ${competencyTemplates.id}`;

const frameworkColumns = {
  id: competencyTemplates.id,
  name: competencyTemplates.name,
  description: competencyTemplates.description,
  version: competencyTemplates.version,
  status: competencyTemplates.status,
  sourceFormat: competencyTemplates.sourceFormat,
  competencies: sql<number>`(${competencyCount})`,
  categories: sql<number>`(${categoryCount})`,
  deployments: sql<number>`(${deploymentCount})`,
  updatedAt: competencyTemplates.updatedAt,
  publishedAt: competencyTemplates.publishedAt,
};

type FrameworkFilter = Place & { status: FrameworkLine["status"] | null; patterns: string[] };

const selectFrameworks = statement("frameworks_list", (db, p: Params<FrameworkFilter>) => {
  const { id, name, version, searchText, status, updatedAt } = competencyTemplates;
  const by = sortedBy(p, {
    keys: {
      updated: keyOf.instant(updatedAt),
      name: keyOf.text(name),
      version: keyOf.text(version),
      status: keyOf.oneOf(status, frameworkStatuses),
      competencies: keyOf.number(sql`(${competencyCount})`),
      deployments: keyOf.number(sql`(${deploymentCount})`),
    },
    tie: sql`${name}`,
    id,
  });
  return db
    .select({ ...frameworkColumns, key: by.key, tie: name })
    .from(competencyTemplates)
    .where(and(sql`(${p.status}::text is null or ${status} = ${p.status})`, isFound(searchText, p.patterns), by.after))
    .orderBy(by.order)
    .limit(p.limit);
});

const item = alias(competencyTemplateItems, "i");
const parent = alias(competencyTemplateItems, "p");

const items = sql`
  select json_agg(json_build_object(
      'identifier', ${item.identifier}, 'parentIdentifier', ${parent.identifier}, 'kind', ${item.kind},
      'code', ${item.code}, 'statement', coalesce(${competencies.name}, ${item.statement}),
      'competencyId', ${item.competencyId}, 'category', ${competencies.category}, 'level', ${competencies.level},
      'isRequired', ${competencies.isRequired}, 'ratingScale', ${ratingScales.name},
      'targetRating', ${competencies.targetRating}, 'scoringMethod', ${competencies.scoringMethod})
    order by ${item.sortOrder}, ${item.id})
  from ${competencyTemplateItems} ${item}
  left join ${competencyTemplateItems} ${parent} on ${parent.id} = ${item.parentId}
  left join ${competencies} on ${competencies.id} = ${item.competencyId}
  left join ${ratingScales} on ${ratingScales.id} = ${competencies.ratingScaleId}
  where ${item.templateId} = ${competencyTemplates.id}`;

const selectFramework = statement("framework_get", (db, p: Params<{ id: string }>) =>
  db
    .select({
      ...frameworkColumns,
      sourceIdentifier: competencyTemplates.sourceIdentifier,
      // The items are built here with the schema's field names, and the endpoint's schema checks them.
      items: sql<FrameworkDetail["items"] | null>`(${items})`,
      associations: sql<number>`(${associationCount})`,
    })
    .from(competencyTemplates)
    .where(eq(competencyTemplates.id, p.id)),
);

const selectScales = statement("scales_list", (db) =>
  db
    .select({
      id: ratingScales.id,
      name: ratingScales.name,
      kind: ratingScales.kind,
      min: ratingScales.minValue,
      max: ratingScales.maxValue,
      defaultTarget: ratingScales.defaultTarget,
      allowMean: ratingScales.allowMean,
      levels: ratingScales.levels,
    })
    .from(ratingScales)
    .orderBy(sql`${ratingScales.schoolId} <> 'default'`, inNameOrder(ratingScales.name), ratingScales.id),
);
