import type pg from "pg";
import { AppError } from "#src/errors.ts";
import { type Listing, listingRow } from "#src/platform/db/access-row.ts";
import { replicaPool } from "#src/platform/db/client.ts";
import { readAs, readOn, type Tx, writeAccess } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** A replica that is further behind is not read: its totals would stand beside live ones that are newer. */
const mostLagSeconds = 60;
const checkedForMs = 5_000;
/** How long one that failed is left alone. */
const restMs = 30_000;

let checked = { until: 0, isFresh: false };

/**
 * A read for reports, from the replica where there is one that answers and is less than a minute behind, else from the
 * primary; the answer says which. The access row is written to the primary either way.
 */
export async function readReplica<T>(
  actor: UserActor,
  fn: (tx: Tx) => Promise<T> | T,
  listing: Listing<NoInfer<T>>,
): Promise<{ result: T; isReplica: boolean }> {
  const pool = replicaPool();
  const found = pool && (await isFresh(pool)) ? await readOrRest(pool, actor, fn) : undefined;
  if (!found) return { result: await readAs(actor, fn, listing), isReplica: false };
  await writeAccess(actor, listingRow(actor, listing, listing.count(found.result)));
  return { ...found, isReplica: true };
}

async function readOrRest<T>(pool: pg.Pool, actor: UserActor, fn: (tx: Tx) => Promise<T> | T) {
  try {
    return { result: await readOn(pool, actor, fn) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    checked = { until: Date.now() + restMs, isFresh: false };
    return undefined;
  }
}

async function isFresh(pool: pg.Pool): Promise<boolean> {
  if (Date.now() < checked.until) return checked.isFresh;
  try {
    const { rows } = await pool.query<{ lag: number }>(lagOfReplica);
    const isNear = (rows[0]?.lag ?? Number.POSITIVE_INFINITY) <= mostLagSeconds;
    checked = { until: Date.now() + checkedForMs, isFresh: isNear };
  } catch {
    checked = { until: Date.now() + restMs, isFresh: false };
  }
  return checked.isFresh;
}

/** 0 where everything that arrived is applied: on a quiet primary the last transaction is old. */
const lagOfReplica = {
  name: "replica_lag",
  text: `select case when not pg_is_in_recovery() or pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
    else extract(epoch from now() - pg_last_xact_replay_timestamp())::float8 end as lag`,
};
