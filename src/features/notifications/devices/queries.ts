import { and, asc, eq, ne, sql } from "drizzle-orm";
import type { PushOutcome } from "#src/features/notifications/sending/push/send-to-browser.ts";
import { type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { pushSubscriptions as s } from "#src/platform/db/tables/notifications.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

export const selectDevices = statement("push_devices", (db, p: Params<{ userId: string }>) =>
  db
    .select({
      id: s.id,
      userAgent: s.userAgent,
      endpoint: s.endpoint,
      createdAt: s.createdAt,
      lastSentAt: s.lastSentAt,
      failedAt: s.failedAt,
    })
    .from(s)
    .where(eq(s.userId, p.userId))
    .orderBy(asc(s.createdAt), asc(s.id)),
);

const subscription = { id: s.id, endpoint: s.endpoint, p256dh: s.p256dh, auth: s.auth };

export const selectSubscriptionsOf = statement("push_subscriptions_of", (db, p: Params<{ userId: string }>) =>
  db.select(subscription).from(s).where(eq(s.userId, p.userId)),
);

export const selectSubscription = statement("push_subscription", (db, p: Params<{ id: string; userId: string }>) =>
  db
    .select(subscription)
    .from(s)
    .where(and(eq(s.id, p.id), eq(s.userId, p.userId))),
);

export const countOtherDevices = statement(
  "push_devices_count",
  (db, p: Params<{ userId: string; endpoint: string }>) =>
    db
      .select({ count: sql<number>`count(*)::int` })
      .from(s)
      .where(and(eq(s.userId, p.userId), ne(s.endpoint, p.endpoint))),
);

type NewSubscription = {
  id: string;
  schoolId: string;
  userId: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  userAgent: string | null;
};

/** Whoever had the browser before has it no more; a trigger sees to it. */
export const insertSubscription = statement("push_subscription_insert", (db, p: Params<NewSubscription>) =>
  db.insert(s).values({
    id: p.id,
    schoolId: p.schoolId,
    userId: p.userId,
    endpoint: p.endpoint,
    p256dh: p.p256dh,
    auth: p.auth,
    userAgent: p.userAgent,
  }),
);

export const deleteSubscription = statement("push_subscription_delete", (db, p: Params<{ id: string }>) =>
  db.delete(s).where(eq(s.id, p.id)),
);

/** The person's browser at this push address, or all of theirs where it is null. */
export const deleteOwnSubscriptions = statement(
  "push_subscriptions_delete_own",
  (db, p: Params<{ userId: string; endpoint: string | null }>) =>
    db
      .delete(s)
      .where(and(eq(s.userId, p.userId), sql`(${p.endpoint}::text is null or ${s.endpoint} = ${p.endpoint})`))
      .returning({ id: s.id }),
);

export const selectSubscriptionAt = statement(
  "push_subscription_at",
  (db, p: Params<{ userId: string; endpoint: string }>) =>
    db
      .select({ id: s.id })
      .from(s)
      .where(and(eq(s.userId, p.userId), eq(s.endpoint, p.endpoint))),
);

const deleteSubscriptions = statement("push_subscriptions_delete", (db, p: Params<{ ids: string[] }>) =>
  db.delete(s).where(sql`${s.id} = any(${p.ids})`),
);

const updateSubscriptions = sqlWrite(
  "push_subscriptions_update",
  (p: Params<{ outcomes: string }>) => sql`
    update ${s} set failure = o.why, failed_at = case when o.why is not null then now() end,
      last_sent_at = case when o.why is null then now() else ${s.lastSentAt} end
    from jsonb_to_recordset(${p.outcomes}::jsonb) as o (id text, why text)
    where ${s.id} = o.id`,
);

/** Writes what became of a message at each browser; one that takes none any more is forgotten. */
export function recordPushes(tx: Tx, results: readonly { id: string; outcome: PushOutcome }[]): void {
  const isGone = ({ outcome }: (typeof results)[number]) => outcome.kind === "gone";
  const gone = results.filter(isGone).map(({ id }) => id);
  const others = results
    .filter((result) => !isGone(result))
    .map(({ id, outcome }) => ({ id, why: "why" in outcome ? outcome.why : null }));
  if (gone.length > 0) tx.send(deleteSubscriptions, { ids: gone });
  if (others.length > 0) tx.send(updateSubscriptions, { outcomes: JSON.stringify(others) });
}
