import { type SQL, sql } from "drizzle-orm";
import { type Template, type TemplateName, templates } from "#src/features/notifications/templates.ts";
import { newId } from "#src/lib/ids.ts";
import { columns, type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

type Priority = (typeof notificationQueue.$inferSelect)["priority"];

/** A message to one user, in the words of the user's school. `payload` holds the ids that the screen links to. */
export type Notification = {
  [Name in TemplateName]: {
    template: Name;
    schoolId: string;
    userId: string;
    variables: Record<(typeof templates)[Name]["variables"][number], string | number>;
    payload: Record<string, unknown>;
    /** HIGH waits for no digest, URGENT also for no quiet hours, and reaches its person whatever they chose. */
    priority?: Priority;
  };
}[TemplateName];

/** Writes notifications in the transaction of the change that causes them, all in one statement. */
export function notify(tx: Tx, ...notifications: readonly Notification[]): void {
  if (notifications.length === 0) return;
  tx.send(insertNotifications, { rows: JSON.stringify(notifications.map(notificationRow)) });
}

/** One element of the array that `notificationsInsert` takes. */
export function notificationRow({ template, schoolId, userId, variables, payload, priority = "NORMAL" }: Notification) {
  const { triggerEvent, recipientType, type }: Template = templates[template];
  return { id: newId(), schoolId, userId, triggerEvent, recipientType, type, priority, variables, payload };
}

/**
 * The insert behind `notify`, for a command that writes everything in one statement. `rows` is a jsonb array of
 * `notificationRow`s. Each becomes one row for each channel by which it reaches its person; that of the app has its id.
 * The texts are those of the school's active templates, or of the shipped ones. If there is neither, the content is null
 * and the insert fails, so that no message is lost silently.
 */
export function notificationsInsert(rows: SQL): SQL {
  const q = notificationQueue;
  return sql`
    insert into ${q} (${columns(q.id, q.schoolId, q.userId, q.type, q.channel, q.priority, q.subject, q.content, q.payload)},
      ${columns(q.scheduledFor, q.isDigest)})
    select r.id || case d.channel when 'IN_APP' then '' else '.' || lower(d.channel) end, r."schoolId", r."userId", r.type,
      d.channel, r.priority, d.subject, d.content, r.payload, d.scheduled_for, d.is_digest
    from jsonb_to_recordset(${rows}) as r (id text, "schoolId" text, "userId" text, "triggerEvent" text,
      "recipientType" text, type text, priority text, variables jsonb, payload jsonb)
    cross join lateral app.notification_deliveries(r."schoolId", r."userId", r.type, r.priority, r."triggerEvent",
      r."recipientType", r.variables) d`;
}

type Test = {
  schoolId: string;
  userId: string;
  type: Template["type"];
  channel: (typeof notificationQueue.$inferSelect)["channel"];
  subject: string | null;
  content: string;
};

/** One message to whoever tries out its words, by one channel and at once. */
export function sendTest(tx: Tx, test: Test): void {
  tx.send(insertTest, { id: newId(), ...test });
}

const insertTest = statement("notification_test", (db, p: Params<Test & { id: string }>) =>
  db.insert(notificationQueue).values({
    id: p.id,
    schoolId: p.schoolId,
    userId: p.userId,
    type: p.type,
    channel: p.channel,
    priority: "HIGH",
    subject: p.subject,
    content: p.content,
    payload: { isTest: true },
  }),
);

const insertNotifications = sqlWrite("notifications_insert", (p: Params<{ rows: string }>) =>
  notificationsInsert(sql`${p.rows}::jsonb`),
);
