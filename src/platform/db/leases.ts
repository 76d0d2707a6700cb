import { and, eq, sql } from "drizzle-orm";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { leases } from "#src/platform/db/tables/events.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/**
 * A lease says which process does what only one may do. It must be renewed before it runs out; another may take it
 * after that. Whoever acts under it checks it in the acting transaction, so that a holder that slept acts no more.
 * Times are the database's: clocks of different machines do not meet here.
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

/** The next one need not wait for the end of the term. */
export async function releaseLease(tx: Tx, name: string, holder: string): Promise<void> {
  await tx.query(release, { name, holder });
}

const release = statement("lease_release", (db, p: Params<{ name: string; holder: string }>) =>
  db
    .update(leases)
    .set({ expiresAt: sql`'-infinity'` })
    .where(and(eq(leases.name, p.name), eq(leases.holder, p.holder))),
);

/** What a holder tells about itself. Holds the row, so that nobody else takes the lease in this transaction's time. */
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
