import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { events, leases } from "#src/platform/db/tables/events.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { setQueueLengths, setRelayLag, setWorkerSmsSegments } from "#src/platform/metrics/metrics.ts";

export const workerLeaseName = "worker";

/** Sets the web process's metrics: how far behind the relay is, and what the worker last reported: the lengths of its queues, what it sent. */
export async function observeRelay(): Promise<void> {
  const [[lag], [worker]] = await withRole("app_realtime", (tx) =>
    Promise.all([tx.query(countUnnumbered), tx.query(selectWorker, { name: workerLeaseName })]),
  );
  setRelayLag(lag?.waiting ?? 0, Math.max(0, lag?.seconds ?? 0));
  setQueueLengths(worker?.queue ?? {});
  if (worker) setWorkerSmsSegments(worker.smsSegments ?? 0);
}

const countUnnumbered = sqlStatement(
  "relay_lag",
  z.object({ waiting: z.number(), seconds: z.number().nullable() }),
  () => sql`
    select count(*)::int as waiting, extract(epoch from now() - min(created_at))::float8 as seconds
    from (select ${events.createdAt} from ${events} where ${isNull(events.seq)} limit 10000) unnumbered`,
);

/** Whether a worker has reported recently that it is running. */
export async function isWorkerAlive(): Promise<boolean> {
  const workers = await withRole("app_realtime", (tx) => tx.query(selectWorker, { name: workerLeaseName }));
  return workers.length > 0;
}

const selectWorker = statement("worker_alive", (db, p: Params<{ name: string }>) =>
  db
    // The worker stores what it reports here.
    .select({
      queue: sql<Record<string, number> | null>`${leases.detail}->'queue'`,
      smsSegments: sql<number | null>`${leases.detail}->'smsSegments'`,
    })
    .from(leases)
    .where(and(eq(leases.name, p.name), gt(leases.expiresAt, sql`now()`))),
);
