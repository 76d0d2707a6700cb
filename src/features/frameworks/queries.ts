import { and, desc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/frameworks/permissions.ts";
import type { FrameworkDetail, FrameworkLine, frameworksQuery, ImportAnswer } from "#src/features/frameworks/schema.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { decodeCursor, instantKey, pageOf } from "#src/platform/db/cursor.ts";
import { inNameOrder, isFound } from "#src/platform/db/names.ts";
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
import type { UserContext } from "#src/platform/http/endpoint.ts";
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

/** Frameworks of the reader's school and the shipped ones, most recently changed first. */
export async function listFrameworks(
  ctx: UserContext,
  query: z.output<typeof frameworksQuery>,
): Promise<{ items: FrameworkLine[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor, ["instant", "id"]);
  const rows = await readAs(ctx.actor, (tx) =>
    tx.query(selectFrameworks, {
      status: query.status ?? null,
      patterns: likePatterns(query.search),
      afterAt: after?.[0] ?? null,
      afterId: after?.[1] ?? null,
      limit: query.limit + 1,
    }),
  );
  return pageOf(
    rows,
    query.limit,
    ({ sortAt, ...row }) => lineOf(row),
    (row) => [row.sortAt, row.id],
  );
}

/** A published version never changes: a browser shows what it has at once, and asks meanwhile whether it still holds. */
export const publishedCacheControl = "private, max-age=0, stale-while-revalidate=604800";

/** One framework with its tree and competencies, in the order of the framework. */
export async function getFramework(ctx: UserContext, id: string): Promise<FrameworkDetail> {
  const [row] = await readAs(ctx.actor, (tx) => tx.query(selectFramework, { id }));
  if (!row) throw new AppError("not_found", "There is no such framework.");
  if (row.status === "PUBLISHED") ctx.addHeader("cache-control", publishedCacheControl);
  return { ...lineOf(row), items: row.items ?? [] };
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

type FrameworkFilter = {
  status: FrameworkLine["status"] | null;
  patterns: string[];
  afterAt: string | number | null;
  afterId: string | number | null;
  limit: number;
};

const selectFrameworks = statement("frameworks_list", (db, p: Params<FrameworkFilter>) => {
  const { id, searchText, status, updatedAt } = competencyTemplates;
  return db
    .select({ ...frameworkColumns, sortAt: instantKey(updatedAt) })
    .from(competencyTemplates)
    .where(
      and(
        sql`(${p.status}::text is null or ${status} = ${p.status})`,
        isFound(searchText, p.patterns),
        sql`(${p.afterAt}::timestamptz is null or (${updatedAt}, ${id}) < (${p.afterAt}::timestamptz, ${p.afterId}))`,
      ),
    )
    .orderBy(desc(updatedAt), desc(id))
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
