import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/framework-versions/permissions.ts";
import { nextVersionLabel } from "#src/features/framework-versions/rules.ts";
import type { NextVersionAnswer } from "#src/features/framework-versions/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import {
  competencyTemplateAssociations,
  competencyTemplateItems,
  competencyTemplates,
} from "#src/platform/db/tables/competency-templates.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * Starts the next version of a published framework: a draft with all that the version has, whose parts say what they
 * replace. A framework has one open next draft; starting it again returns that one.
 */
export async function startNextVersion(ctx: UserContext, frameworkId: string): Promise<NextVersionAnswer> {
  return withActor(
    ctx.actor,
    async (tx) => {
      const [found] = await tx.query(lockVersion, { id: frameworkId });
      authorize(ctx.actor, permissions.start, { schoolId: found?.schoolId ?? "" });
      if (!found) throw new AppError("not_found", "There is no such framework.");
      if (found.status === "DRAFT") {
        throw new AppError("conflict", "This version is a draft: change it as it is, and publish it.");
      }
      const [open] = await tx.query(selectOpenDraft, { id: frameworkId });
      if (open) return { ...open, isNew: false };
      const id = await copyVersion(tx, {
        frameworkId,
        schoolId: found.schoolId,
        version: nextVersionLabel(found.version),
        createdBy: ctx.actor.userId,
      });
      audit(tx, ctx.actor, {
        action: "framework.next_version",
        entityType: "framework",
        entityId: id,
        schoolId: found.schoolId,
        requestId: ctx.requestId,
        detail: { replacesId: frameworkId },
      });
      return { id, version: nextVersionLabel(found.version), isNew: true };
    },
    ctx.bracket,
  );
}

/** Copies a framework into a draft that replaces it, in a fixed number of statements. Returns its id. */
export async function copyVersion(
  tx: Tx,
  given: { frameworkId: string; schoolId: string; version: string; createdBy: string },
): Promise<string> {
  const { frameworkId, schoolId, createdBy } = given;
  const [parts] = await tx.query(selectParts, { id: frameworkId });
  if (!parts) throw new Error("the framework is locked, so it is there");
  const id = newId();
  const renewed = (ids: readonly string[]) => JSON.stringify(ids.map((old) => ({ old, new: newId() })));
  const competencyIds = renewed(parts.competencies);
  const itemIds = renewed(parts.items.map((item) => item.id));
  const identifiers = JSON.stringify(
    parts.items.map(({ identifier }) => ({ old: identifier, new: newId(), link: newId(), linkIdentifier: newId() })),
  );
  const base = { id, schoolId, frameworkId };
  tx.send(copyTemplate, { ...base, version: given.version, createdBy, sourceIdentifier: newId() });
  tx.send(copyCompetencies, { ...base, createdBy, competencyIds, identifiers });
  tx.send(copyRubrics, { schoolId, createdBy, competencyIds, rubricIds: renewed(parts.rubrics) });
  tx.send(copyItems, { ...base, competencyIds, itemIds, identifiers });
  tx.send(copyAssociations, { ...base, identifiers, associationIds: renewed(parts.associations) });
  tx.send(insertReplacedBy, { id, schoolId, identifiers });
  return id;
}

const t = competencyTemplates;
const c = competencies;
const r = competencyRubrics;
const i = competencyTemplateItems;
const s = competencyTemplateAssociations;

const lockVersion = sqlStatement(
  "framework_version_lock",
  z.object({ schoolId: z.string(), status: z.enum(["DRAFT", "PUBLISHED", "DEPRECATED"]), version: z.string() }),
  (p: Params<{ id: string }>) => sql`
    select ${t.schoolId} as "schoolId", ${t.status}, ${t.version} from ${t} where ${t.id} = ${p.id} for update`,
);

const selectOpenDraft = sqlStatement(
  "framework_version_open_draft",
  z.object({ id: z.string(), version: z.string() }),
  (p: Params<{ id: string }>) => sql`
    select ${t.id}, ${t.version} from ${t} where ${t.replacesId} = ${p.id} and ${t.status} = 'DRAFT'
    order by ${t.createdAt} limit 1`,
);

const selectParts = sqlStatement(
  "framework_version_parts",
  z.object({
    competencies: z.array(z.string()),
    rubrics: z.array(z.string()),
    items: z.array(z.object({ id: z.string(), identifier: z.string() })),
    associations: z.array(z.string()),
  }),
  (p: Params<{ id: string }>) => sql`
    select array(select ${c.id} from ${c} where ${c.templateId} = ${p.id}) as competencies,
      array(select ${r.id} from ${r} join ${c} on ${c.id} = ${r.competencyId}
        where ${c.templateId} = ${p.id} and ${r.isActive}) as rubrics,
      coalesce((select json_agg(json_build_object('id', ${i.id}, 'identifier', ${i.identifier})) from ${i}
        where ${i.templateId} = ${p.id}), '[]') as items,
      array(select ${s.id} from ${s} where ${s.templateId} = ${p.id}
        and not (${s.associationType} = 'replacedBy' and exists (select from ${i}
          where ${i.templateId} = ${p.id} and ${i.identifier} = ${s.destinationIdentifier}))) as associations`,
);

type Copied = { id: string; schoolId: string; frameworkId: string };

/** The package that it came from stays, without what names that package itself. */
const copyTemplate = sqlWrite(
  "framework_version_copy",
  (p: Params<Copied & { version: string; createdBy: string; sourceIdentifier: string }>) => sql`
    insert into ${t} (${columns(t.id, t.schoolId, t.name, t.description, t.version, t.sourceFormat, t.sourceIdentifier, t.source, t.replacesId, t.createdBy)})
    select ${p.id}, ${p.schoolId}, ${t.name}, ${t.description}, ${p.version}, ${t.sourceFormat},
      case when ${t.sourceIdentifier} is not null then ${p.sourceIdentifier} end,
      ${t.source} #- '{CFDocument,identifier}' #- '{CFDocument,uri}' #- '{CFDocument,version}'
        #- '{CFDocument,adoptionStatus}' #- '{CFDocument,lastChangeDateTime}', ${t.id}, ${p.createdBy}
    from ${t} where ${t.id} = ${p.frameworkId}`,
);

const copyCompetencies = sqlWrite(
  "framework_version_copy_competencies",
  (p: Params<Copied & { createdBy: string; competencyIds: string; identifiers: string }>) => {
    const kept = [
      c.programId,
      c.code,
      c.name,
      c.description,
      c.category,
      c.level,
      c.isRequired,
      c.ratingScaleId,
      c.targetRating,
      c.scoringMethod,
      c.requiredObservations,
      c.requiredEvaluators,
      c.requiredDays,
      c.nTimes,
      c.validityMonths,
      c.renewalWays,
      c.needsApproval,
      c.needsCountersignature,
      c.sortOrder,
      c.shortName,
    ];
    return sql`
      insert into ${c} (${columns(c.id, c.schoolId, c.templateId, c.createdBy, c.replacesId, c.identifier, ...kept)})
      select ids.new, ${p.schoolId}, ${p.id}, ${p.createdBy}, ${c.id}, named.new, ${sql.join(kept, sql`, `)}
      from ${c} join jsonb_to_recordset(${p.competencyIds}::jsonb) as ids (old text, new text) on ids.old = ${c.id}
      left join jsonb_to_recordset(${p.identifiers}::jsonb) as named (old text, new text) on named.old = ${c.identifier}`;
  },
);

const copyRubrics = sqlWrite(
  "framework_version_copy_rubrics",
  (p: Params<{ schoolId: string; createdBy: string; competencyIds: string; rubricIds: string }>) => {
    const kept = [r.criterionName, r.description, r.weight, r.maxScore, r.passScore, r.performanceLevels, r.orderIndex];
    return sql`
      insert into ${r} (${columns(r.id, r.schoolId, r.competencyId, r.createdBy, ...kept)})
      select rubric.new, ${p.schoolId}, ids.new, ${p.createdBy}, ${sql.join(kept, sql`, `)}
      from ${r} join jsonb_to_recordset(${p.rubricIds}::jsonb) as rubric (old text, new text) on rubric.old = ${r.id}
      join jsonb_to_recordset(${p.competencyIds}::jsonb) as ids (old text, new text) on ids.old = ${r.competencyId}`;
  },
);

const copyItems = sqlWrite(
  "framework_version_copy_items",
  (p: Params<Copied & { competencyIds: string; itemIds: string; identifiers: string }>) => {
    const kept = [i.kind, i.code, i.statement, i.itemType, i.sortOrder, i.editorNote];
    return sql`
      with ids as (select * from jsonb_to_recordset(${p.itemIds}::jsonb) as ids (old text, new text))
      insert into ${i} (${columns(i.id, i.schoolId, i.templateId, i.identifier, i.parentId, i.competencyId, i.source, ...kept)})
      select own.new, ${p.schoolId}, ${p.id}, named.new, above.new, made.new, ${i.source} - 'identifier' - 'uri',
        ${sql.join(kept, sql`, `)}
      from ${i} join ids own on own.old = ${i.id}
      join jsonb_to_recordset(${p.identifiers}::jsonb) as named (old text, new text) on named.old = ${i.identifier}
      left join ids above on above.old = ${i.parentId}
      left join jsonb_to_recordset(${p.competencyIds}::jsonb) as made (old text, new text) on made.old = ${i.competencyId}
      where ${i.templateId} = ${p.frameworkId}`;
  },
);

/** What names an item of this framework names its copy; what names anything else stays. */
const copyAssociations = sqlWrite(
  "framework_version_copy_associations",
  (p: Params<Copied & { identifiers: string; associationIds: string }>) => sql`
    with named as (select * from jsonb_to_recordset(${p.identifiers}::jsonb) as named (old text, new text))
    insert into ${s} (${columns(s.id, s.schoolId, s.templateId, s.identifier, s.associationType, s.originIdentifier, s.destinationIdentifier, s.sortOrder, s.source)})
    select ids.new, ${p.schoolId}, ${p.id}, ids.new, ${s.associationType},
      coalesce(origin.new, case when ${s.originIdentifier} = ${t.sourceIdentifier} then copy.source_identifier end, ${s.originIdentifier}),
      coalesce(destination.new, case when ${s.destinationIdentifier} = ${t.sourceIdentifier} then copy.source_identifier end,
        ${s.destinationIdentifier}),
      ${s.sortOrder},
      ${s.source} - 'identifier' - 'uri'
        - case when origin.new is null and ${s.originIdentifier} is distinct from ${t.sourceIdentifier} then '' else 'originNodeURI' end
        - case when destination.new is null and ${s.destinationIdentifier} is distinct from ${t.sourceIdentifier} then ''
          else 'destinationNodeURI' end
    from ${s} join ${t} on ${t.id} = ${s.templateId} join ${t} copy on copy.id = ${p.id}
    join jsonb_to_recordset(${p.associationIds}::jsonb) as ids (old text, new text) on ids.old = ${s.id}
    left join named origin on origin.old = ${s.originIdentifier}
    left join named destination on destination.old = ${s.destinationIdentifier}
    where ${s.templateId} = ${p.frameworkId}`,
);

/** As CASE says it: the item of the version before is replaced by this one. */
const insertReplacedBy = sqlWrite(
  "framework_version_replaced_by",
  (p: Params<{ id: string; schoolId: string; identifiers: string }>) => sql`
    insert into ${s} (${columns(s.id, s.schoolId, s.templateId, s.identifier, s.associationType, s.originIdentifier, s.destinationIdentifier)})
    select named.link, ${p.schoolId}, ${p.id}, named."linkIdentifier", 'replacedBy', named.old, named.new
    from jsonb_to_recordset(${p.identifiers}::jsonb) as named (old text, new text, link text, "linkIdentifier" text)`,
);
