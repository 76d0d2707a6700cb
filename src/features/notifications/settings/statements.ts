import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import {
  type Channel,
  channels,
  type EmailPace,
  type NotificationType,
  notificationTypes,
  type QuietDays,
} from "#src/features/notifications/values.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { notificationChoices, notificationQueue, notificationSettings } from "#src/platform/db/tables/notifications.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";

/** What is not urgent: what is urgent comes whatever was chosen. */
const isAlways = (type: string, channel: string) =>
  sql`app.notification_always(${sql.raw(type)}, ${sql.raw(channel)}, 'NORMAL')`;

const choiceLine = z.object({
  type: z.enum(notificationTypes),
  channel: z.enum(channels),
  isOn: z.boolean(),
  isAlways: z.boolean(),
});

type Kinds = { userId: string; types: readonly NotificationType[]; channels: readonly Channel[] };

/** Whether each type comes by each channel, as `app.notification_deliveries` decides it. */
export const selectChoices = sqlStatement(
  "notification_choices_list",
  choiceLine,
  (p: Params<Kinds>) => sql`
    select t.type, d.channel, ${isAlways("t.type", "d.channel")} as "isAlways",
      ${isAlways("t.type", "d.channel")} or coalesce(c.is_on, app.notification_default(t.type, d.channel)) as "isOn"
    from unnest(${p.types}::text[]) with ordinality as t (type, place)
    cross join unnest(${p.channels}::text[]) with ordinality as d (channel, place)
    left join ${notificationChoices} c on c.user_id = ${p.userId} and c.type = t.type and c.channel = d.channel
    order by t.place, d.place`,
);

/** The places in `choices` that would switch off what is always on. */
export const selectRefused = sqlStatement(
  "notification_choices_refused",
  z.object({ place: z.number() }),
  (p: Params<{ choices: string }>) => sql`
    select (c.place - 1)::int as place
    from rows from (jsonb_to_recordset(${p.choices}::jsonb) as (type text, channel text, "isOn" boolean))
      with ordinality as c (type, channel, is_on, place)
    where not c.is_on and ${isAlways("c.type", "c.channel")}
    order by 1`,
);

export const selectSettings = statement("notification_settings_one", (db, p: Params<{ userId: string }>) =>
  db
    .select({
      email: users.email,
      timeZone: sql<string>`coalesce(${users.timeZone}, ${schools.timeZone})`,
      quietFrom: notificationSettings.quietFrom,
      quietTo: notificationSettings.quietTo,
      quietDays: notificationSettings.quietDays,
      emailPace: notificationSettings.emailPace,
    })
    .from(users)
    .innerJoin(schools, eq(schools.id, users.schoolId))
    .leftJoin(notificationSettings, eq(notificationSettings.userId, users.id))
    .where(eq(users.id, p.userId)),
);

const weekLine = z.object({
  type: z.enum(notificationTypes),
  digestOn: z.string(),
  isAtOnce: z.boolean(),
  count: z.number(),
});

/**
 * What came in the last 7 days, each once however many channels it had: its rows have the id of the first, then a dot
 * and the channel. A daily digest goes out at 17:00, so that its day ends 7 hours before midnight.
 */
export const selectLastWeek = sqlStatement(
  "notifications_last_week",
  weekLine,
  (p: Params<{ userId: string }>) => sql`
    select q.type, ((q.created_at at time zone coalesce(${users.timeZone}, ${schools.timeZone})) + interval '7 hours')::date::text
        as "digestOn",
      q.priority in ('HIGH', 'URGENT') as "isAtOnce", count(distinct split_part(q.id, '.', 1))::int as count
    from ${notificationQueue} q
    join ${users} on ${users.id} = q.user_id
    join ${schools} on ${schools.id} = ${users.schoolId}
    where q.user_id = ${p.userId} and q.created_at > now() - interval '7 days' and q.status <> 'CANCELLED'
    group by 1, 2, 3
    order by 2, 1, 3`,
);

type Owner = { userId: string; schoolId: string };

export const upsertChoices = sqlWrite(
  "notification_choices_upsert",
  (p: Params<Owner & { choices: string }>) => sql`
    insert into ${notificationChoices} (${columns(
      notificationChoices.userId,
      notificationChoices.schoolId,
      notificationChoices.type,
      notificationChoices.channel,
      notificationChoices.isOn,
    )})
    select ${p.userId}, ${p.schoolId}, c.type, c.channel, c."isOn"
    from jsonb_to_recordset(${p.choices}::jsonb) as c (type text, channel text, "isOn" boolean)
    on conflict (user_id, type, channel) do update set is_on = excluded.is_on, updated_at = now()`,
);

type NewQuiet = Owner & { from: string | null; to: string | null; days: QuietDays };

export const upsertQuiet = sqlWrite(
  "notification_quiet_upsert",
  (p: Params<NewQuiet>) => sql`
    insert into ${notificationSettings} (${columns(
      notificationSettings.userId,
      notificationSettings.schoolId,
      notificationSettings.quietFrom,
      notificationSettings.quietTo,
      notificationSettings.quietDays,
    )})
    values (${p.userId}, ${p.schoolId}, ${p.from}, ${p.to}, ${p.days})
    on conflict (user_id) do update set quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
      quiet_days = excluded.quiet_days, updated_at = now()`,
);

export const upsertPace = sqlWrite(
  "notification_pace_upsert",
  (p: Params<Owner & { pace: EmailPace }>) => sql`
    insert into ${notificationSettings} (${columns(
      notificationSettings.userId,
      notificationSettings.schoolId,
      notificationSettings.emailPace,
    )})
    values (${p.userId}, ${p.schoolId}, ${p.pace})
    on conflict (user_id) do update set email_pace = excluded.email_pace, updated_at = now()`,
);

/** What waits for a digest waits for the next one of the new pace, or no longer. */
export const rescheduleDigest = sqlWrite(
  "notifications_digest_reschedule",
  (p: Params<{ userId: string; pace: EmailPace }>) => sql`
    update ${notificationQueue} set updated_at = now(),
      scheduled_for = case when ${p.pace} = 'EACH' then now()
        else app.next_digest(${p.pace}, (select coalesce(${users.timeZone}, ${schools.timeZone})
          from ${users} join ${schools} on ${schools.id} = ${users.schoolId} where ${users.id} = ${p.userId})) end
    where ${notificationQueue.userId} = ${p.userId} and ${isOneOf(notificationQueue.channel, "EMAIL")}
      and ${isOneOf(notificationQueue.status, "PENDING")} and ${notificationQueue.isDigest}`,
);
