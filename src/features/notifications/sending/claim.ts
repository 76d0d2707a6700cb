import { sql } from "drizzle-orm";
import { z } from "zod";
import { mostAnHour, type SentChannel } from "#src/features/notifications/sending/decide-delivery.ts";
import { expiresAtSql } from "#src/features/progress/overdue.ts";
import { completedStatuses, openStatuses } from "#src/features/progress/values.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { notificationChoices, notificationQueue, notificationSettings } from "#src/platform/db/tables/notifications.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";

/** How long a message belongs to its sender. After it, that of one that died is taken by another. */
export const claimSeconds = 120;

export const claimedLine = z.object({
  id: z.string(),
  schoolId: z.string(),
  userId: z.string(),
  type: z.string(),
  channel: z.enum(["EMAIL", "SMS", "PUSH"]),
  priority: z.enum(["LOW", "NORMAL", "HIGH", "URGENT"]),
  subject: z.string().nullable(),
  content: z.string(),
  payload: z.record(z.string(), z.unknown()).nullable(),
  isDigest: z.boolean(),
  isAlways: z.boolean(),
  retryCount: z.number(),
  maxRetries: z.number(),
  name: z.string(),
  email: z.string(),
  isActive: z.boolean(),
  isSwitchedOff: z.boolean(),
  isPointless: z.boolean(),
  timeZone: z.string(),
  school: z.string(),
  quietFrom: z.string().nullable(),
  quietTo: z.string().nullable(),
  quietDays: z.enum(["EVERY_DAY", "WEEKDAYS", "WEEKENDS"]).nullable(),
  sentLately: z.number(),
  freeAt: z.date().nullable(),
});
export type Claimed = z.output<typeof claimedLine>;

const q = notificationQueue;
const a = competencyAssignments;
const most = Object.entries(mostAnHour).map(
  ([channel, count]) => sql`(${sql.raw(`'${channel}'`)}, ${sql.raw(`${count}`)})`,
);

/**
 * Whether the reason of the message `t` is gone: of a reminder of due dates when none of them is still open on its day, of
 * one of what is overdue when none is, of one of an assessment when that is no longer in the state in which somebody was to
 * act, of one of a completion that expires when that day is no longer its last, of one of a completion that expired when it
 * is renewed or withdrawn. It is asked here, since what changes an assignment is in many places, and here is one.
 */
const isPointless = sql`
  case
    when t.payload ? 'assignmentIds' then not exists (
      select from ${a} where ${a.id} in (select jsonb_array_elements_text(t.payload -> 'assignmentIds'))
        and ${isOneOf(a.status, ...openStatuses)}
        and case when t.payload ? 'dueOn'
          then (${a.dueDate} at time zone ${schools.timeZone})::date::text = t.payload ->> 'dueOn'
          else ${a.dueDate} < now() end)
    when t.payload ? 'onlyWhile' then not exists (
      select from ${assessments} where ${assessments.id} = t.payload ->> 'assessmentId'
        and ${assessments.status} = t.payload ->> 'onlyWhile')
    when t.payload ? 'expiresOn' then not exists (
      select from ${a} join ${competencies} on ${competencies.id} = ${a.competencyId}
      where ${a.id} = t.payload ->> 'assignmentId' and ${isOneOf(a.status, ...completedStatuses)}
        and (${expiresAtSql(a, competencies.validityMonths, schools.timeZone)} at time zone ${schools.timeZone})::date::text
          = t.payload ->> 'expiresOn')
    when t.payload ? 'expiredOn' then not exists (
      select from ${a} where ${a.id} = t.payload ->> 'assignmentId'
        and ${isNoneOf(a.status, ...completedStatuses, "WITHDRAWN")})
    else false
  end`;

/**
 * Takes messages that are due for this sender: the most urgent first, then the oldest; of a digest all that are due for its
 * person. Others may take at the same time and get other messages.
 */
export const claim = sqlStatement(
  "notifications_claim",
  claimedLine,
  (p: Params<{ channels: readonly SentChannel[]; limit: number }>) => sql`
    with due as (
      select ${q.id}, ${q.userId}, ${q.channel}, ${q.isDigest} from ${q}
      where ${isOneOf(q.status, "PENDING")} and ${q.channel} <> 'IN_APP' and ${q.channel} = any(${p.channels}::text[])
        and ${q.scheduledFor} <= now() and (${q.claimedUntil} is null or ${q.claimedUntil} < now())
      order by array_position(array['URGENT', 'HIGH', 'NORMAL', 'LOW'], ${q.priority}), ${q.scheduledFor}
      limit ${p.limit} for update skip locked),
    together as (
      select rest.id from ${q} rest
      where (rest.user_id, rest.channel) in (select due.user_id, due.channel from due where due.is_digest)
        and rest.status = 'PENDING' and rest.is_digest and rest.scheduled_for <= now()
        and (rest.claimed_until is null or rest.claimed_until < now())
      for update skip locked),
    taken as (
      update ${q} set claimed_until = now() + make_interval(secs => ${sql.raw(String(claimSeconds))})
      where ${q.id} in (select id from due union select id from together)
      returning ${q}.*)
    select t.id, t.school_id as "schoolId", t.user_id as "userId", t.type, t.channel, t.priority, t.subject, t.content,
      t.payload, t.is_digest as "isDigest", app.notification_always(t.type, t.channel, t.priority) as "isAlways",
      t.retry_count as "retryCount", t.max_retries as "maxRetries", ${users.name}, ${users.email},
      ${isOneOf(users.status, "ACTIVE")} as "isActive", ${isPointless} as "isPointless",
      not app.notification_always(t.type, t.channel, t.priority)
        and not coalesce(t.payload ? 'isTest', false) and exists (select from ${notificationChoices} c
        where c.user_id = t.user_id and c.type = t.type and c.channel = t.channel and not c.is_on) as "isSwitchedOff",
      coalesce(${users.timeZone}, ${schools.timeZone}) as "timeZone",
      ${schools.name} as school, s.quiet_from as "quietFrom", s.quiet_to as "quietTo",
      s.quiet_days as "quietDays", lately.count as "sentLately", lately.free_at as "freeAt"
    from taken t
    join ${users} on ${users.id} = t.user_id
    join ${schools} on ${schools.id} = t.school_id
    join (values ${sql.join(most, sql`, `)}) as most (channel, count) on most.channel = t.channel
    left join ${notificationSettings} s on s.user_id = t.user_id
    cross join lateral (
      select count(*)::int as count, case when count(*) >= most.count then min(l.sent_at) + interval '1 hour' end as free_at
      from (select sent_at from ${q} sent
        where sent.user_id = t.user_id and sent.channel = t.channel and sent.status = 'SENT'
          and not sent.is_digest and sent.sent_at > now() - interval '1 hour'
        order by sent_at desc limit most.count) l) lately
    order by array_position(array['URGENT', 'HIGH', 'NORMAL', 'LOW'], t.priority), t.scheduled_for, t.id`,
);

/** How the sending of one message ended. */
export type Outcome =
  | { id: string; status: "SENT" }
  | { id: string; status: "CANCELLED" | "FAILED"; error: string }
  /** `failures` are those so far; without an error it only waits for its time. */
  | { id: string; status: "PENDING"; failures: number; until: string; error: string | null };

/** Writes outcomes and gives the messages free. One that was cancelled meanwhile stays so. */
export const writeOutcomes = sqlWrite(
  "notifications_outcomes",
  (p: Params<{ outcomes: string }>) => sql`
    update ${q} set status = o.status, claimed_until = null, updated_at = now(),
      sent_at = case when o.status = 'SENT' then now() else ${q.sentAt} end,
      retry_count = coalesce(o.failures, ${q.retryCount} + (case when o.status = 'FAILED' then 1 else 0 end)),
      scheduled_for = coalesce(o.until, ${q.scheduledFor}), error_message = o.error
    from jsonb_to_recordset(${p.outcomes}::jsonb)
      as o (id text, status text, failures int, until timestamptz, error text)
    where ${q.id} = o.id and ${isOneOf(q.status, "PENDING")}`,
);
