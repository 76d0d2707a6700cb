import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Day, dayNumber, type PlannedItem, type StudentHistory } from "#src/features/predictions/facts-of.ts";
import { settledValue } from "#src/features/progress/counted-evidence.ts";
import { isUnconfirmedGuestSql } from "#src/features/progress/evidence.ts";
import { planEnd } from "#src/features/progress/plan.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments as s } from "#src/platform/db/tables/assessments.ts";
import { competencies as c } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments as a, assignmentCycles as y } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments as d } from "#src/platform/db/tables/competency-deployments.ts";
import { consents } from "#src/platform/db/tables/consents.ts";
import { evaluations as e } from "#src/platform/db/tables/evaluations.ts";
import { learningAnalytics as l } from "#src/platform/db/tables/learning-analytics.ts";
import { ratingScales as rs } from "#src/platform/db/tables/rating-scales.ts";
import { schools as sc } from "#src/platform/db/tables/schools.ts";
import { users as u } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** A student with what is known of them. `firstCompletedOn` is by competency, whatever expired or was renewed since. */
export type KnownStudent = {
  studentId: string;
  cohortId: string | null;
  /** Groups that the school records, by name, for the error rates. */
  groups: Record<string, string | null>;
  history: StudentHistory;
  firstCompletedOn: ReadonlyMap<string, Day>;
};

/** The histories of these students, in days of their school. Those with nothing assigned are left out. */
export async function loadHistories(tx: Tx, studentIds: readonly string[]): Promise<KnownStudent[]> {
  if (studentIds.length === 0) return [];
  const rows = await tx.query(selectHistories, { studentIds: [...studentIds] });
  return rows.filter(({ plan }) => plan.length > 0).map(knownOf);
}

function knownOf({ plan, assessments, interactions, startsOn, ...row }: z.output<typeof historyRow>): KnownStudent {
  const items = plan.map<PlannedItem>(({ completedOn, firstCompletedOn: _first, earlier: _earlier, ...item }) => ({
    ...item,
    completedOn: completedOn === null ? null : dayNumber(completedOn),
  }));
  const end = planEnd(items);
  // What was observed in a competency of an earlier version is evidence of the one that replaced it (`holdsCompetency`).
  const heldBy = new Map(plan.flatMap(({ id, earlier }) => [id, ...earlier].map((observed) => [observed, id])));
  return {
    studentId: row.studentId,
    cohortId: row.cohortId,
    groups: { cohort: row.cohortId, program: row.programId },
    history: {
      startsOn: dayNumber(startsOn),
      endsOn: end === null ? null : dayNumber(end),
      plan: items,
      assessments: assessments.map(({ day, knownOn, competency, ratings, kind, ...line }) => ({
        ...line,
        score: settledValue({ kind }, ratings),
        competency: heldBy.get(competency) ?? null,
        day: dayNumber(day),
        knownOn: dayNumber(knownOn),
        weight: 1,
      })),
      interactions: interactions?.map(({ day, ...line }) => ({ ...line, day: dayNumber(day) })) ?? null,
    },
    firstCompletedOn: new Map(
      plan.flatMap(({ id, firstCompletedOn }) =>
        firstCompletedOn === null ? [] : [[id, dayNumber(firstCompletedOn)]],
      ),
    ),
  };
}

const day = z.string();
const historyRow = z.object({
  studentId: z.string(),
  cohortId: z.string().nullable(),
  programId: z.string().nullable(),
  startsOn: day,
  plan: z.array(
    z.object({
      id: z.string(),
      dueOn: day.nullable(),
      startsOn: day.nullable(),
      endsOn: day.nullable(),
      earlier: z.array(z.string()),
      completedOn: day.nullable(),
      firstCompletedOn: day.nullable(),
      evaluatorsNeeded: z.number(),
      observationsNeeded: z.number(),
    }),
  ),
  assessments: z.array(
    z.object({
      day,
      knownOn: day,
      ratings: z.array(z.number()),
      kind: z.custom<Parameters<typeof settledValue>[0]["kind"]>(),
      target: z.number(),
      competency: z.string(),
      evaluator: z.string().nullable(),
    }),
  ),
  interactions: z.array(z.object({ day, kind: z.string(), count: z.number() })).nullable(),
});

const dayOf = (instant: unknown) => sql`(${instant} at time zone ${sc.timeZone})::date`;
const rating = sql`coalesce(${e.overallRating}, ${e.rubricResult})`;
const isCompleted = isOneOf(a.status, ...completedStatuses);
const firstAssigned = sql`(select min(coalesce(${d.effectiveAt}, ${a.createdAt})) from ${a} left join ${d} on ${d.id} = ${a.deploymentId}
  where ${a.userId} = ${u.id} and ${isNoneOf(a.status, "WITHDRAWN")})`;

const planSql = sql`(
  select coalesce(json_agg(json_build_object('id', ${a.competencyId}, 'dueOn', ${dayOf(a.dueDate)},
      'startsOn', ${dayOf(d.effectiveAt)}, 'endsOn', ${dayOf(d.dueAt)},
      'completedOn', case when ${isCompleted} then ${dayOf(a.completionDate)} end,
      'firstCompletedOn', ${dayOf(sql`coalesce((select min(${y.completedAt}) from ${y} where ${y.assignmentId} = ${a.id}),
        case when ${isCompleted} then ${a.completionDate} end)`)},
      'earlier', ${a.earlierCompetencyIds}, 'evaluatorsNeeded', ${c.requiredEvaluators}, 'observationsNeeded', ${c.requiredObservations})
    order by ${a.competencyId}), '[]')
  from ${a} join ${c} on ${c.id} = ${a.competencyId} left join ${d} on ${d.id} = ${a.deploymentId}
  where ${a.userId} = ${u.id} and ${isNoneOf(a.status, "WITHDRAWN")})`;

/**
 * Signed on: the last evaluation that makes the value. The competency is as it was observed. The value is settled by the
 * rule of progress here, since an ordered-set aggregate costs the database more than all the rest.
 */
const assessmentsSql = sql`(
  select coalesce(json_agg(json_build_object('day', ${dayOf(sql`v.observed_at`)}, 'knownOn', ${dayOf(sql`v.known_at`)},
      'ratings', v.ratings, 'kind', ${rs.kind}, 'target', ${c.targetRating}, 'competency', v.competency_id,
      'evaluator', v.evaluator) order by v.observed_at, v.id), '[]')
  from (
    select ${s.id} as id, ${s.competencyId} as competency_id, ${s.observedAt} as observed_at,
           greatest(${s.observedAt}, max(${e.signedAt})) as known_at,
           array_agg(${rating}) filter (where ${rating} is not null and not ${isUnconfirmedGuestSql(e)}) as ratings,
           min(coalesce(${e.evaluatorId}, ${e.guestEmail}, ${e.guestName})) as evaluator
    from ${s} join ${e} on ${e.assessmentId} = ${s.id} and ${isOneOf(e.state, "SIGNED")} and not ${e.isSelf}
    where ${s.studentId} = ${u.id} and ${isOneOf(s.status, "SUBMITTED", "APPROVED")} and ${s.observedAt} is not null
    group by ${s.id}) v
  join ${c} on ${c.id} = v.competency_id join ${rs} on ${rs.id} = ${c.ratingScaleId}
  where v.ratings is not null)`;

/** Null without consent. */
const interactionsSql = sql`(
  case when exists (select from ${consents} where ${consents.userId} = ${u.id}
      and ${consents.purpose} = 'learning_analytics' and ${consents.withdrawnAt} is null) then (
    select coalesce(json_agg(json_build_object('day', i.day, 'kind', i.kind, 'count', i.count) order by i.day, i.kind), '[]')
    from (select ${dayOf(l.timestamp)} as day, ${l.interactionType} as kind, count(*)::int as count
          from ${l} where ${l.userId} = ${u.id} group by 1, 2) i) end)`;

const selectHistories = sqlStatement(
  "prediction_histories",
  historyRow,
  (p: Params<{ studentIds: string[] }>) => sql`
    select ${u.id} as "studentId", ${u.cohortId} as "cohortId", ${u.programId} as "programId",
           ${dayOf(sql`coalesce(${firstAssigned}, ${u.createdAt})`)}::text as "startsOn",
           ${planSql} as plan, ${assessmentsSql} as assessments, ${interactionsSql} as interactions
    from ${u} join ${sc} on ${sc.id} = ${u.schoolId}
    where ${u.id} = any(${p.studentIds}) and ${isOneOf(u.role, "STUDENT")}
    order by ${u.id}`,
);
