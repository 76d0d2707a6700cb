import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { expiresAt } from "#src/features/renewals/queries.ts";
import { noticeDays } from "#src/features/renewals/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn, dayWords } from "#src/lib/day.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { processedEvents } from "#src/platform/db/tables/events.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const batchSize = 500;

/**
 * Tells students that a completion expires soon: once at each of `noticeDays` before the day, by the school's calendar.
 * A day on which the job did not run is caught up by the next run, with the nearest notice only.
 */
export async function remindOfExpiry(actor: SystemActor, timeZone: string): Promise<void> {
  for (let reminded = batchSize; reminded === batchSize; ) {
    reminded = await withActor(actor, (tx) => remindBatch(tx, timeZone));
  }
}

async function remindBatch(tx: Tx, timeZone: string): Promise<number> {
  const due = await tx.query(insertReminded, { timeZone, at: now() });
  notify(
    tx,
    ...due.map(({ schoolId, userId, assignmentId, competencyName, expires }): Notification => {
      const expiresOn = dayIn(expires, timeZone);
      return {
        template: "competencyExpiresSoon",
        schoolId,
        userId,
        variables: { competency_name: competencyName, expires_on: dayWords(expiresOn) },
        payload: { assignmentId, expiresOn },
      };
    }),
  );
  return due.length;
}

const a = competencyAssignments;
const c = competencies;
const done = processedEvents;
const handler = "renewals.remind";
const furthest = sql.raw(String(Math.max(...noticeDays)));
const stages = sql.raw(`array[${noticeDays.join(", ")}]`);

/** Records the notices and returns only the new ones: a renewed completion is told of anew. */
const insertReminded = sqlStatement(
  "renewals_reminded_insert",
  z.object({
    assignmentId: z.string(),
    schoolId: z.string(),
    userId: z.string(),
    competencyName: z.string(),
    expires: z.date(),
  }),
  (p: Params<{ timeZone: string; at: Date }>) => sql`
    with soon as (
      select ${a.id} as "assignmentId", ${a.schoolId} as "schoolId", ${a.userId} as "userId",
             ${c.name} as "competencyName", ${a.completionDate} as completed, ${expiresAt} as expires,
             (${expiresAt} at time zone ${p.timeZone})::date - (${p.at}::timestamptz at time zone ${p.timeZone})::date as days
      from ${c} join ${a} on ${a.competencyId} = ${c.id}
      join ${schools} on ${schools.id} = ${a.schoolId} and ${schools.timeZone} = ${p.timeZone}
      join ${users} on ${users.id} = ${a.userId} and ${takesPart(users)}
      where ${c.validityMonths} is not null and ${isOneOf(a.status, ...completedStatuses)}),
    due as (
      select soon.*, "assignmentId" || '@' || extract(epoch from completed)::bigint || '@' || (
          select min(stage) from unnest(${stages}) stage where days <= stage) as key
      from soon where days between 0 and ${furthest}),
    fresh as (
      insert into ${done} (${columns(done.handler, done.eventId)})
      select ${sql.raw(`'${handler}'`)}, key from due
      where not exists (select from ${done} where ${isOneOf(done.handler, handler)} and ${done.eventId} = due.key)
      order by key limit ${sql.raw(String(batchSize))}
      on conflict do nothing returning ${done.eventId} as key)
    select due.* from due join fresh using (key)`,
);
