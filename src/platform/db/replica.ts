import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { AppError } from "#src/errors.ts";
import { type Access, accessRow, type Listing, listingRow } from "#src/platform/db/access-row.ts";
import { replicaPool, webPool } from "#src/platform/db/client.ts";
import { readAs, readOn, type Tx, writeAccess } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

const mostWaitMs = 1_000;
const askAgainMs = 20;
/** How long one that was behind, and one that failed, is left alone. */
const behindRestMs = 5_000;
const failedRestMs = 30_000;

let restsUntil = 0;

/**
 * A read for reports, from the replica where there is one that answers and has, within a second, everything that was
 * written before the read: so also what the reader wrote last. Else from the primary; the answer says which. The
 * access row is written to the primary either way.
 */
export async function readReplica<T>(
  actor: UserActor,
  fn: (tx: Tx) => Promise<T> | T,
  access: Access | Listing<NoInfer<T>>,
): Promise<{ result: T; isReplica: boolean }> {
  const pool = replicaPool();
  const found = pool && (await hasEverything(pool)) ? await readOrRest(pool, actor, fn) : undefined;
  if (!found) return { result: await readAs(actor, fn, access), isReplica: false };
  const row = "subject" in access ? accessRow(actor, access) : listingRow(actor, access, access.count(found.result));
  if (row) await writeAccess(actor, row);
  return { ...found, isReplica: true };
}

async function readOrRest<T>(pool: pg.Pool, actor: UserActor, fn: (tx: Tx) => Promise<T> | T) {
  try {
    return { result: await readOn(pool, actor, fn) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    restsUntil = Date.now() + failedRestMs;
    return undefined;
  }
}

/** Waits until the replica has applied what the primary has written by now. */
async function hasEverything(replica: pg.Pool): Promise<boolean> {
  if (Date.now() < restsUntil) return false;
  try {
    const { rows } = await webPool().query<{ lsn: string }>("select pg_current_wal_lsn() as lsn");
    const until = Date.now() + mostWaitMs;
    while (!(await hasApplied(replica, rows[0]?.lsn))) {
      if (Date.now() > until) {
        restsUntil = Date.now() + behindRestMs;
        return false;
      }
      await sleep(askAgainMs);
    }
    return true;
  } catch {
    restsUntil = Date.now() + failedRestMs;
    return false;
  }
}

async function hasApplied(replica: pg.Pool, lsn: string | undefined): Promise<boolean> {
  const { rows } = await replica.query<{ has: boolean | null }>(
    "select not pg_is_in_recovery() or pg_last_wal_replay_lsn() >= $1::pg_lsn as has",
    [lsn],
  );
  return rows[0]?.has === true;
}
