import type { z } from "zod";
import type { NotificationLine, notificationsQuery } from "#src/features/notifications/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";

type Row = {
  id: string;
  type: NotificationLine["type"];
  subject: string | null;
  content: string;
  payload: Record<string, unknown> | null;
  created_at: Date;
  sort_at: string;
  read_at: Date | null;
};

const isShown = "user_id = $1 and channel = 'IN_APP' and status <> 'CANCELLED' and scheduled_for <= now()";

/** One's own notifications in the app, newest first, with how many are unread. */
export async function listNotifications(
  ctx: UserContext,
  query: z.output<typeof notificationsQuery>,
): Promise<{ items: NotificationLine[]; nextCursor: string | null; unread: number }> {
  const after = decodeCursor(query.cursor, ["string", "string"]);
  const [lines, unread] = await readAs(ctx.actor, (tx) =>
    Promise.all([
      tx.query<Row>({
        name: "notifications_list",
        text: `select id, type, subject, content, payload, created_at, created_at::text as sort_at, read_at
               from notification_queue
               where ${isShown} and ($2::timestamptz is null or (created_at, id) < ($2, $3))
               order by created_at desc, id desc limit $4`,
        values: [ctx.actor.userId, after?.[0] ?? null, after?.[1] ?? null, query.limit + 1],
      }),
      tx.query<{ unread: number }>({
        name: "notifications_unread",
        text: `select count(*)::int as unread from notification_queue where ${isShown} and read_at is null`,
        values: [ctx.actor.userId],
      }),
    ]),
  );
  const page = pageOf(
    lines.rows,
    query.limit,
    (row) => ({
      id: row.id,
      type: row.type,
      subject: row.subject,
      content: row.content,
      payload: row.payload,
      createdAt: row.created_at.toISOString(),
      readAt: row.read_at?.toISOString() ?? null,
    }),
    (row) => [row.sort_at, row.id],
  );
  return { ...page, unread: unread.rows[0]?.unread ?? 0 };
}

/** Marks one's own notifications as read; those of others are left as they are. */
export async function markRead(ctx: UserContext, ids: string[]): Promise<{ unread: number }> {
  return withActor(
    ctx.actor,
    async (tx) => {
      void tx.query({
        name: "notifications_read",
        text: `update notification_queue set read_at = now(), updated_at = now()
               where user_id = $1 and id = any($2) and read_at is null`,
        values: [ctx.actor.userId, ids],
      });
      const { rows } = await tx.query<{ unread: number }>({
        name: "notifications_unread",
        text: `select count(*)::int as unread from notification_queue where ${isShown} and read_at is null`,
        values: [ctx.actor.userId],
      });
      return { unread: rows[0]?.unread ?? 0 };
    },
    ctx.bracket,
  );
}
