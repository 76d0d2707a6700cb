import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { events } from "#src/features/progress/events.ts";
import { openStatuses } from "#src/features/progress/values.ts";
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

/** How many days before a due date its student is reminded. */
const noticeDays = 7;
const studentsAtOnce = 100;

/**
 * Reminds students of competencies that fall due soon: once for each due date, with one notification for all that fall
 * due on a day, and an event for each.
 */
export async function remindOfDeadlines(actor: SystemActor, timeZone: string): Promise<void> {
  for (let reminded = 1; reminded > 0; ) {
    reminded = await withActor(actor, (tx) => remindBatch(tx, timeZone));
    if (reminded > 0) wakeRelay();
  }
}

async function remindBatch(tx: Tx, timeZone: string): Promise<number> {
  const due = await tx.query(insertReminded, { timeZone });
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
  const { schoolId, userId, assignmentId, competencyName, dueDate } = first;
  const dueOn = dayIn(dueDate, timeZone);
  const about = { schoolId, userId, payload: { assignmentId, dueDate: dueDate.toISOString(), dueOn } };
  const due_date = dayWords(dueOn);
  return together.length === 1
    ? { ...about, template: "assignmentDue", variables: { competency_name: competencyName, due_date } }
    : { ...about, template: "assignmentsDue", variables: { competency_count: together.length, due_date } };
}

const dueLine = z.object({
  assignmentId: z.string(),
  schoolId: z.string(),
  userId: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  dueDate: z.date(),
});

const a = competencyAssignments;
const c = competencies;
const done = processedEvents;

/** Records the reminders of some students and returns only the new ones: a due date that was moved counts as new. */
const insertReminded = sqlStatement(
  "deadline_reminded_insert",
  dueLine,
  (p: Params<{ timeZone: string }>) => sql`
    with due as (
      select ${a.id} || '@' || extract(epoch from ${a.dueDate})::bigint as key, ${a.id} as "assignmentId",
             ${a.schoolId} as "schoolId", ${a.userId} as "userId", ${a.competencyId} as "competencyId",
             ${c.name} as "competencyName", ${a.dueDate} as "dueDate"
      from ${a}
      join ${schools} on ${schools.id} = ${a.schoolId} and ${schools.timeZone} = ${p.timeZone}
      join ${users} on ${users.id} = ${a.userId} and ${takesPart(users)}
      join ${c} on ${c.id} = ${a.competencyId}
      where ${isOneOf(a.status, ...openStatuses)}
        and ${a.dueDate} between now() and now() + make_interval(days => ${sql.raw(String(noticeDays))})),
    untold as (
      select distinct "userId" from due
      where not exists (
        select 1 from ${done} where ${isOneOf(done.handler, "progress.remind")} and ${done.eventId} = due.key)
      order by 1 limit ${sql.raw(String(studentsAtOnce))}),
    fresh as (
      insert into ${done} (${columns(done.handler, done.eventId)})
      select 'progress.remind', key from due join untold using ("userId")
      on conflict do nothing returning ${done.eventId} as key)
    select due.* from due join fresh using (key) order by "userId", "dueDate", "competencyName"`,
);
