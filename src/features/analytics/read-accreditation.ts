import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { i, isLinked, j, l, linked } from "#src/features/analytics/linked-standards.ts";
import { selectFreshness } from "#src/features/analytics/load-program.ts";
import type { AccreditationAnswer, AccreditationQuery } from "#src/features/analytics/school/schema.ts";
import { selectToday } from "#src/features/analytics/select-subject.ts";
import { earliest, timeframeOf } from "#src/features/analytics/timeframe.ts";
import { addDays, addMonths } from "#src/lib/day.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import {
  competencyTemplateAssociations,
  competencyTemplateItems,
  competencyTemplates,
} from "#src/platform/db/tables/competency-templates.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfLines } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * What covers each standard of a framework: the competencies that an association links with it, how often they were
 * assessed, and how many students have evidence. Without a framework, the first that has such links.
 */
export async function readAccreditation(
  ctx: UserContext,
  query: AccreditationQuery,
): Promise<AccreditationAnswer | Response> {
  const answer = await readStandards(ctx, query);
  return query.format === "csv" ? csvOfLines("standards.csv", columns, answer.standards) : answer;
}

/** The same for a report, which is made without a request. */
export async function readStandards(
  ctx: Pick<UserContext, "actor" | "requestId">,
  { standardsId: asked, timeframe }: Pick<AccreditationQuery, "standardsId" | "timeframe">,
): Promise<AccreditationAnswer> {
  const { schoolId } = ctx.actor;
  const [frameworks, [school]] = await readAs(ctx.actor, (tx) =>
    Promise.all([tx.query(selectFrameworks, { schoolId }), tx.query(selectToday, { schoolId })]),
  );
  const period = timeframeOf(timeframe ?? "all", school?.today ?? earliest, earliest);
  const from = `${period.from.slice(0, 7)}-01`;
  const to = addDays(addMonths(`${period.to.slice(0, 7)}-01`, 1), -1);
  if (asked !== undefined && !frameworks.some(({ id }) => id === asked))
    throw new AppError("not_found", "There are no such standards.");
  const standardsId = asked ?? frameworks[0]?.id ?? "";
  const [standards, links, students, [freshness]] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectStandards, { standardsId }),
        tx.query(selectLinked, { standardsId, from, to }),
        tx.query(selectStudents, { standardsId, schoolId }),
        tx.query(selectFreshness),
      ]),
    {
      what: "accreditation coverage",
      requestId: ctx.requestId,
      count: ([found]) => found.length,
      filter: { standardsId },
    },
  );
  return {
    frameworks,
    assessed: timeframe === undefined || timeframe === "all" ? null : { from, to },
    standards: standards.map((standard) => {
      const own = links.filter(({ standardId }) => standardId === standard.id);
      const counted = students.find(({ standardId }) => standardId === standard.id);
      return {
        ...standard,
        byCategory: [...Map.groupBy(own, ({ category }) => category)].map(([category, lines]) => ({
          category,
          competencies: lines.length,
        })),
        competencies: own.map(({ standardId: _, ...competency }) => competency),
        assessments: own.reduce((sum, { assessments }) => sum + assessments, 0),
        students: counted?.students ?? 0,
        studentsWithEvidence: counted?.withEvidence ?? 0,
      };
    }),
    asOf: freshness?.refreshedAt?.toISOString() ?? null,
  };
}

const columns: CsvColumns<AccreditationAnswer["standards"][number]> = [
  ["Standard", ({ code }) => code],
  ["Says", ({ statement }) => statement],
  ["Competencies", ({ competencies }) => competencies.map(({ name }) => name).join("; ")],
  ["Assessments", ({ assessments }) => assessments],
  ["Students", ({ students }) => students],
  ["Students with evidence", ({ studentsWithEvidence }) => studentsWithEvidence],
];

const t = alias(competencyTemplates, "t");
const c = alias(competencies, "c");
const a = alias(competencyAssignments, "a");
const st = alias(users, "st");

/** The standards are the end that no student is given: frameworks whose linked items are assigned to nobody. */
const selectFrameworks = sqlStatement(
  "analytics_standard_frameworks",
  z.object({ id: z.string(), name: z.string() }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${t.id}, ${t.name} from ${competencyTemplates} ${t}
    where ${t.schoolId} = ${p.schoolId} and ${isNoneOf(t.status, "DEPRECATED")}
      and exists (
        select from ${competencyTemplateAssociations} ${l}
        join ${competencyTemplateItems} ${i} on ${i.templateId} = ${t.id}
          and ${i.identifier} in (${l.originIdentifier}, ${l.destinationIdentifier})
        join ${competencyTemplateItems} ${j} on ${j.schoolId} = ${i.schoolId}
          and ${j.identifier} in (${l.originIdentifier}, ${l.destinationIdentifier})
        where ${isLinked})
      and not exists (
        select from ${competencyAssignments} ${a} join ${competencies} ${c} on ${c.id} = ${a.competencyId}
        where ${c.templateId} = ${t.id})
    order by ${t.name}, ${t.id}`,
);

const selectStandards = sqlStatement(
  "analytics_standards",
  z.object({ id: z.string(), code: z.string().nullable(), statement: z.string() }),
  (p: Params<{ standardsId: string }>) => sql`
    select ${i.id}, ${i.code}, ${i.statement} from ${competencyTemplateItems} ${i}
    where ${i.templateId} = ${p.standardsId}
      and not exists (select from ${competencyTemplateItems} ${j} where ${j.parentId} = ${i.id})
    order by ${i.sortOrder}, ${i.id}`,
);

const selectLinked = sqlStatement(
  "analytics_standard_competencies",
  z.object({ standardId: z.string(), id: z.string(), name: z.string(), category: z.string(), assessments: z.number() }),
  (p: Params<{ standardsId: string; from: string; to: string }>) => sql`
    with linked as (${linked(p)}),
    counted as (
      select h.competency_id, sum(h.below + h.at + h.above)::int as assessments from app.read_rating_history() h
      where h.month between ${p.from}::date and ${p.to}::date group by 1)
    select linked.standard_id as "standardId", ${c.id}, ${c.name}, ${c.category}, coalesce(counted.assessments, 0) as assessments
    from linked join ${competencies} ${c} on ${c.id} = linked.competency_id
    left join counted on counted.competency_id = ${c.id}
    order by ${c.category}, ${c.sortOrder}, ${c.id}`,
);

const selectStudents = sqlStatement(
  "analytics_standard_students",
  z.object({ standardId: z.string(), students: z.number(), withEvidence: z.number() }),
  (p: Params<{ standardsId: string; schoolId: string }>) => sql`
    with linked as (${linked(p)})
    select linked.standard_id as "standardId", count(distinct ${a.userId})::int as students,
           (count(distinct ${a.userId}) filter (where ${a.observations} > 0))::int as "withEvidence"
    from linked join ${competencyAssignments} ${a} on ${a.competencyId} = linked.competency_id
    join ${users} ${st} on ${st.id} = ${a.userId} and ${takesPart(st)}
    where ${a.schoolId} = ${p.schoolId} and ${isNoneOf(a.status, "WITHDRAWN")}
    group by 1`,
);
