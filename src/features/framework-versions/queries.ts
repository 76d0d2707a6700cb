import { type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/framework-versions/permissions.ts";
import { diffVersions, type VersionCompetency } from "#src/features/framework-versions/rules.ts";
import type { DiffAnswer } from "#src/features/framework-versions/schema.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import { competencyTemplateItems, competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** What a version changes; compared with the version that it replaces unless another is named. */
export async function readDiff(ctx: UserContext, frameworkId: string, fromId?: string): Promise<DiffAnswer> {
  const { from, to, earlier, later } = await readAs(ctx.actor, (tx) => loadVersions(tx, frameworkId, fromId));
  authorize(ctx.actor, permissions.read, { schoolId: to?.schoolId ?? "" });
  if (!to) throw new AppError("not_found", "There is no such framework.");
  if ((fromId ?? to.replacesId) !== null && from?.schoolId !== to.schoolId) {
    throw new AppError("not_found", "There is no such version to compare with.");
  }
  return { from: from ? lineOf(from) : null, to: lineOf(to), ...diffVersions(earlier, later) };
}

/**
 * Two versions with their competencies; each of the later one knows which of the earlier it replaces. The earlier is the
 * one that the later replaces unless another is named. All is sent at once.
 */
export async function loadVersions(
  tx: Tx,
  toId: string,
  fromId?: string,
): Promise<{
  from: Version | undefined;
  to: Version | undefined;
  earlier: VersionCompetency[];
  later: VersionCompetency[];
}> {
  const given = { toId, fromId: fromId ?? null };
  const [versions, competencies] = await Promise.all([
    tx.query(selectVersions, given),
    tx.query(selectVersionCompetencies, given),
  ]);
  const of = (isLater: boolean) => competencies.filter((competency) => competency.isLater === isLater);
  return {
    from: versions.find(({ isLater }) => !isLater),
    to: versions.find(({ isLater }) => isLater),
    earlier: of(false),
    later: of(true),
  };
}

type Version = z.output<typeof versionRow>;

function lineOf({ id, name, version, status }: Version) {
  return { id, name, version, status };
}

const versionRow = z.object({
  isLater: z.boolean(),
  id: z.string(),
  schoolId: z.string(),
  name: z.string(),
  version: z.string(),
  status: z.enum(["DRAFT", "PUBLISHED", "DEPRECATED"]),
  replacesId: z.string().nullable(),
});

const t = competencyTemplates;

type Given = { toId: string; fromId: string | null };

const selectVersions = sqlStatement(
  "framework_versions",
  versionRow,
  (p: Params<Given>) => sql`
    select ${t.id} = ${p.toId} as "isLater", ${t.id}, ${t.schoolId} as "schoolId", ${t.name}, ${t.version}, ${t.status},
      ${t.replacesId} as "replacesId"
    from ${t} where ${t.id} in (${p.toId}, ${earlierSql(p)})`,
);

const of = alias(competencyTemplates, "of");
const earlierSql = (p: Params<Given>) =>
  sql`coalesce(${p.fromId}, (select ${of.replacesId} from ${competencyTemplates} ${of} where ${of.id} = ${p.toId}))`;

const c = alias(competencies, "c");
const r = alias(competencyRubrics, "r");
const i = alias(competencyTemplateItems, "i");

/** The categories above an item, outermost first; where the framework has no tree, its category alone. */
const pathSql = sql`coalesce(nullif(array(
    with recursive up as (
      select ${i.parentId} as id, 0 as depth from ${competencyTemplateItems} ${i} where ${i.competencyId} = ${c.id}
      union all
      select above.parent_id, up.depth + 1 from up join ${competencyTemplateItems} above on above.id = up.id
      where up.depth < 100)
    select above.statement from up join ${competencyTemplateItems} above on above.id = up.id order by up.depth desc),
  '{}'), array[${c.category}])`;

/** The competency of that framework which this one replaces, through the versions between them. */
const ancestorSql = (fromId: SQLWrapper) => sql`(
  with recursive line as (
    select ${c.replacesId} as id, 0 as depth
    union all
    select older.replaces_id, line.depth + 1 from line join ${competencies} older on older.id = line.id
    where older.template_id is distinct from ${fromId} and line.depth < 100)
  select line.id from line join ${competencies} older on older.id = line.id where older.template_id = ${fromId} limit 1)`;

const versionCompetency = z.object({
  isLater: z.boolean(),
  id: z.string(),
  replacesId: z.string().nullable(),
  identifier: z.string().nullable(),
  code: z.string().nullable(),
  name: z.string(),
  shortName: z.string().nullable(),
  description: z.string(),
  path: z.array(z.string()),
  level: z.string(),
  isRequired: z.boolean(),
  ratingScaleId: z.string(),
  ratingScale: z.string(),
  targetRating: z.number(),
  scoringMethod: z.string(),
  nTimes: z.number().nullable(),
  requiredObservations: z.number(),
  requiredEvaluators: z.number(),
  requiredDays: z.number(),
  validityMonths: z.number().nullable(),
  renewalWays: z.array(z.string()),
  needsApproval: z.boolean(),
  needsCountersignature: z.boolean(),
  rubric: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      weight: z.number(),
      maxScore: z.number(),
      passScore: z.number().nullable(),
    }),
  ),
});

const selectVersionCompetencies = sqlStatement(
  "framework_version_competencies",
  versionCompetency,
  (p: Params<Given>) => sql`
    select ${c.templateId} = ${p.toId} as "isLater", ${c.id}, ${ancestorSql(earlierSql(p))} as "replacesId", ${c.identifier}, ${c.code}, ${c.name},
           ${c.shortName} as "shortName", ${c.description}, ${pathSql} as path, ${c.level},
           ${c.isRequired} as "isRequired", ${c.ratingScaleId} as "ratingScaleId", ${ratingScales.name} as "ratingScale",
           ${c.targetRating}::float8 as "targetRating", ${c.scoringMethod} as "scoringMethod", ${c.nTimes} as "nTimes",
           ${c.requiredObservations} as "requiredObservations", ${c.requiredEvaluators} as "requiredEvaluators",
           ${c.requiredDays} as "requiredDays", ${c.validityMonths} as "validityMonths",
           ${c.renewalWays} as "renewalWays", ${c.needsApproval} as "needsApproval",
           ${c.needsCountersignature} as "needsCountersignature",
           coalesce((select json_agg(json_build_object('name', ${r.criterionName}, 'description', ${r.description},
               'weight', ${r.weight}::float8, 'maxScore', ${r.maxScore}::float8, 'passScore', ${r.passScore}::float8)
               order by ${r.orderIndex}, ${r.id})
             from ${competencyRubrics} ${r} where ${r.competencyId} = ${c.id} and ${r.isActive}), '[]') as rubric
    from ${competencies} ${c} join ${ratingScales} on ${ratingScales.id} = ${c.ratingScaleId}
    where ${c.templateId} in (${p.toId}, ${earlierSql(p)})
    order by ${c.sortOrder}, ${c.id}`,
);
