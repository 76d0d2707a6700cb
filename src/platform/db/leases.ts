import type { Tx } from "#src/platform/db/transaction.ts";

/**
 * A lease says which process does what only one may do. It must be renewed before it runs out; another may take it
 * after that. Whoever acts under it checks it in the acting transaction, so that a holder that slept acts no more.
 * Times are the database's: clocks of different machines do not meet here.
 */
export async function takeLease(tx: Tx, name: string, holder: string, ttlMs: number): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "lease_take",
    text: `insert into leases (name, holder, expires_at)
           values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
           on conflict (name) do update
             set holder = excluded.holder, expires_at = clock_timestamp() + $3 * interval '1 millisecond'
             where leases.holder = excluded.holder or leases.expires_at < clock_timestamp()`,
    values: [name, holder, ttlMs],
  });
  return rowCount === 1;
}

/** The next one need not wait for the end of the term. */
export function releaseLease(tx: Tx, name: string, holder: string): Promise<unknown> {
  return tx.query({
    name: "lease_release",
    text: "update leases set expires_at = '-infinity' where name = $1 and holder = $2",
    values: [name, holder],
  });
}

/** What a holder tells about itself. Holds the row, so that nobody else takes the lease in this transaction's time. */
export function describeLease(tx: Tx, name: string, holder: string, detail: Record<string, unknown>): Promise<unknown> {
  return tx.query({
    name: "lease_describe",
    text: "update leases set detail = $3 where name = $1 and holder = $2",
    values: [name, holder, JSON.stringify(detail)],
  });
}
