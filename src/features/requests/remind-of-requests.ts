import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { rulesSql } from "#src/features/requests/queries.ts";
import { draftReminderDays } from "#src/features/requests/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn, dayWords } from "#src/lib/day.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { processedEvents } from "#src/platform/db/tables/events.ts";
import { requestRules } from "#src/platform/db/tables/request-rules.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const batchSize = 500;

/**
 * Reminds supervisors once of a request that expires soon, by their school's rules, and once of a draft that began as a
 * request and was not submitted. A renewed request is reminded of again.
 */
export async function remindOfRequests(actor: SystemActor, timeZone: string): Promise<void> {
  for (const statement of [insertRemindedOfRequest, insertRemindedOfDraft]) {
    for (let reminded = batchSize; reminded === batchSize; ) {
      reminded = await withActor(actor, (tx) => remindBatch(tx, statement, timeZone));
    }
  }
}

async function remindBatch(tx: Tx, statement: typeof insertRemindedOfRequest, timeZone: string): Promise<number> {
  const found = await tx.query(statement, { timeZone, at: now() });
  notify(
    tx,
    ...found.map(({ assessmentId, schoolId, supervisorId, studentName, competencyName, answerBy }): Notification => {
      const status = answerBy === null ? "DRAFT" : "REQUESTED";
      const of = { schoolId, userId: supervisorId, payload: { assessmentId, onlyWhile: status } };
      const variables = { student_name: studentName, competency_name: competencyName };
      return answerBy === null
        ? { ...of, template: "draftReminder", variables }
        : {
            ...of,
            template: "requestReminder",
            variables: { ...variables, answer_by: dayWords(dayIn(answerBy, timeZone)) },
          };
    }),
  );
  return found.length;
}

const s = assessments;
const done = processedEvents;

const reminded = z.object({
  assessmentId: z.string(),
  schoolId: z.string(),
  supervisorId: z.string(),
  studentName: z.string(),
  competencyName: z.string(),
  answerBy: z.date().nullable(),
});

type Moment = { timeZone: string; at: Date };

const insertRemindedOfRequest = sqlStatement("requests_reminded_insert", reminded, (p: Params<Moment>) =>
  remindedSql(p, {
    handler: "requests.remind",
    key: sql`${s.id} || '@' || extract(epoch from ${s.expiresAt})::bigint`,
    answerBy: sql`${s.expiresAt}`,
    isDue: sql`${isOneOf(s.status, "REQUESTED")} and ${s.expiresAt} > ${p.at}::timestamptz and rules."reminderDays" > 0
      and (${s.expiresAt} at time zone ${schools.timeZone})::date - rules."reminderDays"
        <= (${p.at}::timestamptz at time zone ${schools.timeZone})::date`,
  }),
);

const insertRemindedOfDraft = sqlStatement("drafts_reminded_insert", reminded, (p: Params<Moment>) =>
  remindedSql(p, {
    handler: "requests.remind-draft",
    key: sql`${s.id}`,
    answerBy: sql`null::timestamptz`,
    isDue: sql`${isOneOf(s.status, "DRAFT")}
      and ${s.openedAt} < ${p.at}::timestamptz - make_interval(days => ${sql.raw(String(draftReminderDays))})`,
  }),
);

/** Records the reminders and returns only the new ones. Who left, or whose placement ended, is not reminded of. */
function remindedSql(
  p: Params<Moment>,
  of: { handler: "requests.remind" | "requests.remind-draft"; key: SQL; answerBy: SQL; isDue: SQL },
): SQL {
  return sql`
    with due as (
      select ${of.key} as key, ${s.id} as "assessmentId", ${s.schoolId} as "schoolId", ${s.assessorId} as "supervisorId",
             ${users.name} as "studentName", ${competencies.name} as "competencyName", ${of.answerBy} as "answerBy"
      from ${s} join ${schools} on ${schools.id} = ${s.schoolId} and ${schools.timeZone} = ${p.timeZone}
      left join ${requestRules} on ${requestRules.schoolId} = ${s.schoolId}
      cross join lateral (select ${rulesSql}) rules
      join ${competencies} on ${competencies.id} = ${s.competencyId}
      join ${users} on ${users.id} = ${s.studentId}
      where ${s.requestedBy} is not null and ${of.isDue} and app.has_business(${s.studentId}, ${s.assessorId})),
    fresh as (
      insert into ${done} (${columns(done.handler, done.eventId)})
      select ${sql.raw(`'${of.handler}'`)}, key from due
      where not exists (select 1 from ${done} where ${isOneOf(done.handler, of.handler)} and ${done.eventId} = due.key)
      order by key limit ${sql.raw(String(batchSize))}
      on conflict do nothing returning ${done.eventId} as key)
    select due.* from due join fresh using (key)`;
}
