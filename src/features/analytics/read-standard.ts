import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { i, isLinked, j, l } from "#src/features/analytics/linked-standards.ts";
import type { StandardAnswer } from "#src/features/analytics/school/schema.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import {
  competencyTemplateAssociations,
  competencyTemplateItems,
} from "#src/platform/db/tables/competency-templates.ts";
import { ratedAssessments } from "#src/platform/db/tables/rated-assessments.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const mostNamed = 50;

/** What one standard rests on, live: its competencies with their assessors, and who has no evidence for any of them. */
export async function readStandard(ctx: UserContext, id: string): Promise<StandardAnswer> {
  const { schoolId } = ctx.actor;
  const [standard] = await readAs(ctx.actor, (tx) => tx.query(selectStandard, { id, schoolId }));
  if (!standard) throw new AppError("not_found", "There is no such standard.");
  const [lines, without] = await readAs(
    ctx.actor,
    (tx) => Promise.all([tx.query(selectCompetencies, { id }), tx.query(selectWithout, { id })]),
    { what: "standard", requestId: ctx.requestId, count: ([, people]) => people.length, filter: { standardId: id } },
  );
  return {
    ...standard,
    competencies: lines,
    withoutEvidence: { count: without.length, students: without.slice(0, mostNamed) },
  };
}

const c = alias(competencies, "c");
const a = alias(competencyAssignments, "a");
const r = alias(ratedAssessments, "r");
const st = alias(users, "st");

const selectStandard = sqlStatement(
  "analytics_standard",
  z.object({ id: z.string(), code: z.string().nullable(), statement: z.string() }),
  (p: Params<{ id: string; schoolId: string }>) => sql`
    select ${i.id}, ${i.code}, ${i.statement} from ${competencyTemplateItems} ${i} where ${i.id} = ${p.id} and ${i.schoolId} = ${p.schoolId}`,
);

/** The competencies that associations link with the item. */
const linkedTo = (p: Params<{ id: string }>) => sql`
  select distinct ${j.competencyId} as id from ${competencyTemplateItems} ${i}
  join ${competencyTemplateAssociations} ${l} on ${i.identifier} in (${l.originIdentifier}, ${l.destinationIdentifier})
  join ${competencyTemplateItems} ${j} on ${j.schoolId} = ${i.schoolId} and ${j.identifier} in (${l.originIdentifier}, ${l.destinationIdentifier})
  where ${i.id} = ${p.id} and ${isLinked}`;

const isGiven = sql`${isNoneOf(a.status, "WITHDRAWN")} and ${takesPart(st)}`;

const selectCompetencies = sqlStatement(
  "analytics_standard_rests_on",
  z.object({
    id: z.string(),
    name: z.string(),
    category: z.string(),
    assessments: z.number(),
    assessors: z.number(),
    completed: z.number(),
    assigned: z.number(),
  }),
  (p: Params<{ id: string }>) => sql`
    with linked as (${linkedTo(p)})
    select ${c.id}, ${c.name}, ${c.category}, rated.assessments, rated.assessors, given.completed, given.assigned
    from linked join ${competencies} ${c} on ${c.id} = linked.id
    cross join lateral (
      select count(*)::int as assessments, count(distinct ${r.evaluatorId})::int as assessors
      from ${ratedAssessments} ${r} where ${r.competencyId} = ${c.id}) rated
    cross join lateral (
      select count(*)::int as assigned, (count(*) filter (where ${isOneOf(a.status, ...completedStatuses)}))::int as completed
      from ${competencyAssignments} ${a} join ${users} ${st} on ${st.id} = ${a.userId}
      where ${a.competencyId} = ${c.id} and ${isGiven}) given
    order by ${c.category}, ${c.sortOrder}, ${c.id}`,
);

const selectWithout = sqlStatement(
  "analytics_standard_without",
  z.object({ id: z.string(), name: z.string() }),
  (p: Params<{ id: string }>) => sql`
    with linked as (${linkedTo(p)}),
    without as (
      select ${a.userId} as id from ${competencyAssignments} ${a} join ${users} ${st} on ${st.id} = ${a.userId}
      where ${a.competencyId} in (select id from linked) and ${isGiven}
      group by ${a.userId} having max(${a.observations}) = 0)
    select ${st.id}, ${st.name} from without join ${users} ${st} on ${st.id} = without.id
    order by ${inNameOrder(sql`${st.name}`)}, ${st.id}`,
);
