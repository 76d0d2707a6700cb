import { and, eq, sql } from "drizzle-orm";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { leases } from "#src/platform/db/tables/events.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/**
 * A lease names the one process that may do a piece of work. Its holder renews it before it expires; after that another
 * process may take it. The holder checks the lease in the transaction in which it acts, so that one that was suspended
 * meanwhile changes nothing. Times are the database's, so that clocks of different machines are never compared.
 */
export async function takeLease(tx: Tx, name: string, holder: string, ttlMs: number): Promise<boolean> {
  return (await tx.query(take, { name, holder, ttlMs })) === 1;
}

const take = statement("lease_take", (db, p: Params<{ name: string; holder: string; ttlMs: number }>) => {
  const expiresAt = sql`clock_timestamp() + ${p.ttlMs} * interval '1 millisecond'`;
  return db
    .insert(leases)
    .values({ name: p.name, holder: p.holder, expiresAt })
    .onConflictDoUpdate({
      target: leases.name,
      set: { holder: sql`excluded.holder`, expiresAt },
      setWhere: sql`${leases.holder} = excluded.holder or ${leases.expiresAt} < clock_timestamp()`,
    });
});

/** Expires the lease at once, so that the next holder need not wait. */
export async function releaseLease(tx: Tx, name: string, holder: string): Promise<void> {
  await tx.query(release, { name, holder });
}

const release = statement("lease_release", (db, p: Params<{ name: string; holder: string }>) =>
  db
    .update(leases)
    .set({ expiresAt: sql`'-infinity'` })
    .where(and(eq(leases.name, p.name), eq(leases.holder, p.holder))),
);

/** Stores what the holder reports about itself. Nobody else can take the lease before this transaction ends. */
export async function describeLease(
  tx: Tx,
  name: string,
  holder: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await tx.query(describe, { name, holder, detail });
}

const describe = statement(
  "lease_describe",
  (db, p: Params<{ name: string; holder: string; detail: Record<string, unknown> }>) =>
    db
      .update(leases)
      .set({ detail: p.detail })
      .where(and(eq(leases.name, p.name), eq(leases.holder, p.holder))),
);
