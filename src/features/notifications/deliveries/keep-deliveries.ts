import { and, desc, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { DeliveriesAnswer, deliveriesQuery } from "#src/features/notifications/deliveries/schema.ts";
import { permissions } from "#src/features/notifications/permissions.ts";
import type { NotificationStatus } from "#src/features/notifications/rules.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { decodeCursor, instantKey, pageOf } from "#src/platform/db/cursor.ts";
import { type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** What leaves the program for the people of the reader's school, by its state, the latest first. */
export async function listDeliveries(
  ctx: UserContext,
  { status, cursor, limit }: z.output<typeof deliveriesQuery>,
): Promise<DeliveriesAnswer> {
  const { schoolId } = ctx.actor;
  authorize(ctx.actor, permissions.seeDeliveries, { schoolId });
  const after = decodeCursor(cursor, ["instant", "id"]);
  const values = { schoolId, status, afterAt: after?.[0] ?? null, afterId: after?.[1] ?? null, limit: limit + 1 };
  const { rows, failed } = await readAs(
    ctx.actor,
    async (tx) => {
      const [found, [counted]] = await Promise.all([
        tx.query(selectDeliveries, values),
        tx.query(countFailed, { schoolId }),
      ]);
      return { rows: found, failed: counted?.failed ?? 0 };
    },
    { what: "deliveries", requestId: ctx.requestId, count: (read) => read.rows.length },
  );
  const lines = pageOf(
    rows,
    limit,
    ({ sortAt: _, at, ...row }) => ({ ...row, at: at.toISOString() }),
    (row) => [row.sortAt, row.id],
  );
  return { ...lines, failed };
}

/** Lets what could not be delivered go out again: those named, or all of the school. */
export async function retryDeliveries(ctx: UserContext, ids: string[] | undefined): Promise<{ retried: number }> {
  const { schoolId } = ctx.actor;
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.seeDeliveries, { schoolId });
      const retried = await tx.query(updateFailed, { schoolId, ids: ids ?? null });
      audit(tx, ctx.actor, {
        action: "notification.retry",
        entityType: "notification",
        entityId: schoolId,
        schoolId,
        requestId: ctx.requestId,
        detail: { retried },
      });
      return { retried };
    },
    ctx.bracket,
  );
}

const q = notificationQueue;
const at = sql<Date>`case when ${isOneOf(q.status, "PENDING")} then ${q.scheduledFor} else ${q.updatedAt} end`.mapWith(
  q.updatedAt,
);

const selectDeliveries = statement(
  "notification_deliveries_list",
  (
    db,
    p: Params<{
      schoolId: string;
      status: NotificationStatus;
      afterAt: string | number | null;
      afterId: string | number | null;
      limit: number;
    }>,
  ) =>
    db
      .select({
        id: q.id,
        userId: q.userId,
        name: users.name,
        type: q.type,
        // The app's own rows are left out below.
        channel: sql<"EMAIL" | "SMS" | "PUSH">`${q.channel}`,
        subject: q.subject,
        status: q.status,
        error: q.errorMessage,
        retryCount: q.retryCount,
        at,
        sortAt: instantKey(q.updatedAt),
      })
      .from(q)
      .innerJoin(users, eq(users.id, q.userId))
      .where(
        and(
          eq(q.schoolId, p.schoolId),
          eq(q.status, p.status),
          isNoneOf(q.channel, "IN_APP"),
          sql`(${p.afterAt}::timestamptz is null or (${q.updatedAt}, ${q.id}) < (${p.afterAt}::timestamptz, ${p.afterId}))`,
        ),
      )
      .orderBy(desc(q.updatedAt), desc(q.id))
      .limit(p.limit),
);

const mostCounted = 1_000;

const countFailed = statement("notification_deliveries_failed", (db, p: Params<{ schoolId: string }>) =>
  db.select({ failed: sql<number>`count(*)::int` }).from(
    db
      .select({ id: q.id })
      .from(q)
      .where(and(eq(q.schoolId, p.schoolId), isOneOf(q.status, "FAILED")))
      .limit(mostCounted)
      .as("failed"),
  ),
);

/** Its tries count anew. */
const updateFailed = sqlWrite(
  "notifications_retry",
  (p: Params<{ schoolId: string; ids: string[] | null }>) => sql`
    update ${q} set status = 'PENDING', retry_count = 0, scheduled_for = now(), error_message = null, updated_at = now()
    where ${q.schoolId} = ${p.schoolId} and ${isOneOf(q.status, "FAILED")}
      and (${p.ids}::text[] is null or ${q.id} = any(${p.ids}::text[]))`,
);
