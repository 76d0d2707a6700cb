import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Params } from "#src/platform/db/statement.ts";
import {
  competencyTemplateAssociations,
  competencyTemplateItems,
} from "#src/platform/db/tables/competency-templates.ts";

/** An item that may be a standard, an item of another framework, and the association of the two. */
export const i = alias(competencyTemplateItems, "i");
export const j = alias(competencyTemplateItems, "j");
export const l = alias(competencyTemplateAssociations, "l");

/** An item of one framework with a competency of another, whichever end the association was drawn from. */
export const isLinked = sql`${l.schoolId} = ${i.schoolId} and ${l.associationType} not in ('isChildOf', 'isPartOf', 'precedes', 'replacedBy')
  and (${l.originIdentifier}, ${l.destinationIdentifier})
    in ((${i.identifier}, ${j.identifier}), (${j.identifier}, ${i.identifier}))
  and ${j.templateId} <> ${i.templateId} and ${j.competencyId} is not null`;

/** The competencies of every standard of a framework. */
export const linked = (p: Params<{ standardsId: string }>) => sql`
  select distinct ${i.id} as standard_id, ${j.competencyId} as competency_id
  from ${competencyTemplateItems} ${i}
  join ${competencyTemplateAssociations} ${l} on ${i.identifier} in (${l.originIdentifier}, ${l.destinationIdentifier})
  join ${competencyTemplateItems} ${j} on ${j.schoolId} = ${i.schoolId}
    and ${j.identifier} in (${l.originIdentifier}, ${l.destinationIdentifier})
  where ${i.templateId} = ${p.standardsId} and ${isLinked}`;
