import { eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { ContentCompetency, FrameworkContent } from "#src/features/frameworks/export/content.ts";
import { renewalWays } from "#src/features/progress/values.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { competencies as c, competencyRubrics as r } from "#src/platform/db/tables/competencies.ts";
import {
  competencyTemplateAssociations as a,
  competencyTemplateItems as i,
  competencyTemplates as t,
} from "#src/platform/db/tables/competency-templates.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** All that a framework holds, in one round trip; undefined where the reader may see none of it. */
export async function readContent(tx: Tx, frameworkId: string): Promise<FrameworkContent | undefined> {
  const [[framework], [root], items, criteria, associations, scales] = await Promise.all([
    tx.query(selectFramework, { frameworkId }),
    tx.query(selectRoot, { frameworkId }),
    tx.query(selectItems, { frameworkId }),
    tx.query(selectCriteria, { frameworkId }),
    tx.query(selectAssociations, { frameworkId }),
    tx.query(selectUsedScales, { frameworkId }),
  ]);
  if (!framework) return undefined;
  const rubrics = Map.groupBy(criteria, ({ competencyId }) => competencyId);
  return {
    ...framework,
    rootId: root?.id ?? frameworkId,
    updatedAt: framework.updatedAt.toISOString(),
    items: items.map(({ competency, ...item }) => ({
      ...item,
      competency: competency && competencyOf(competency, rubrics.get(competency.id) ?? []),
    })),
    associations,
    scales,
  };
}

function competencyOf(row: typeof c.$inferSelect, rubric: readonly z.infer<typeof criterionRow>[]): ContentCompetency {
  return {
    name: row.name,
    shortName: row.shortName,
    description: row.description,
    category: row.category,
    level: row.level,
    isRequired: row.isRequired,
    settings: {
      scale: row.ratingScaleId,
      targetRating: row.targetRating,
      scoringMethod: row.scoringMethod,
      nTimes: row.nTimes,
      requiredObservations: row.requiredObservations,
      requiredEvaluators: row.requiredEvaluators,
      requiredDays: row.requiredDays,
      needsApproval: row.needsApproval,
      needsCountersignature: row.needsCountersignature,
    },
    validityMonths: row.validityMonths,
    renewalWays: renewalWays.filter((way) => row.renewalWays.includes(way)),
    rubric: rubric.map(({ competencyId: _competencyId, ...one }) => one),
  };
}

const selectFramework = statement("export_framework", (db, p: Params<{ frameworkId: string }>) =>
  db
    .select({
      name: t.name,
      description: t.description,
      version: t.version,
      status: t.status,
      sourceIdentifier: t.sourceIdentifier,
      source: t.source,
      revision: t.revision,
      updatedAt: t.updatedAt,
      school: sql<string>`coalesce(${schools.name}, '')`,
    })
    .from(t)
    .leftJoin(schools, eq(schools.id, t.schoolId))
    .where(eq(t.id, p.frameworkId)),
);

/** The first version of the framework, which all versions share their derived identifiers with. */
const selectRoot = sqlStatement(
  "export_root",
  z.object({ id: z.string() }),
  (p: Params<{ frameworkId: string }>) => sql`
    with recursive earlier as (
      select f.id, f.replaces_id, 1 as step from ${t} f where f.id = ${p.frameworkId}
      union all
      select f.id, f.replaces_id, e.step + 1 from ${t} f join earlier e on f.id = e.replaces_id where e.step < 1000
    )
    select id from earlier order by step desc limit 1`,
);

const parent = alias(i, "parent");

const selectItems = statement("export_items", (db, p: Params<{ frameworkId: string }>) =>
  db
    .select({
      identifier: i.identifier,
      parent: parent.identifier,
      kind: i.kind,
      code: i.code,
      statement: i.statement,
      itemType: i.itemType,
      editorNote: i.editorNote,
      source: i.source,
      competency: c,
    })
    .from(i)
    .leftJoin(parent, eq(parent.id, i.parentId))
    .leftJoin(c, eq(c.id, i.competencyId))
    .where(eq(i.templateId, p.frameworkId))
    .orderBy(i.sortOrder, i.id),
);

const level = z.looseObject({
  value: z.number().catch(0),
  label: z.string().catch(""),
  description: z.string().catch(""),
});
const criterionRow = z.object({
  competencyId: z.string(),
  name: z.string(),
  description: z.string(),
  weight: z.number(),
  maxScore: z.number(),
  passScore: z.number().nullable(),
  levels: z.array(level),
});

const selectCriteria = sqlStatement(
  "export_criteria",
  criterionRow,
  (p: Params<{ frameworkId: string }>) => sql`
    select ${r.competencyId} as "competencyId", ${r.criterionName} as name, ${r.description}, ${r.weight}::float8 as weight,
           ${r.maxScore}::float8 as "maxScore", ${r.passScore}::float8 as "passScore", ${r.performanceLevels} as levels
    from ${r} join ${c} on ${c.id} = ${r.competencyId}
    where ${c.templateId} = ${p.frameworkId} and ${r.isActive}
    order by ${r.competencyId}, ${r.orderIndex}, ${r.id}`,
);

const selectAssociations = statement("export_associations", (db, p: Params<{ frameworkId: string }>) =>
  db
    .select({
      identifier: a.identifier,
      type: a.associationType,
      origin: a.originIdentifier,
      destination: a.destinationIdentifier,
      sortOrder: a.sortOrder,
      source: a.source,
    })
    .from(a)
    .where(eq(a.templateId, p.frameworkId))
    .orderBy(a.id),
);

const selectUsedScales = statement("export_scales", (db, p: Params<{ frameworkId: string }>) =>
  db
    .select({
      id: ratingScales.id,
      name: ratingScales.name,
      kind: ratingScales.kind,
      min: ratingScales.minValue,
      max: ratingScales.maxValue,
      defaultTarget: ratingScales.defaultTarget,
      question: ratingScales.question,
      allowMean: ratingScales.allowMean,
      levels: ratingScales.levels,
    })
    .from(ratingScales)
    .where(sql`${ratingScales.id} in (select ${c.ratingScaleId} from ${c} where ${c.templateId} = ${p.frameworkId})`)
    .orderBy(ratingScales.id),
);
