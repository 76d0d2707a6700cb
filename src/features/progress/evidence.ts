import { type Column, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { unknownEvaluator } from "#src/features/progress/counted-evidence.ts";
import { type AssignmentFacts, criterion } from "#src/features/progress/facts.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { evaluationAuthors, evaluationCriteria, evaluations } from "#src/platform/db/tables/evaluations.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The aliases under which a statement that reads evidence joins its tables. */
export const a = alias(competencyAssignments, "a");
export const c = alias(competencies, "c");
export const rs = alias(ratingScales, "rs");
export const sc = alias(schools, "sc");
/** The assessment and the evaluation of one line. */
export const s = alias(assessments, "s");
export const e = alias(evaluations, "e");
const x = alias(evaluationAuthors, "x");
const xu = alias(users, "xu");
const ec = alias(evaluationCriteria, "ec");
const r = alias(competencyRubrics, "r");
const now = alias(competencyRubrics, "now_r");
/** The competency of an earlier version. */
const earlier = alias(competencies, "earlier");

/** What holds for an evaluation by the version of the framework that it was given in. */
function asOfItsVersion(own: SQLWrapper, before: SQLWrapper): SQL {
  return sql`case when ${e.competencyId} = ${c.id} then ${own}
    else (select ${before} from ${competencies} ${earlier} where ${earlier.id} = ${e.competencyId}) end`;
}

/** A criterion of an earlier version is the one that is called so now; null where there is none. */
const rubricKeySql = (competencyId: SQLWrapper) => sql`case when ${r.competencyId} = ${competencyId} then ${r.id}
  else (select min(${now.id}) from ${competencyRubrics} ${now}
    where ${now.competencyId} = ${competencyId} and ${now.criterionName} = ${r.criterionName} and ${now.isActive}) end`;

/** A guest's evaluation that its school asks to have confirmed, and that is not: evidence of nothing yet. */
export function isUnconfirmedGuestSql({
  guestName,
  guestConfirmedAt,
  schoolId,
}: Record<"guestName" | "guestConfirmedAt" | "schoolId", Column>): SQL<boolean> {
  return sql<boolean>`(${guestName} is not null and ${guestConfirmedAt} is null and exists (
    select from ${schools} where ${schools.id} = ${schoolId} and (${schools.settings} ->> 'confirmsGuests')::boolean))`;
}

/** The id of who wrote an anonymous evaluation; null for a reader who may not know. */
export function hiddenAuthorSql({ id }: Record<"id", Column>): SQL<string | null> {
  return sql<string | null>`(select ${x.evaluatorId} from ${evaluationAuthors} ${x} where ${x.evaluationId} = ${id})`;
}

/** The same as a name. */
export function hiddenAuthorNameSql({ id }: Record<"id", Column>): SQL<string | null> {
  return sql<
    string | null
  >`(select ${xu.name} from ${evaluationAuthors} ${x} join ${users} ${xu} on ${xu.id} = ${x.evaluatorId}
    where ${x.evaluationId} = ${id})`;
}

/** The value of an assessment in force, by `settleValue` of counted-evidence.ts; null where nobody is counted. */
export function assessmentValueSql(assessmentId: SQLWrapper, scaleKind: SQLWrapper): SQL<number | null> {
  const v = alias(evaluations, "v");
  const rating = sql`coalesce(${v.overallRating}, ${v.rubricResult})`;
  return sql<number | null>`(
    select case when ${scaleKind} = 'NUMERIC' then trim_scale(round(avg(${rating}), 6))
           else percentile_disc(0.5) within group (order by ${rating}) end
    from ${evaluations} ${v}
    where ${v.assessmentId} = ${assessmentId} and ${isOneOf(v.state, "SIGNED")} and not ${v.isSelf}
      and not ${isUnconfirmedGuestSql(v)})`;
}

const criterionLine = (
  competencyId: SQLWrapper,
) => sql`json_build_object('rubricKey', ${rubricKeySql(competencyId)}, 'weight', ${r.weight}, 'score', ${ec.score},
  'maxScore', ${r.maxScore}, 'passScore', ${r.passScore})`;

/**
 * The only loader of evidence: every evaluation of a student in a competency except those that its author alone may
 * read; counted-evidence.ts decides which of it counts. A JSON array of `evidenceLine`, newest first, for a statement
 * that joins `a` and `c`; `more` adds fields from `s` and `e`. The rating is the one that counts. An amendment keeps the
 * time of the first submission.
 */
export function evidenceSql(more?: SQL): SQL {
  return sql`coalesce((
    select json_agg(json_build_object(
        'evaluationId', ${e.id}, 'assessmentId', ${s.id}, 'assessmentStatus', ${s.status},
        'evaluatorKey', case when ${e.isAnonymous} then coalesce(${hiddenAuthorSql(e)}, '${sql.raw(unknownEvaluator)}')
          else coalesce(${e.evaluatorId}, ${e.guestEmail}, ${e.guestName}) end,
        'observedAt', ${s.observedAt}, 'submittedAt', least(${s.submittedAt}, ${e.signedAt}), 'state', ${e.state}, 'isSelf', ${e.isSelf},
        'needsCountersignature', ${asOfItsVersion(c.needsCountersignature, earlier.needsCountersignature)},
        'otherScale', ${asOfItsVersion(sql`false`, sql`${earlier.ratingScaleId} <> ${c.ratingScaleId}`)},
        'guestUnconfirmed', ${isUnconfirmedGuestSql(e)},
        'overallRating', coalesce(${e.overallRating}, ${e.rubricResult}), 'method', ${s.method}
        ${more ? sql`, ${more}` : sql.empty()})
      order by ${s.observedAt} desc, ${s.id} desc)
    from ${evaluations} ${e} join ${assessments} ${s} on ${s.id} = ${e.assessmentId}
    where ${e.studentId} = ${a.userId} and ${holdsCompetency(a, e.competencyId)} and ${isNoneOf(e.state, "DRAFT", "DISCARDED")}), '[]')`;
}

/**
 * JSON for `more`: the scores of the criteria. Only one scoring method uses them, and their policies cost more than the
 * rest of the statement, so commands load them separately (`loadCriteria`).
 */
export const criteriaSql: SQL = sql`'criteria', case when ${c.scoringMethod} = 'MINIMUM_OF_CRITERIA' then coalesce((
    select json_agg(${criterionLine(c.id)}) from ${evaluationCriteria} ${ec} join ${competencyRubrics} ${r} on ${r.id} = ${ec.rubricId}
    where ${ec.evaluationId} = ${e.id} and ${rubricKeySql(c.id)} is not null), '[]') else '[]' end`;

/** Adds the scores of the criteria to the evidence if the scoring method uses them, which takes another round trip. */
export async function loadCriteria(tx: Tx, facts: AssignmentFacts): Promise<AssignmentFacts> {
  if (facts.method !== "MINIMUM_OF_CRITERIA" || facts.evidence.length === 0) return facts;
  const evaluationIds = facts.evidence.map(({ evaluationId }) => evaluationId);
  const found = new Map(
    (await tx.query(selectCriteria, { evaluationIds, competencyId: facts.competencyId })).map((row) => [
      row.evaluationId,
      row.criteria,
    ]),
  );
  return {
    ...facts,
    evidence: facts.evidence.map((line) => ({ ...line, criteria: found.get(line.evaluationId) ?? [] })),
  };
}

const selectCriteria = sqlStatement(
  "evidence_criteria",
  z.object({ evaluationId: z.string(), criteria: z.array(criterion) }),
  (p: Params<{ evaluationIds: string[]; competencyId: string }>) => sql`
    select ${ec.evaluationId} as "evaluationId", json_agg(${criterionLine(p.competencyId)}) as criteria
    from ${evaluationCriteria} ${ec} join ${competencyRubrics} ${r} on ${r.id} = ${ec.rubricId}
    where ${ec.evaluationId} = any(${p.evaluationIds}) and ${rubricKeySql(p.competencyId)} is not null group by 1`,
);
