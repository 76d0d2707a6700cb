import { and, desc, eq, isNull, lte, sql } from "drizzle-orm";
import type { z } from "zod";
import type { NotificationLine, notificationsQuery, readBody } from "#src/features/notifications/schema.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { decodeCursor, instantKey, pageOf } from "#src/platform/db/cursor.ts";
import { type Param, type Params, statement } from "#src/platform/db/statement.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The reader's own notifications in the app, newest first, with the number of unread ones. */
export async function listNotifications(
  ctx: UserContext,
  query: z.output<typeof notificationsQuery>,
): Promise<{ items: NotificationLine[]; nextCursor: string | null; unread: number }> {
  const after = decodeCursor(query.cursor, ["instant", "id"]);
  const [rows, [counted]] = await readAs(ctx.actor, (tx) =>
    Promise.all([
      tx.query(selectShown, {
        userId: ctx.actor.userId,
        afterAt: after?.[0] ?? null,
        afterId: after?.[1] ?? null,
        onlyUnread: query.only === "unread",
        limit: query.limit + 1,
      }),
      tx.query(countUnread, { userId: ctx.actor.userId }),
    ]),
  );
  const page = pageOf(
    rows,
    query.limit,
    ({ sortAt, ...row }) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      readAt: row.readAt?.toISOString() ?? null,
    }),
    (row) => [row.sortAt, row.id],
  );
  return { ...page, unread: counted?.unread ?? 0 };
}

/** Marks notifications of the reader as read; those of other users are not changed. */
export async function markRead(ctx: UserContext, body: z.output<typeof readBody>): Promise<{ unread: number }> {
  return withActor(
    ctx.actor,
    async (tx) => {
      const { userId } = ctx.actor;
      if ("upTo" in body) tx.send(updateReadUpTo, { userId, upTo: body.upTo });
      else tx.send(updateRead, { userId, ids: body.ids });
      const [counted] = await tx.query(countUnread, { userId });
      return { unread: counted?.unread ?? 0 };
    },
    ctx.bracket,
  );
}

const { id, createdAt, readAt } = notificationQueue;

const isShown = (userId: Param<"userId", string>) =>
  and(
    eq(notificationQueue.userId, userId),
    isOneOf(notificationQueue.channel, "IN_APP"),
    isNoneOf(notificationQueue.status, "CANCELLED"),
    lte(notificationQueue.scheduledFor, sql`now()`),
  );

const selectShown = statement(
  "notifications_list",
  (
    db,
    p: Params<{
      userId: string;
      afterAt: string | number | null;
      afterId: string | number | null;
      onlyUnread: boolean;
      limit: number;
    }>,
  ) =>
    db
      .select({
        id,
        type: notificationQueue.type,
        subject: notificationQueue.subject,
        content: notificationQueue.content,
        payload: notificationQueue.payload,
        createdAt,
        sortAt: instantKey(createdAt),
        readAt,
      })
      .from(notificationQueue)
      .where(
        and(
          isShown(p.userId),
          sql`(not ${p.onlyUnread}::boolean or ${readAt} is null)`,
          sql`(${p.afterAt}::timestamptz is null or (${createdAt}, ${id}) < (${p.afterAt}::timestamptz, ${p.afterId}))`,
        ),
      )
      .orderBy(desc(createdAt), desc(id))
      .limit(p.limit),
);

const countUnread = statement("notifications_unread", (db, p: Params<{ userId: string }>) =>
  db
    .select({ unread: sql<number>`count(*)::int` })
    .from(notificationQueue)
    .where(and(isShown(p.userId), isNull(readAt))),
);

const updateRead = statement("notifications_read", (db, p: Params<{ userId: string; ids: string[] }>) =>
  db
    .update(notificationQueue)
    .set({ readAt: sql`now()`, updatedAt: sql`now()` })
    .where(and(eq(notificationQueue.userId, p.userId), sql`${id} = any(${p.ids})`, isNull(readAt))),
);

/** One and all that are older, of which its reader has seen that they are there. */
const updateReadUpTo = statement("notifications_read_up_to", (db, p: Params<{ userId: string; upTo: string }>) =>
  db
    .update(notificationQueue)
    .set({ readAt: sql`now()`, updatedAt: sql`now()` })
    .where(
      and(
        isShown(p.userId),
        isNull(readAt),
        sql`(${createdAt}, ${id}) <= (select last.created_at, last.id from ${notificationQueue} last
          where last.id = ${p.upTo} and last.user_id = ${p.userId})`,
      ),
    ),
);
