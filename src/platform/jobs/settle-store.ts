import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { describeLease, releaseLease, takeLease } from "#src/platform/db/leases.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { leases } from "#src/platform/db/tables/events.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { Backend, StoreName } from "#src/platform/jobs/backends.ts";
import { moveJobs } from "#src/platform/jobs/move-jobs.ts";
import type { JobQueue } from "#src/platform/jobs/queue.ts";
import { log } from "#src/platform/log/log.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const leaseName = "jobs.store";
const leaseMs = 30_000;
const waitMs = 500;

/** Jobs are in a store that nobody told this process how to reach. */
export class StoreUnknown extends Error {}

/** The store in which the jobs were kept when a worker last started; PostgreSQL before any has noted it. */
export async function lastStore(actor: SystemActor): Promise<StoreName> {
  const [row] = await withActor(actor, (tx) => tx.query(selectStore, { name: leaseName }));
  return row?.store ?? "postgres";
}

/**
 * Called by each worker before it takes jobs: where they were kept in the other store until now, one worker moves them over
 * and the others wait for it. `openOld` throws StoreUnknown where the other store cannot be reached, and returns undefined
 * where its jobs are given up.
 */
export async function settleStore(
  actor: SystemActor,
  holder: string,
  queue: JobQueue,
  openOld: (store: StoreName) => Backend | undefined,
): Promise<void> {
  for (;;) {
    const last = await lastStore(actor);
    const keepLease = async () => {
      if (!(await withActor(actor, (tx) => takeLease(tx, leaseName, holder, leaseMs)))) {
        throw new Error("another worker has begun to move the jobs");
      }
    };
    const isMine = await withActor(actor, (tx) => takeLease(tx, leaseName, holder, leaseMs));
    if (last === queue.store && !isMine) return;
    if (!isMine) {
      await sleep(waitMs);
      continue;
    }
    try {
      // Another may have moved them between the two looks.
      if ((await lastStore(actor)) !== queue.store) await moveFrom(last, queue, openOld, keepLease);
      await withActor(actor, (tx) => describeLease(tx, leaseName, holder, { store: queue.store }));
    } finally {
      await withActor(actor, (tx) => releaseLease(tx, leaseName, holder)).catch(() => {});
    }
    return;
  }
}

async function moveFrom(
  last: StoreName,
  queue: JobQueue,
  openOld: (store: StoreName) => Backend | undefined,
  keepLease: () => Promise<void>,
): Promise<void> {
  const old = openOld(last);
  if (!old) {
    log.warn({ from: last, to: queue.store }, "the jobs of the store that was used before are given up");
    return;
  }
  log.info({ from: last, to: queue.store }, "moving the jobs from the store that was used before");
  const moved = await moveJobs(old, queue.stored(), keepLease);
  log.info({ from: last, to: queue.store, moved }, "the jobs were moved");
}

const selectStore = sqlStatement(
  "jobs_last_store",
  z.object({ store: z.enum(["postgres", "redis"]).nullable() }),
  (p: Params<{ name: string }>) => sql`
    select ${leases.detail} ->> 'store' as store from ${leases} where ${leases.name} = ${p.name}`,
);
