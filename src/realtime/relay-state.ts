import { withRole } from "#src/platform/db/transaction.ts";
import { setQueueLengths, setRelayLag } from "#src/platform/metrics/metrics.ts";

/** The worker's word about itself counts for so long. */
export const workerLeaseName = "worker";

/** For the web process's metrics: how far behind the relay is, and how long the queues are as the worker told last. */
export async function observeRelay(): Promise<void> {
  await withRole("app_realtime", async (tx) => {
    const waiting = tx.query<{ waiting: number; lag: string | null }>({
      name: "relay_lag",
      text: `select count(*)::int as waiting, extract(epoch from now() - min(created_at)) as lag
             from (select created_at from events where seq is null limit 10000) unnumbered`,
    });
    const told = tx.query<{ detail: { queue?: Record<string, number> } | null }>({
      name: "worker_detail",
      text: "select detail from leases where name = $1 and expires_at > now()",
      values: [workerLeaseName],
    });
    const [{ rows: lag }, { rows: workers }] = await Promise.all([waiting, told]);
    setRelayLag(lag[0]?.waiting ?? 0, Math.max(0, Number(lag[0]?.lag ?? 0)));
    setQueueLengths(workers[0]?.detail?.queue ?? {});
  });
}

/** Whether a worker has told within the last moments that it is there. */
export async function isWorkerAlive(): Promise<boolean> {
  const { rows } = await withRole("app_realtime", (tx) =>
    tx.query<{ is_alive: boolean }>({
      name: "worker_alive",
      text: "select exists (select from leases where name = $1 and expires_at > now()) as is_alive",
      values: [workerLeaseName],
    }),
  );
  return rows[0]?.is_alive ?? false;
}
