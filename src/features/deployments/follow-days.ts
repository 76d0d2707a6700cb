import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { selectDueLinks } from "#src/features/deployments/act-writes.ts";
import { dueAtOf } from "#src/features/deployments/due-dates.ts";
import { isCarried } from "#src/features/deployments/queries.ts";
import { writeDueDates } from "#src/features/deployments/run-act.ts";
import { duePlanOf, joinStudentDays } from "#src/features/deployments/student-days.ts";
import { dueFroms, dueUnits } from "#src/features/deployments/values.ts";
import { lockProgressRows } from "#src/features/progress/queries.ts";
import { dayIn } from "#src/lib/day.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const studentsAtOnce = 200;

/**
 * Moves relative due dates after the days of students: who is placed gets a date, a moved placement or another start of
 * the cohort moves it. A date that was set by hand stays, and one stays too when its day is not known any more.
 */
export async function followDays(actor: SystemActor): Promise<void> {
  const rows = await withActor(actor, (tx) => tx.query(selectOutOfDate));
  for (const [deploymentId, found] of Map.groupBy(rows, ({ deploymentId: id }) => id)) {
    for (let at = 0; at < found.length; at += studentsAtOnce) {
      const studentIds = found.slice(at, at + studentsAtOnce).map(({ studentId }) => studentId);
      await withActor(actor, (tx) => follow(tx, deploymentId, studentIds));
      wakeRelay();
    }
  }
}

async function follow(tx: Tx, deploymentId: string, studentIds: readonly string[]): Promise<void> {
  const [deployment] = await tx.query(lockRelative, { id: deploymentId });
  if (deployment?.status !== "ACTIVE") return;
  await lockProgressRows(tx, studentIds);
  const { timeZone, schoolId, dueRotationId } = deployment;
  const links = await tx.query(selectDueLinks, { deploymentId, rotationId: dueRotationId, studentIds });
  const plan = duePlanOf({ ...deployment, dueAt: null });
  const moved = links.flatMap((link) => {
    if (link.isDueByHand) return [];
    const dueAt = dueAtOf(plan, link, dayIn(link.createdAt, timeZone), timeZone);
    return dueAt === null || dueAt.getTime() === link.dueAt?.getTime() ? [] : [{ ...link, dueAt }];
  });
  await writeDueDates(tx, { schoolId, deploymentId, actId: null, byHand: false, moved });
}

const d = alias(competencyDeployments, "d");
const l = alias(assignmentDeployments, "l");
const a = alias(competencyAssignments, "a");

/** The day that the rule gives, by the same sum as `dueDayOf`; what a student is given later is not counted anew. */
const expectedDay = sql`(case ${d.dueFrom} when 'START' then days.cohort_starts_on
    when 'ROTATION_START' then days.placement_starts_on when 'ROTATION_END' then days.placement_ends_on end
  + ${d.dueOffset} * case ${d.dueUnit} when 'WEEK' then 7 else 1 end)`;

const selectOutOfDate = sqlStatement(
  "deployment_due_out_of_date",
  z.object({ deploymentId: z.string(), studentId: z.string() }),
  () => sql`
    select given.deployment_id as "deploymentId", given.student_id as "studentId"
    from ${competencyDeployments} ${d} join ${schools} on ${schools.id} = ${d.schoolId}
    join lateral (
      select ${d.id} as deployment_id, ${a.userId} as student_id,
             bool_or(${l.dueAt} is null) as has_none,
             array_agg(distinct (${l.dueAt} at time zone ${schools.timeZone})::date) as due_days
      from ${assignmentDeployments} ${l} join ${competencyAssignments} ${a} on ${a.id} = ${l.assignmentId}
      where ${l.deploymentId} = ${d.id} and ${isCarried(l)} and not ${l.isDueByHand}
      group by ${a.userId}) given on true
    ${joinStudentDays(sql`given.student_id`, d.dueRotationId)}
    where ${d.status} = 'ACTIVE' and ${d.dueFrom} in ('START', 'ROTATION_START', 'ROTATION_END')
      and ${expectedDay} is not null and (given.has_none or given.due_days <> array[${expectedDay}])
    order by 1, 2 limit 2000`,
);

const lockRelative = sqlStatement(
  "deployment_lock_relative",
  z.object({
    status: z.string(),
    schoolId: z.string(),
    timeZone: z.string(),
    dueFrom: z.enum(dueFroms).nullable(),
    dueOffset: z.number().nullable(),
    dueUnit: z.enum(dueUnits).nullable(),
    dueRotationId: z.string().nullable(),
  }),
  (p: Params<{ id: string }>) => sql`
    select ${d.status}, ${d.schoolId} as "schoolId", ${schools.timeZone} as "timeZone", ${d.dueFrom} as "dueFrom",
           ${d.dueOffset} as "dueOffset", ${d.dueUnit} as "dueUnit", ${d.dueRotationId} as "dueRotationId"
    from ${competencyDeployments} ${d} join ${schools} on ${schools.id} = ${d.schoolId}
    where ${d.id} = ${p.id} for update of ${d}`,
);
