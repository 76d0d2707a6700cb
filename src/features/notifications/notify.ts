import { type SQL, sql } from "drizzle-orm";
import { type TemplateName, templates } from "#src/features/notifications/templates.ts";
import { newId } from "#src/lib/ids.ts";
import { columns, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** A message to one user, in the words of the user's school. `payload` holds the ids that the screen links to. */
export type Notification = {
  [Name in TemplateName]: {
    template: Name;
    schoolId: string;
    userId: string;
    variables: Record<(typeof templates)[Name]["variables"][number], string | number>;
    payload: Record<string, unknown>;
  };
}[TemplateName];

/** Writes notifications in the transaction of the change that causes them, all in one statement. */
export function notify(tx: Tx, ...notifications: readonly Notification[]): void {
  if (notifications.length === 0) return;
  tx.send(insertNotifications, { rows: JSON.stringify(notifications.map(notificationRow)) });
}

/** One element of the array that `notificationsInsert` takes. */
export function notificationRow({ template, schoolId, userId, variables, payload }: Notification) {
  const { triggerEvent, recipientType, channel, type } = templates[template];
  return { id: newId(), schoolId, userId, triggerEvent, recipientType, channel, type, variables, payload };
}

/**
 * The insert behind `notify`, for a command that writes everything in one statement. `rows` is a jsonb array of
 * `notificationRow`s. The text is that of the school's active template, or of the shipped one. If there is neither, the
 * content is null and the insert fails, so that no message is lost silently.
 */
export function notificationsInsert(rows: SQL): SQL {
  const q = notificationQueue;
  return sql`
    insert into ${q} (${columns(q.id, q.schoolId, q.userId, q.type, q.channel, q.subject, q.content, q.payload)})
    select r.id, r."schoolId", r."userId", r.type, r.channel, words.subject, words.content, r.payload
    from jsonb_to_recordset(${rows}) as r (id text, "schoolId" text, "userId" text, "triggerEvent" text,
      "recipientType" text, channel text, type text, variables jsonb, payload jsonb)
    cross join lateral app.notification_words(r."schoolId", r."triggerEvent", r."recipientType", r.channel, r.variables)
      as words`;
}

const insertNotifications = sqlWrite("notifications_insert", (p: Params<{ rows: string }>) =>
  notificationsInsert(sql`${p.rows}::jsonb`),
);
