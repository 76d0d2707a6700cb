import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { Plans, StudentStanding, Subject } from "#src/features/analytics/facts.ts";
import type { Timeframe } from "#src/features/analytics/timeframe.ts";
import { isOverdueSql } from "#src/features/progress/overdue.ts";
import { type PlannedSpan, spreadBy } from "#src/features/progress/plan.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { addDays, instantIn } from "#src/lib/day.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, type RowOf, sqlStatement } from "#src/platform/db/statement.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** What the students of a subject were given and have completed, by the parts of the timeframe. Both statements are sent at once. */
export async function loadPlans(
  tx: Tx,
  { studentIds, timeZone, today, endsOn }: Subject,
  timeframe: Timeframe,
  parts: readonly Timeframe[],
): Promise<Plans> {
  const startOf = (day: string) => instantIn(day, "00:00", timeZone).toISOString();
  const after = addDays(timeframe.to, 1);
  const [counted, spread] = await Promise.all([
    tx.query(selectCounts, {
      studentIds: [...studentIds],
      timeZone,
      bounds: [...parts.map(({ from }) => startOf(from)), startOf(after)],
      startsAt: startOf(timeframe.from),
      endsAt: startOf(after),
      tomorrow: startOf(addDays(today, 1)),
    }),
    tx.query(selectSpread, { studentIds: [...studentIds], timeZone, endsOn }),
  ]);
  return plansOf(counted, spread, { parts, today });
}

type CountRow = RowOf<typeof selectCounts>;
type Undated = { studentId: string; startsOn: string; endsOn: string | null; count: number };

function plansOf(
  rows: readonly CountRow[],
  spread: readonly Undated[],
  { parts, today }: { parts: readonly Timeframe[]; today: string },
): Plans {
  const spans = spansOf(spread);
  const all = rows.find(({ studentId }) => studentId === null);
  const students = rows.flatMap((row) =>
    row.studentId === null ? [] : [standingOf(row, row.studentId, spans.get(row.studentId), { parts, today })],
  );
  const curve = planCurve(all?.dueByPart ?? null, [...spans.values()].flat());
  return {
    students,
    plannedByPart: parts.map(({ to }, part) => curve(part, to)),
    endsOn: [...spans.values()]
      .flat()
      .reduce<string | null>(
        (last, { endsOn }) => (last === null || endsOn > last ? endsOn : last),
        all?.lastDueOn ?? null,
      ),
    overdue: Object.entries(all?.overdueFor ?? {}).map(([competencyId, count]) => ({ competencyId, students: count })),
    daysTaken: Object.entries(all?.daysTaken ?? {}).map(([days, times]) => [Number(days), times]),
  };
}

/** Undated competencies of a student over the same days are one span; its parts are rounded together. */
export function spansOf(rows: readonly Undated[]): Map<string, PlannedSpan[]> {
  const found = new Map<string, Map<string, PlannedSpan>>();
  for (const { studentId, startsOn, endsOn, count } of rows) {
    if (endsOn === null || startsOn > endsOn) continue;
    const own = found.get(studentId) ?? new Map<string, PlannedSpan>();
    const key = `${startsOn}/${endsOn}`;
    own.set(key, { startsOn, endsOn, count: count + (own.get(key)?.count ?? 0) });
    found.set(studentId, own);
  }
  return new Map([...found].map(([studentId, own]) => [studentId, [...own.values()]]));
}

function standingOf(
  { total, dated, due, overdue, doneByPart }: CountRow,
  studentId: string,
  spans: readonly PlannedSpan[] | undefined,
  { parts, today }: { parts: readonly Timeframe[]; today: string },
): StudentStanding {
  const done = new Map(Object.entries(doneByPart ?? {}).map(([part, count]) => [Number(part), count]));
  // What was completed before the first part has 0, and what comes after the last one its number and one.
  let sum = done.get(0) ?? 0;
  const completedByPart = parts.map((_, part) => {
    sum += done.get(part + 1) ?? 0;
    return sum;
  });
  return {
    studentId,
    total,
    completed: sum + (done.get(parts.length + 1) ?? 0),
    completedByPart,
    completedBefore: done.get(0) ?? 0,
    planned:
      dated === 0 && spans === undefined
        ? null
        : (spans ?? []).reduce((planned, span) => planned + spreadBy(span, today), due),
    overdue,
  };
}

/**
 * How many of all plans fall due by the end of a part; null where nobody has a plan. Due dates add up over students, and
 * many students have the same span, which is computed once for all of them.
 */
export function planCurve(
  dueByPart: Readonly<Record<string, number>> | null,
  spans: readonly PlannedSpan[],
): (part: number, lastDay: string) => number | null {
  const same = [...Map.groupBy(spans, ({ startsOn, endsOn, count }) => `${startsOn}/${endsOn}/${count}`).values()];
  const due = Object.entries(dueByPart ?? {}).map(([part, count]) => ({ part: Number(part), count }));
  return (part, lastDay) => {
    if (due.length === 0 && same.length === 0) return null;
    const fallen = due.reduce((sum, one) => (one.part <= part + 1 ? sum + one.count : sum), 0);
    return same.reduce((sum, [span, ...others]) => {
      return span ? sum + spreadBy(span, lastDay) * (1 + others.length) : sum;
    }, fallen);
  };
}

const a = alias(competencyAssignments, "a");
const counts = z.record(z.string(), z.number()).nullable();

/**
 * One row a student, and one without a student of what adds up over all of them. All come from one pass over the
 * assignments: hence the grouping sets.
 */
const selectCounts = sqlStatement(
  "analytics_plan_counts",
  // Read by plansOf alone, which would find nothing else in it.
  z.custom<{
    studentId: string | null;
    total: number;
    dated: number;
    due: number;
    overdue: number;
    doneByPart: z.output<typeof counts>;
    dueByPart: z.output<typeof counts>;
    overdueFor: z.output<typeof counts>;
    daysTaken: z.output<typeof counts>;
    lastDueOn: string | null;
  }>(),
  (
    p: Params<{
      studentIds: string[];
      timeZone: string;
      bounds: string[];
      startsAt: string;
      endsAt: string;
      tomorrow: string;
    }>,
  ) => sql`
    with spans as materialized (
      select d.id, (d.effective_at at time zone ${p.timeZone})::date as starts from app.deployment_spans() d),
    given as (
      select ${a.userId} as student, ${a.dueDate} as due_at,
             case when ${isOneOf(a.status, ...completedStatuses)}
               then width_bucket(${a.completionDate}, ${p.bounds}::timestamptz[]) end as done,
             width_bucket(${a.dueDate}, ${p.bounds}::timestamptz[]) as due,
             case when ${isOverdueSql(a)} then ${a.competencyId} end as late,
             case when ${isOneOf(a.status, ...completedStatuses)}
                 and ${a.completionDate} >= ${p.startsAt}::timestamptz and ${a.completionDate} < ${p.endsAt}::timestamptz
               then (${a.completionDate} at time zone ${p.timeZone})::date
                 - coalesce(d.starts, (${a.createdAt} at time zone ${p.timeZone})::date) end as took
      from ${competencyAssignments} ${a} left join spans d on d.id = ${a.deploymentId}
      where ${a.userId} = any(${p.studentIds}) and ${isNoneOf(a.status, "WITHDRAWN")}),
    counted as (
      select student, done, due, late, took, count(*)::int as n, count(due_at)::int as dated,
             (count(*) filter (where due_at < ${p.tomorrow}::timestamptz))::int as fallen, count(late)::int as overdue,
             max(due_at) as last_due
      from given group by grouping sets ((student, done), (due), (late), (took)))
    select student as "studentId", sum(n)::int as total, sum(dated)::int as dated, sum(fallen)::int as due,
           sum(overdue)::int as overdue, json_object_agg(done, n) filter (where done is not null) as "doneByPart",
           json_object_agg(due, n) filter (where due is not null) as "dueByPart",
           json_object_agg(late, n) filter (where late is not null) as "overdueFor",
           json_object_agg(took, n) filter (where took is not null) as "daysTaken",
           case when student is null then (max(last_due) at time zone ${p.timeZone})::date::text end as "lastDueOn"
    from counted group by student order by student`,
);

/** What has no due date is spread over the span of its deployment. */
const selectSpread = sqlStatement(
  "analytics_plan_spread",
  z.object({ studentId: z.string(), startsOn: z.string(), endsOn: z.string().nullable(), count: z.number() }),
  (p: Params<{ studentIds: string[]; timeZone: string; endsOn: string | null }>) => sql`
    select u.student as "studentId",
           (coalesce(d.effective_at, u.created_at) at time zone ${p.timeZone})::date::text as "startsOn",
           coalesce((d.due_at at time zone ${p.timeZone})::date, ${p.endsOn}::date)::text as "endsOn", u.n as count
    from (
      select ${a.userId} as student, ${a.deploymentId} as deployment,
             case when ${a.deploymentId} is null then ${a.createdAt} end as created_at, count(*)::int as n
      from ${competencyAssignments} ${a}
      where ${a.userId} = any(${p.studentIds}) and ${a.dueDate} is null and ${isNoneOf(a.status, "WITHDRAWN")}
      group by 1, 2, 3) u
    left join app.deployment_spans() d on d.id = u.deployment`,
);
