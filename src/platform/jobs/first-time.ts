import type { Tx } from "#src/platform/db/transaction.ts";

/**
 * Whether this handler meets this event (or other occasion) for the first time. It is remembered in the handler's own
 * transaction, so what was rolled back is met again, and of two runs at once the later waits and gets false.
 */
export async function firstTime(tx: Tx, handler: string, eventId: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "processed_events_insert",
    text: "insert into processed_events (handler, event_id) values ($1, $2) on conflict do nothing",
    values: [handler, eventId],
  });
  return rowCount === 1;
}
