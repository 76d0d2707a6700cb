import { asc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { AppError } from "#src/errors.ts";
import { categoriesOf } from "#src/features/frameworks/editing/draft.ts";
import type { EditAnswer, EditItem, EditScale } from "#src/features/frameworks/editing/schema.ts";
import { permissions } from "#src/features/frameworks/permissions.ts";
import { countersignsByDefault } from "#src/features/schools/queries.ts";
import { type Params, type RowOf, statement } from "#src/platform/db/statement.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { competencyTemplateItems, competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { revisionTag } from "#src/platform/http/if-match.ts";
import { authorize } from "#src/policy/authorize.ts";

/** Everything of a framework that an editor needs, of any status: a published one is read as it is. */
export async function getFrameworkForEdit(ctx: UserContext, id: string): Promise<EditAnswer> {
  const [[framework], scales] = await readAs(ctx.actor, (tx) =>
    Promise.all([tx.query(selectEdited, { id }), tx.query(selectEditScales)]),
  );
  authorize(ctx.actor, permissions.manage, { schoolId: framework?.schoolId ?? "" });
  if (!framework) throw new AppError("not_found", "There is no such framework.");
  ctx.addHeader("etag", revisionTag(framework.revision));
  return answerOf(framework, scales);
}

/** The same inside a command, of a framework that the caller has locked. */
export async function loadEdited(tx: Tx, id: string): Promise<EditAnswer & { programId: string | null }> {
  const [[framework], scales] = await Promise.all([tx.query(selectEdited, { id }), tx.query(selectEditScales)]);
  if (!framework) throw new AppError("not_found", "There is no such framework.");
  return { ...answerOf(framework, scales), programId: framework.programId };
}

function answerOf({ schoolId: _school, programId: _program, ...row }: Edited, scales: EditScale[]): EditAnswer {
  return { ...row, items: withOwnCategories(row.items ?? []), updatedAt: row.updatedAt.toISOString(), scales };
}

/** A category is a competency's own only where it is not the one above it. */
function withOwnCategories(items: readonly EditItem[]): EditItem[] {
  const above = categoriesOf(
    items.map((item) => (item.competency ? { ...item, competency: { ...item.competency, category: null } } : item)),
  );
  return items.map((item) =>
    item.competency && item.competency.category === above.get(item.id)
      ? { ...item, competency: { ...item.competency, category: null } }
      : item,
  );
}

const t = competencyTemplates;
const i = alias(competencyTemplateItems, "i");
const c = alias(competencies, "c");
const r = alias(competencyRubrics, "r");

const rubricOf = sql`
  select coalesce(json_agg(json_build_object(
      'id', ${r.id}, 'name', ${r.criterionName}, 'description', ${r.description}, 'weight', ${r.weight},
      'maxScore', ${r.maxScore}, 'passScore', ${r.passScore}, 'levels', ${r.performanceLevels})
    order by ${r.orderIndex}, ${r.id}), '[]')
  from ${competencyRubrics} ${r} where ${r.competencyId} = ${c.id} and ${r.isActive}`;

const itemsOf = sql`
  select json_agg(json_build_object(
      'id', ${i.id}, 'identifier', ${i.identifier}, 'parentId', ${i.parentId}, 'kind', ${i.kind}, 'code', ${i.code},
      'statement', ${i.statement}, 'itemType', ${i.itemType}, 'editorNote', ${i.editorNote},
      'competency', case when ${c.id} is not null then json_build_object(
        'id', ${c.id}, 'name', ${c.name}, 'shortName', ${c.shortName}, 'description', ${c.description},
        'category', ${c.category}, 'level', ${c.level}, 'isRequired', ${c.isRequired},
        'ratingScaleId', ${c.ratingScaleId}, 'targetRating', ${c.targetRating}, 'scoringMethod', ${c.scoringMethod},
        'nTimes', ${c.nTimes}, 'requiredObservations', ${c.requiredObservations},
        'requiredEvaluators', ${c.requiredEvaluators}, 'requiredDays', ${c.requiredDays},
        'validityMonths', ${c.validityMonths}, 'renewalWays', ${c.renewalWays}, 'needsApproval', ${c.needsApproval},
        'needsCountersignature', ${c.needsCountersignature}, 'replacesId', ${c.replacesId}, 'rubric', (${rubricOf}))
      end)
    order by ${i.sortOrder}, ${i.id})
  from ${competencyTemplateItems} ${i}
  left join ${competencies} ${c} on ${c.id} = ${i.competencyId}
  where ${i.templateId} = ${t.id}`;

const deploymentsOf = sql`
  select count(*)::int from ${competencyDeployments} where ${competencyDeployments.templateId} = ${t.id}`;

/** New competencies are of the program of the others, where all have one. */
const programOf = sql`select min(${c.programId}) from ${competencies} ${c} where ${c.templateId} = ${t.id}`;

const selectEdited = statement("framework_edited", (db, p: Params<{ id: string }>) =>
  db
    .select({
      id: t.id,
      schoolId: t.schoolId,
      status: t.status,
      revision: t.revision,
      name: t.name,
      description: t.description,
      version: t.version,
      sourceFormat: t.sourceFormat,
      replacesId: t.replacesId,
      updatedAt: t.updatedAt,
      // Built above with the names of the contract.
      items: sql<EditItem[] | null>`(${itemsOf})`,
      deployments: sql<number>`(${deploymentsOf})`,
      countersigns: sql<boolean>`${countersignsByDefault(t.schoolId)}`,
      programId: sql<string | null>`(${programOf})`,
    })
    .from(t)
    .where(eq(t.id, p.id)),
);
type Edited = RowOf<typeof selectEdited>;

const selectEditScales = statement("framework_edit_scales", (db) =>
  db
    .select({
      id: ratingScales.id,
      name: ratingScales.name,
      kind: ratingScales.kind,
      min: ratingScales.minValue,
      max: ratingScales.maxValue,
      defaultTarget: ratingScales.defaultTarget,
      allowMean: ratingScales.allowMean,
      question: ratingScales.question,
      levels: ratingScales.levels,
    })
    .from(ratingScales)
    .orderBy(sql`${ratingScales.schoolId} <> 'default'`, asc(ratingScales.name), ratingScales.id),
);
