import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { eventCounts, events, leases } from "#src/platform/db/tables/events.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { reportLeaseName } from "#src/platform/jobs/worker-leases.ts";
import { setEvents, setRelay } from "#src/platform/metrics/metrics.ts";

/** Whoever numbers the events. */
export const relayLeaseName = "relay";

/** Sets the web process's metrics of the relay: how many events it has numbered, in all and by type, and how far behind it is. */
export async function observeRelay(): Promise<void> {
  const [[lag], [position], counts] = await withRole("app_realtime", (tx) =>
    Promise.all([
      tx.query(countUnnumbered),
      tx.query(selectNumbered, { name: relayLeaseName }),
      tx.query(selectEventCounts),
    ]),
  );
  setEvents(counts);
  setRelay(position?.numbered ?? 0, lag?.waiting ?? 0, Math.max(0, lag?.seconds ?? 0));
}

const selectNumbered = statement("relay_numbered", (db, p: Params<{ name: string }>) =>
  db.select({ numbered: leases.lastSeq }).from(leases).where(eq(leases.name, p.name)),
);

const selectEventCounts = statement("relay_event_counts", (db) =>
  db.select({ type: eventCounts.type, count: eventCounts.count }).from(eventCounts).orderBy(eventCounts.type),
);

const countUnnumbered = sqlStatement(
  "relay_lag",
  z.object({ waiting: z.number(), seconds: z.number().nullable() }),
  () => sql`
    select count(*)::int as waiting, extract(epoch from now() - min(created_at))::float8 as seconds
    from (select ${events.createdAt} from ${events} where ${isNull(events.seq)} limit 10000) unnumbered`,
);

/** Whether a worker has reported recently that it is running. */
export async function isWorkerAlive(): Promise<boolean> {
  const workers = await withRole("app_realtime", (tx) => tx.query(selectWorker, { name: reportLeaseName }));
  return workers.length > 0;
}

const selectWorker = statement("worker_alive", (db, p: Params<{ name: string }>) =>
  db
    .select({ name: leases.name })
    .from(leases)
    .where(and(eq(leases.name, p.name), gt(leases.expiresAt, sql`now()`))),
);
