import { withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const batchSize = 5_000;

/** Plumbing that has had its time. Each is deleted in batches, so that no transaction holds many rows for long. */
const outdated = {
  /** An answer is replayed for a day. */
  idempotency_keys: "created_at < now() - interval '24 hours'",
  /** Sockets resume within a week, and jobs have their own copy. An event without a number has not been handed on. */
  events: "seq is not null and created_at < now() - interval '7 days'",
  /** Longer than any event or deadline that a handler could meet again. */
  processed_events: "processed_at < now() - interval '60 days'",
} as const;

/** Returns how many rows of each table are gone. */
export async function deleteOutdated(actor: SystemActor): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {};
  for (const [table, condition] of Object.entries(outdated)) {
    deleted[table] = 0;
    for (let count = batchSize; count === batchSize; ) {
      const { rowCount } = await withActor(actor, (tx) =>
        tx.query({
          text: `delete from ${table} where ctid = any (array(select ctid from ${table} where ${condition} limit ${batchSize}))`,
        }),
      );
      count = rowCount;
      deleted[table] += count;
    }
  }
  return deleted;
}
