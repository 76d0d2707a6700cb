import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { Subject } from "#src/features/analytics/facts.ts";
import { fallsOverdueSql } from "#src/features/progress/overdue.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { addDays, daysBetween } from "#src/lib/day.ts";
import { studentPlanCache } from "#src/platform/cache/caches.ts";
import { readTogether } from "#src/platform/cache/read-together.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** What one student was given and has completed, whatever the time of reading. Days are `dayNumber`s of the school. */
export type StudentPlan = {
  studentId: string;
  total: number;
  /** Of everything that has a due date, also when it was completed or is renewed. */
  due: readonly number[];
  /** The competencies that fall overdue, with spaces between, and in the same order when, in seconds since 1970. */
  open: string;
  openDueAt: readonly number[];
  /** Of what has no due date: when it was deployed or given, and in the same order when its deployment ends. */
  undated: readonly number[];
  undatedEnds: readonly (number | null)[];
  completed: readonly number[];
  /** For each of `completed` the days that it took since its deployment, or since it was given. */
  daysTaken: readonly number[];
};

const firstDay = "2000-01-01";

/** A day as its distance from one in the year 2000: small numbers are parsed fast. */
export function dayNumber(day: string): number {
  return daysBetween(firstDay, day);
}

export function dayOfNumber(number: number): string {
  return addDays(firstDay, number);
}

/**
 * The plans of those who were given anything. Where the versions of their assignments are known, only those that are not
 * kept are read; else all are, at once.
 */
export async function loadStudentPlans(
  tx: Tx,
  { studentIds, versions, timeZone }: Pick<Subject, "studentIds" | "versions" | "timeZone">,
): Promise<StudentPlan[]> {
  const load = (ids: readonly string[]) => tx.query(selectPlans, { studentIds: [...ids], timeZone });
  if (!versions) return (await load(studentIds)).map(({ plan }) => parsePlan(plan));
  const plans = await readTogether(studentPlanCache(), studentIds, {
    keyOf: (id, at) => `${id} ${versions.ofStudents[at]} ${versions.ofDeployments} ${timeZone}`,
    loadAll: async (missing) => {
      const found = new Map((await load(missing)).map(({ studentId, plan }) => [studentId, { value: plan }]));
      return (id) => found.get(id);
    },
  });
  return plans.flatMap((plan) => (plan === undefined ? [] : parsePlan(plan)));
}

/** As `selectPlans` makes it. Lists side by side are parsed in half the time of pairs, and few competencies are late. */
function parsePlan(text: string): StudentPlan {
  return JSON.parse(text);
}

const a = alias(competencyAssignments, "a");

const selectPlans = sqlStatement(
  "analytics_student_plans",
  z.object({ studentId: z.string(), plan: z.string() }),
  (p: Params<{ studentIds: string[]; timeZone: string }>) => {
    const numberOf = (instant: unknown) =>
      sql`(${instant} at time zone ${p.timeZone})::date - ${sql.raw(`'${firstDay}'::date`)}`;
    return sql`
      with spans as materialized (
        select d.id, ${numberOf(sql`d.effective_at`)} as begins, ${numberOf(sql`d.due_at`)} as ends from app.deployment_spans() d),
      given as (
        select ${a.userId} as student, ${numberOf(a.dueDate)} as due, ${a.competencyId} as competency,
               case when ${fallsOverdueSql(a)} then floor(extract(epoch from ${a.dueDate}))::bigint end as due_at,
               case when ${isOneOf(a.status, ...completedStatuses)} then ${numberOf(a.completionDate)} end as completed,
               coalesce(d.begins, ${numberOf(a.createdAt)}) as began, d.ends
        from ${competencyAssignments} ${a} left join spans d on d.id = ${a.deploymentId}
        where ${a.userId} = any(${p.studentIds}) and ${isNoneOf(a.status, "WITHDRAWN")})
      select student as "studentId", json_build_object('studentId', student, 'total', count(*),
          'due', coalesce(json_agg(due) filter (where due is not null), '[]'),
          'open', coalesce(string_agg(competency, ' ') filter (where due_at is not null), ''),
          'openDueAt', coalesce(json_agg(due_at) filter (where due_at is not null), '[]'),
          'undated', coalesce(json_agg(began) filter (where due is null), '[]'),
          'undatedEnds', coalesce(json_agg(ends) filter (where due is null), '[]'),
          'completed', coalesce(json_agg(completed) filter (where completed is not null), '[]'),
          'daysTaken', coalesce(json_agg(completed - began) filter (where completed is not null), '[]'))::text as plan
      from given group by student order by student`;
  },
);
