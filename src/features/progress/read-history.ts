import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { type PlannedCompetency, planSteps } from "#src/features/progress/plan.ts";
import { isKnownStudent } from "#src/features/progress/queries.ts";
import { type HistoryAnswer, historyPoint } from "#src/features/progress/schema.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { progressSnapshots } from "#src/platform/db/tables/progress-snapshots.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * A student's daily snapshots with the number expected by each day, today from the progress row, and the steps of their
 * plan.
 */
export async function readHistory(
  ctx: UserContext,
  query: { studentId?: string | undefined; dateRange?: string | undefined },
): Promise<HistoryAnswer> {
  const studentId = query.studentId ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : undefined);
  if (studentId === undefined) {
    throw new AppError("invalid", "Say whose history.", {
      errors: [{ path: "studentId", message: "is needed, except for one's own" }],
    });
  }
  const [from = null, to = null] = query.dateRange?.split("/") ?? [];
  const [points, planned, isKnown] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectHistory, { studentId, from, to }),
        tx.query(selectPlanned, { studentId }),
        isKnownStudent(tx, studentId),
      ]),
    { subject: ofStudent(studentId), what: "progress history", requestId: ctx.requestId },
  );
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return { points, plan: planSteps(planned) };
}

const co = alias(cohorts, "co");
const u = alias(users, "u");
const a = competencyAssignments;
const q = progressSnapshots;
const sp = studentProgress;

const selectHistory = sqlStatement(
  "progress_history",
  historyPoint,
  (p: Params<{ studentId: string; from: string | null; to: string | null }>) => sql`
    with days as (
      select ${schools.timeZone}, (${q.snapshotDate} at time zone ${schools.timeZone})::date as day,
             ${q.competenciesCompleted} as completed, ${q.competenciesTotal} as total
      from ${q} join ${schools} on ${schools.id} = ${q.schoolId}
      where ${q.userId} = ${p.studentId} and ${q.assignmentId} is null
      union
      select ${schools.timeZone}, (now() at time zone ${schools.timeZone})::date, ${sp.completed}, ${sp.total}
      from ${sp} join ${schools} on ${schools.id} = ${sp.schoolId} where ${sp.studentId} = ${p.studentId})
    select d.day::text as date, max(d.completed) as completed, max(d.total) as total,
           (select count(*)::int from ${a}
            where ${a.userId} = ${p.studentId} and ${isNoneOf(a.status, "WITHDRAWN")}
              and ${a.dueDate} < (d.day + 1)::timestamp at time zone d.time_zone) as expected
    from days d
    where (${p.from}::date is null or d.day between ${p.from} and ${p.to})
    group by d.day, d.time_zone order by d.day`,
);

/** The same days as analytics reads. */
const selectPlanned = sqlStatement(
  "progress_plan",
  z.object({
    dueOn: z.string().nullable(),
    startsOn: z.string().nullable(),
    endsOn: z.string().nullable(),
  }) satisfies z.ZodType<PlannedCompetency>,
  (p: Params<{ studentId: string }>) => sql`
    select (${a.dueDate} at time zone ${schools.timeZone})::date::text as "dueOn",
           (coalesce(d.effective_at, ${a.createdAt}) at time zone ${schools.timeZone})::date::text as "startsOn",
           coalesce((d.due_at at time zone ${schools.timeZone})::date, ${co.endsOn})::text as "endsOn"
    from ${a} join ${schools} on ${schools.id} = ${a.schoolId} join ${users} ${u} on ${u.id} = ${a.userId}
    left join ${cohorts} ${co} on ${co.id} = ${u.cohortId}
    left join app.deployment_spans() d on d.id = ${a.deploymentId}
    where ${a.userId} = ${p.studentId} and ${isNoneOf(a.status, "WITHDRAWN")}`,
);
