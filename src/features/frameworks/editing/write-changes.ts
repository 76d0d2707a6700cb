import { type SQL, sql } from "drizzle-orm";
import type { Changes } from "#src/features/frameworks/editing/changes.ts";
import { columns, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import {
  competencyTemplateAssociations,
  competencyTemplateItems,
  competencyTemplates,
} from "#src/platform/db/tables/competency-templates.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

type Of = { templateId: string; schoolId: string; programId: string | null; createdBy: string };

/**
 * Writes the changes of a draft that the caller has locked, each kind in one statement. What is new comes before what
 * refers to it, and what is removed goes last: removing an item would take along those that were below it. What a
 * package said of an item that is removed is kept, for the undo that adds the item again.
 */
export function writeChanges(tx: Tx, of: Of, { items, competencies: changed, criteria, moved }: Changes): void {
  const { templateId, schoolId } = of;
  if (changed.added.length > 0) tx.send(insertCompetencies, { ...of, rows: JSON.stringify(changed.added) });
  if (changed.changed.length > 0) tx.send(updateCompetencies, { templateId, rows: JSON.stringify(changed.changed) });
  if (items.added.length > 0) tx.send(insertItems, { templateId, schoolId, rows: JSON.stringify(items.added) });
  if (items.changed.length > 0) tx.send(updateItems, { templateId, rows: JSON.stringify(items.changed) });
  if (items.removed.length > 0) tx.send(keepRemoved, { templateId, ids: items.removed });
  if (moved.length + items.removed.length > 0) tx.send(deleteLinks, { templateId, moved, removed: items.removed });
  if (items.removed.length > 0) tx.send(deleteItems, { templateId, ids: items.removed });
  if (changed.removed.length > 0) tx.send(deleteCompetencies, { templateId, ids: changed.removed });
  if (criteria.removed.length > 0) tx.send(deleteCriteria, { templateId, ids: criteria.removed });
  if (criteria.changed.length > 0) tx.send(updateCriteria, { templateId, rows: JSON.stringify(criteria.changed) });
  if (criteria.added.length > 0) tx.send(insertCriteria, { ...of, rows: JSON.stringify(criteria.added) });
  if (items.added.length > 0) tx.send(restoreLinks, { templateId, ids: items.added.map(({ id }) => id) });
  if (moved.length > 0) tx.send(insertLinks, { templateId, moved });
}

type Rows = { templateId: string; rows: string };

const competencyShape = sql`c (id text, code text, name text, "shortName" text, description text, category text,
  level text, "isRequired" boolean, "ratingScaleId" text, "targetRating" numeric, "scoringMethod" text, "nTimes" int,
  "requiredObservations" int, "requiredEvaluators" int, "requiredDays" int, "validityMonths" int, "renewalWays" text[],
  "needsApproval" boolean, "needsCountersignature" boolean, identifier text, "sortOrder" int, "replacesId" text)`;

const k = competencies;
const competencyColumns = columns(
  k.code,
  k.name,
  k.shortName,
  k.description,
  k.category,
  k.level,
  k.isRequired,
  k.ratingScaleId,
  k.targetRating,
  k.scoringMethod,
  k.nTimes,
  k.requiredObservations,
  k.requiredEvaluators,
  k.requiredDays,
  k.validityMonths,
  k.renewalWays,
  k.needsApproval,
  k.needsCountersignature,
  k.identifier,
  k.sortOrder,
  k.replacesId,
);
const competencyValues = sql`c.code, c.name, c."shortName", c.description, c.category, c.level, c."isRequired",
  c."ratingScaleId", c."targetRating", c."scoringMethod", c."nTimes", c."requiredObservations", c."requiredEvaluators",
  c."requiredDays", c."validityMonths", c."renewalWays", c."needsApproval", c."needsCountersignature", c.identifier,
  c."sortOrder", c."replacesId"`;

const insertCompetencies = sqlWrite(
  "framework_edit_add_competencies",
  (p: Params<Of & { rows: string }>) => sql`
    insert into ${k} (${columns(k.id, k.schoolId, k.templateId, k.programId, k.createdBy)}, ${competencyColumns})
    select c.id, ${p.schoolId}, ${p.templateId}, ${p.programId}, ${p.createdBy}, ${competencyValues}
    from jsonb_to_recordset(${p.rows}::jsonb) as ${competencyShape}`,
);

const updateCompetencies = sqlWrite(
  "framework_edit_change_competencies",
  (p: Params<Rows>) => sql`
    update ${k} set (${competencyColumns}) = row (${competencyValues})
    from jsonb_to_recordset(${p.rows}::jsonb) as ${competencyShape}
    where ${k.id} = c.id and ${k.templateId} = ${p.templateId}`,
);

const a = competencyTemplateAssociations;
const t = competencyTemplates;
/** What is kept of an item that was removed. */
const keptOf = (id: SQL) => sql`(${t.removed} -> ${id})`;

const itemShape = sql`i (id text, identifier text, "parentId" text, kind text, code text, statement text,
  "itemType" text, "editorNote" text, "sortOrder" int, "competencyId" text)`;
const n = competencyTemplateItems;
const itemColumns = columns(
  n.identifier,
  n.parentId,
  n.kind,
  n.code,
  n.statement,
  n.itemType,
  n.editorNote,
  n.sortOrder,
  n.competencyId,
);
const itemValues = sql`i.identifier, i."parentId", i.kind, i.code, i.statement, i."itemType", i."editorNote",
  i."sortOrder", i."competencyId"`;

const insertItems = sqlWrite(
  "framework_edit_add_items",
  (p: Params<Rows & { schoolId: string }>) => sql`
    insert into ${n} (${columns(n.id, n.schoolId, n.templateId)}, ${itemColumns}, ${columns(n.source)})
    select i.id, ${p.schoolId}, ${p.templateId}, ${itemValues},
           case when ${keptOf(sql`i.id`)} ->> 'identifier' = i.identifier
             then nullif(${keptOf(sql`i.id`)} -> 'source', 'null'::jsonb) end
    from jsonb_to_recordset(${p.rows}::jsonb) as ${itemShape}
    join ${t} on ${t.id} = ${p.templateId}`,
);

const updateItems = sqlWrite(
  "framework_edit_change_items",
  (p: Params<Rows>) => sql`
    update ${n} set (${itemColumns}) = row (${itemValues})
    from jsonb_to_recordset(${p.rows}::jsonb) as ${itemShape}
    where ${n.id} = i.id and ${n.templateId} = ${p.templateId}`,
);

type Ids = { templateId: string; ids: string[] };

const deleteItems = sqlWrite(
  "framework_edit_remove_items",
  (p: Params<Ids>) => sql`delete from ${n} where ${n.templateId} = ${p.templateId} and ${n.id} = any(${p.ids})`,
);

const deleteCompetencies = sqlWrite(
  "framework_edit_remove_competencies",
  (p: Params<Ids>) => sql`delete from ${k} where ${k.templateId} = ${p.templateId} and ${k.id} = any(${p.ids})`,
);

const u = competencyRubrics;
const criterionShape = sql`r (id text, "competencyId" text, name text, description text, weight numeric,
  "maxScore" numeric, "passScore" numeric, levels jsonb, "orderIndex" int)`;
const criterionColumns = columns(
  u.criterionName,
  u.description,
  u.weight,
  u.maxScore,
  u.passScore,
  u.performanceLevels,
  u.orderIndex,
);
const criterionValues = sql`r.name, r.description, r.weight, r."maxScore", r."passScore", r.levels, r."orderIndex"`;
/** A criterion is found by its competency, which is the framework's own. */
const isOwn = (p: Params<{ templateId: string }>) => sql`
  exists (select from ${k} where ${k.id} = ${u.competencyId} and ${k.templateId} = ${p.templateId})`;

const insertCriteria = sqlWrite(
  "framework_edit_add_criteria",
  (p: Params<Of & { rows: string }>) => sql`
    insert into ${u} (${columns(u.id, u.schoolId, u.competencyId, u.createdBy)}, ${criterionColumns})
    select r.id, ${p.schoolId}, r."competencyId", ${p.createdBy}, ${criterionValues}
    from jsonb_to_recordset(${p.rows}::jsonb) as ${criterionShape}`,
);

const updateCriteria = sqlWrite(
  "framework_edit_change_criteria",
  (p: Params<Rows>) => sql`
    update ${u} set (${criterionColumns}, ${columns(u.competencyId, u.updatedAt)})
      = row (${criterionValues}, r."competencyId", now())
    from jsonb_to_recordset(${p.rows}::jsonb) as ${criterionShape}
    where ${u.id} = r.id and ${isOwn(p)}`,
);

const deleteCriteria = sqlWrite(
  "framework_edit_remove_criteria",
  (p: Params<Ids>) => sql`delete from ${u} where ${u.id} = any(${p.ids}) and ${isOwn(p)}`,
);

const keepRemoved = sqlWrite(
  "framework_edit_keep_removed",
  (p: Params<Ids>) => sql`
    update ${t} set removed = ${t.removed} || (
      select coalesce(jsonb_object_agg(${n.id}, jsonb_build_object(
        'identifier', ${n.identifier}, 'source', ${n.source}, 'links', links.of_item)), '{}')
      from ${n} cross join lateral (
        select coalesce(jsonb_agg(to_jsonb(${a})), '[]') as of_item from ${a}
        where ${a.templateId} = ${n.templateId} and ${n.identifier} in (${a.originIdentifier}, ${a.destinationIdentifier})
      ) links
      where ${n.templateId} = ${p.templateId} and ${n.id} = any(${p.ids})
        and (${n.source} is not null or links.of_item <> '[]'))
    where ${t.id} = ${p.templateId}`,
);

/** Those whose other end is not removed too, and that place the item where it is now. */
const restoreLinks = sqlWrite("framework_edit_restore_links", (p: Params<Ids>) => {
  const isThere = (identifier: SQL) => sql`exists (
    select from ${n} there where there.template_id = ${p.templateId} and there.identifier = ${identifier})`;
  return sql`
    insert into ${a}
    select link.* from ${t}
    join ${n} on ${n.templateId} = ${t.id} and ${n.id} = any(${p.ids})
    left join ${n} above on above.id = ${n.parentId}
    cross join lateral jsonb_populate_recordset(null::${a}, ${keptOf(sql`${n.id}`)} -> 'links') link
    cross join lateral (
      select case when link.origin_identifier = ${n.identifier} then link.destination_identifier
        else link.origin_identifier end as identifier) other
    where ${t.id} = ${p.templateId} and ${keptOf(sql`${n.id}`)} ->> 'identifier' = ${n.identifier}
      and (${isThere(sql`other.identifier`)} or not exists (
        select from jsonb_each(${t.removed}) gone where gone.value ->> 'identifier' = other.identifier))
      and (link.association_type <> 'isChildOf' or link.origin_identifier <> ${n.identifier}
        or link.destination_identifier = coalesce(above.identifier, ${t.sourceIdentifier}))
    on conflict do nothing`;
});

/** A package's links go with the item they lead from or to; the place of one that moved is another now. */
const deleteLinks = sqlWrite(
  "framework_edit_remove_links",
  (p: Params<{ templateId: string; moved: string[]; removed: string[] }>) => sql`
    delete from ${a}
    using ${n}
    where ${a.templateId} = ${p.templateId} and ${n.templateId} = ${p.templateId}
      and (
        (${n.id} = any(${p.removed}) and ${n.identifier} in (${a.originIdentifier}, ${a.destinationIdentifier}))
        or (${n.id} = any(${p.moved}) and ${n.identifier} = ${a.originIdentifier} and ${a.associationType} = 'isChildOf')
      )`,
);

/** Only a framework from a package keeps its places as links too; its own document stands above those at the top. */
const insertLinks = sqlWrite("framework_edit_add_links", (p: Params<{ templateId: string; moved: string[] }>) => {
  const { id, schoolId, templateId, identifier, associationType, originIdentifier, destinationIdentifier, sortOrder } =
    a;
  return sql`
    insert into ${a} (${columns(id, schoolId, templateId, identifier, associationType, originIdentifier, destinationIdentifier, sortOrder)})
    select link.id, ${n.schoolId}, ${n.templateId}, link.id, 'isChildOf', ${n.identifier},
           coalesce(above.identifier, ${competencyTemplates.sourceIdentifier}), ${n.sortOrder}
    from ${n}
    join ${competencyTemplates} on ${competencyTemplates.id} = ${n.templateId}
    left join ${n} above on above.id = ${n.parentId}
    cross join lateral (select gen_random_uuid()::text as id where ${n.id} is not null) link
    where ${n.templateId} = ${p.templateId} and ${n.id} = any(${p.moved})
      and ${competencyTemplates.sourceFormat} like 'CASE%'
      and coalesce(above.identifier, ${competencyTemplates.sourceIdentifier}) is not null
      and not exists (select from ${a} placed where placed.template_id = ${n.templateId}
        and placed.origin_identifier = ${n.identifier} and placed.association_type = 'isChildOf'
        and placed.destination_identifier = coalesce(above.identifier, ${competencyTemplates.sourceIdentifier}))`;
});
