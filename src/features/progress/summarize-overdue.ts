import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { isOverdueSql } from "#src/features/progress/overdue.ts";
import { now } from "#src/lib/clock.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { processedEvents } from "#src/platform/db/tables/events.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const batchSize = 500;

/**
 * Tells each supervisor how many students of their placements that run today have overdue competencies, and each school
 * admin how many of the school: once in a week of the school, and nothing where there is none.
 */
export async function summarizeOverdue(actor: SystemActor, timeZone: string): Promise<void> {
  for (let told = batchSize; told === batchSize; ) {
    told = await withActor(actor, (tx) => summarizeBatch(tx, timeZone));
  }
}

async function summarizeBatch(tx: Tx, timeZone: string): Promise<number> {
  const found = await tx.query(insertSummaries, { timeZone, at: now() });
  notify(tx, ...found.map(summaryOf));
  return found.length;
}

type Summary = z.output<typeof summaryLine>;

function summaryOf({ userId, schoolId, role, students }: Summary): Notification {
  const isSchool = role === "SCHOOL_ADMIN";
  const about = { userId, schoolId, payload: { overdueOf: isSchool ? "SCHOOL" : "SUPERVISOR" } };
  return students === 1
    ? { ...about, template: isSchool ? "overdueInSchoolOne" : "overdueSummaryOne", variables: {} }
    : {
        ...about,
        template: isSchool ? "overdueInSchool" : "overdueSummary",
        variables: { student_count: students },
      };
}

const summaryLine = z.object({
  userId: z.string(),
  schoolId: z.string(),
  role: z.enum(["CLINICAL_SUPERVISOR", "SCHOOL_ADMIN"]),
  students: z.number(),
});

const a = competencyAssignments;
const done = processedEvents;
const handler = "progress.summarize-overdue";
const today = sql`(now() at time zone ${schools.timeZone})::date`;

/** Records the summaries of this week, which begins on Monday, and returns only the new ones. */
const insertSummaries = sqlStatement(
  "overdue_summaries_insert",
  summaryLine,
  (p: Params<{ timeZone: string; at: Date }>) => sql`
    with overdue as materialized (
      select ${users.id}, ${users.schoolId} from ${users}
      join ${schools} on ${schools.id} = ${users.schoolId} and ${schools.timeZone} = ${p.timeZone}
      where ${isOneOf(users.role, "STUDENT")} and ${takesPart(users)}
        and exists (select from ${a} where ${a.userId} = ${users.id} and ${isOverdueSql(a)})),
    counted as (
      select ${placementSupervisors.supervisorId} as person, count(distinct overdue.id)::int as students
      from overdue
      join ${schools} on ${schools.id} = overdue.school_id
      join ${placements} on ${placements.studentId} = overdue.id and ${placements.endedAt} is null
        and ${today} between ${placements.startsOn} and ${placements.endsOn}
      join ${placementSupervisors} on ${placementSupervisors.placementId} = ${placements.id}
      group by ${placementSupervisors.supervisorId}
      union all
      select ${users.id}, in_school.students
      from (select school_id, count(*)::int as students from overdue group by school_id) in_school
      join ${users} on ${users.schoolId} = in_school.school_id and ${isOneOf(users.role, "SCHOOL_ADMIN")}),
    due as (
      select ${users.id} as "userId", ${users.schoolId} as "schoolId", ${users.role}, counted.students,
        ${users.id} || '@' || date_trunc('week', ${p.at}::timestamptz at time zone ${p.timeZone})::date as key
      from counted join ${users} on ${users.id} = counted.person and ${isOneOf(users.status, "ACTIVE")}
        and ${isOneOf(users.role, "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN")}),
    fresh as (
      insert into ${done} (${columns(done.handler, done.eventId)})
      select ${sql.raw(`'${handler}'`)}, key from due
      where not exists (select from ${done} where ${isOneOf(done.handler, handler)} and ${done.eventId} = due.key)
      order by key limit ${sql.raw(String(batchSize))}
      on conflict do nothing returning ${done.eventId} as key)
    select "userId", "schoolId", role, students from due join fresh using (key) order by "userId"`,
);
