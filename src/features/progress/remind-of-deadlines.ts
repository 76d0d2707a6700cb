import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { events } from "#src/features/progress/events.ts";
import { openStatuses } from "#src/features/progress/values.ts";
import { dueReminders } from "#src/features/schools/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn, dayWords } from "#src/lib/day.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { processedEvents } from "#src/platform/db/tables/events.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const studentsAtOnce = 100;

/**
 * Reminds students of competencies that fall due soon: once at each of their school's numbers of days before the due date,
 * with one notification for all that fall due on a day, and an event for each. A day on which the job did not run is
 * caught up by the next run, with the nearest reminder only.
 */
export async function remindOfDeadlines(actor: SystemActor, timeZone: string): Promise<void> {
  for (let reminded = 1; reminded > 0; ) {
    reminded = await withActor(actor, (tx) => remindBatch(tx, timeZone));
    if (reminded > 0) wakeRelay();
  }
}

async function remindBatch(tx: Tx, timeZone: string): Promise<number> {
  const due = await tx.query(insertReminded, { timeZone, at: now() });
  if (due.length === 0) return 0;
  const byDay = Map.groupBy(due, ({ userId, dueDate }) => `${userId} ${dayIn(dueDate, timeZone)}`);
  notify(tx, ...[...byDay.values()].map((together) => noticeOf(together, timeZone)));
  emit(
    tx,
    due.map(({ schoolId, userId, assignmentId, competencyId, competencyName, dueDate }) =>
      events.deadlineApproaching.of({
        schoolId,
        studentId: userId,
        data: {
          studentId: userId,
          assignmentId,
          competencyId,
          competencyName,
          dueDate: dueDate.toISOString(),
          dueOn: dayIn(dueDate, timeZone),
        },
      }),
    ),
  );
  return due.length;
}

type Due = z.output<typeof dueLine>;

function noticeOf(together: readonly Due[], timeZone: string): Notification {
  const [first] = together;
  if (!first) throw new Error("nothing is due");
  const { schoolId, userId, assignmentId, competencyName, dueDate, daysLeft } = first;
  const dueOn = dayIn(dueDate, timeZone);
  // Tomorrow is too soon to wait for a digest.
  const priority: Notification["priority"] = daysLeft <= 1 ? "HIGH" : "NORMAL";
  const payload = { assignmentIds: together.map((one) => one.assignmentId), dueDate: dueDate.toISOString(), dueOn };
  const about = { schoolId, userId, priority };
  const due_date = dayWords(dueOn);
  return together.length === 1
    ? {
        ...about,
        template: "assignmentDue",
        variables: { competency_name: competencyName, due_date },
        payload: { ...payload, assignmentId },
      }
    : {
        ...about,
        template: "assignmentsDue",
        variables: { competency_count: together.length, due_date },
        payload,
      };
}

const dueLine = z.object({
  assignmentId: z.string(),
  schoolId: z.string(),
  userId: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  dueDate: z.date(),
  daysLeft: z.number(),
});

const a = competencyAssignments;
const c = competencies;
const done = processedEvents;

const handler = "progress.remind";
const furthest = sql.raw(String(dueReminders.maxDays + 1));

/**
 * Records the reminders of some students and returns only the new ones: a due date that was moved counts as new. A
 * reminder also stands for those further ahead, so that a school that sets other days does not remind again.
 */
const insertReminded = sqlStatement(
  "deadline_reminded_insert",
  dueLine,
  (p: Params<{ timeZone: string; at: Date }>) => sql`
    with soon as (
      select ${a.id} || '@' || extract(epoch from ${a.dueDate})::bigint as date_key, ${a.id} as "assignmentId",
             ${a.schoolId} as "schoolId", ${a.userId} as "userId", ${a.competencyId} as "competencyId",
             ${c.name} as "competencyName", ${a.dueDate} as "dueDate", ${schools.dueReminderDays} as leads,
             (${a.dueDate} at time zone ${p.timeZone})::date
               - (${p.at}::timestamptz at time zone ${p.timeZone})::date as "daysLeft"
      from ${a}
      join ${schools} on ${schools.id} = ${a.schoolId} and ${schools.timeZone} = ${p.timeZone}
      join ${users} on ${users.id} = ${a.userId} and ${takesPart(users)}
      join ${c} on ${c.id} = ${a.competencyId}
      where ${isOneOf(a.status, ...openStatuses)} and ${a.dueDate} >= ${p.at}::timestamptz
        and ${a.dueDate} < ${p.at}::timestamptz + make_interval(days => ${furthest})),
    due as (
      select soon.*, date_key || '@' || nearest.days as key
      from soon cross join lateral (
        select min(lead) as days from unnest(leads) lead where lead >= "daysLeft") nearest
      where nearest.days is not null and not exists (
        select from ${done} where ${isOneOf(done.handler, handler)}
          and ${done.eventId} > date_key || '@' and ${done.eventId} < date_key || '@:'
          and split_part(${done.eventId}, '@', -1)::int <= nearest.days)),
    students as (
      select distinct "userId" from due order by 1 limit ${sql.raw(String(studentsAtOnce))}),
    fresh as (
      insert into ${done} (${columns(done.handler, done.eventId)})
      select ${sql.raw(`'${handler}'`)}, key from due join students using ("userId")
      on conflict do nothing returning ${done.eventId} as key)
    select due.* from due join fresh using (key) order by "userId", "dueDate", "competencyName"`,
);
