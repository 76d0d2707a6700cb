import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Day, dayNumber, type PlannedItem, type StudentHistory } from "#src/features/predictions/facts-of.ts";
import { assessmentValueSql } from "#src/features/progress/evidence.ts";
import { planEnd } from "#src/features/progress/plan.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
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
  const items = plan.map<PlannedItem>(({ completedOn, firstCompletedOn: _, ...item }) => ({
    ...item,
    completedOn: completedOn === null ? null : dayNumber(completedOn),
  }));
  const end = planEnd(items);
  return {
    studentId: row.studentId,
    cohortId: row.cohortId,
    groups: { cohort: row.cohortId, program: row.programId },
    history: {
      startsOn: dayNumber(startsOn),
      endsOn: end === null ? null : dayNumber(end),
      plan: items,
      assessments: assessments.map(({ day, knownOn, ...line }) => ({
        ...line,
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
      score: z.number(),
      target: z.number(),
      competency: z.string().nullable(),
      evaluator: z.string().nullable(),
    }),
  ),
  interactions: z.array(z.object({ day, kind: z.string(), count: z.number() })).nullable(),
});

const dayOf = (instant: unknown) => sql`(${instant} at time zone ${sc.timeZone})::date`;
const isCompleted = isOneOf(a.status, ...completedStatuses);
const firstAssigned = sql`(select min(coalesce(${d.effectiveAt}, ${a.createdAt})) from ${a} left join ${d} on ${d.id} = ${a.deploymentId}
  where ${a.userId} = ${u.id} and ${isNoneOf(a.status, "WITHDRAWN")})`;

const planSql = sql`(
  select coalesce(json_agg(json_build_object('id', ${a.competencyId}, 'dueOn', ${dayOf(a.dueDate)},
      'startsOn', ${dayOf(d.effectiveAt)}, 'endsOn', ${dayOf(d.dueAt)},
      'completedOn', case when ${isCompleted} then ${dayOf(a.completionDate)} end,
      'firstCompletedOn', ${dayOf(sql`coalesce((select min(${y.completedAt}) from ${y} where ${y.assignmentId} = ${a.id}),
        case when ${isCompleted} then ${a.completionDate} end)`)},
      'evaluatorsNeeded', ${c.requiredEvaluators}, 'observationsNeeded', ${c.requiredObservations})
    order by ${a.competencyId}), '[]')
  from ${a} join ${c} on ${c.id} = ${a.competencyId} left join ${d} on ${d.id} = ${a.deploymentId}
  where ${a.userId} = ${u.id} and ${isNoneOf(a.status, "WITHDRAWN")})`;

/** Signed on: the last evaluation that makes the value. */
const assessmentsSql = sql`(
  select coalesce(json_agg(v.line order by v.observed_at, v.id), '[]') from (
    select ${s.id} as id, ${s.observedAt} as observed_at, json_build_object('day', ${dayOf(s.observedAt)},
        'knownOn', ${dayOf(sql`greatest(${s.observedAt}, max(${e.signedAt}))`)},
        'score', ${assessmentValueSql(s.id, sql`max(${rs.kind})`)}, 'target', max(${c.targetRating}),
        'competency', max(${a.competencyId}), 'evaluator', min(coalesce(${e.evaluatorId}, ${e.guestEmail}, ${e.guestName}))) as line
    from ${s} join ${e} on ${e.assessmentId} = ${s.id} and ${isOneOf(e.state, "SIGNED")} and not ${e.isSelf}
    join ${c} on ${c.id} = ${s.competencyId} join ${rs} on ${rs.id} = ${c.ratingScaleId}
    left join ${a} on ${a.userId} = ${s.studentId} and ${holdsCompetency(a, s.competencyId)} and ${isNoneOf(a.status, "WITHDRAWN")}
    where ${s.studentId} = ${u.id} and ${isOneOf(s.status, "SUBMITTED", "APPROVED")} and ${s.observedAt} is not null
    group by ${s.id}
    having ${assessmentValueSql(s.id, sql`max(${rs.kind})`)} is not null) v)`;

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
