import { eq, sql } from "drizzle-orm";
import type { Attempts } from "#src/features/sessions/rules.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { signInAttempts } from "#src/platform/db/tables/sessions.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The statements of failed sign-ins, counted for each address and source. They run as app_auth. */

/** Locks the failure count of an address; creates it with 0 if there is none. */
export async function lockAttempts(tx: Tx, key: string, time: Date): Promise<Attempts> {
  tx.send(insertAttempts, { key, time });
  const [attempts] = await tx.query(selectAttemptsForUpdate, { key });
  // A success in another process may have cleared the row between the two statements.
  return attempts ?? { failures: 0, lockedUntil: null, updatedAt: time };
}

const insertAttempts = statement("attempts_insert", (db, p: Params<{ key: string; time: Date }>) =>
  db.insert(signInAttempts).values({ key: p.key, failures: 0, updatedAt: p.time }).onConflictDoNothing({
    target: signInAttempts.key,
  }),
);

const selectAttemptsForUpdate = statement("attempts_lock", (db, p: Params<{ key: string }>) =>
  db
    .select({
      failures: signInAttempts.failures,
      lockedUntil: signInAttempts.lockedUntil,
      updatedAt: signInAttempts.updatedAt,
    })
    .from(signInAttempts)
    .where(eq(signInAttempts.key, p.key))
    .for("update"),
);

export function saveAttempts(tx: Tx, key: string, attempts: Attempts): void {
  tx.send(upsertAttempts, { key, ...attempts });
}

const upsertAttempts = statement("attempts_save", (db, p: Params<Attempts & { key: string }>) =>
  db
    .insert(signInAttempts)
    .values({ key: p.key, failures: p.failures, lockedUntil: p.lockedUntil, updatedAt: p.updatedAt })
    .onConflictDoUpdate({
      target: signInAttempts.key,
      set: {
        failures: sql`excluded.failures`,
        lockedUntil: sql`excluded.locked_until`,
        updatedAt: sql`excluded.updated_at`,
      },
    }),
);

export function clearAttempts(tx: Tx, key: string): void {
  tx.send(deleteAttempts, { key });
}

const deleteAttempts = statement("attempts_clear", (db, p: Params<{ key: string }>) =>
  db.delete(signInAttempts).where(eq(signInAttempts.key, p.key)),
);

/** Of an address, over all sources. */
export const deleteAttemptsOf = statement("attempts_clear_all", (db, p: Params<{ account: string }>) =>
  db.delete(signInAttempts).where(sql`starts_with(${signInAttempts.key}, ${p.account})`),
);

/** As before the last attempt, which was allowed: a lock that it brought is taken back too. */
export const updateFailureTakenBack = statement("attempts_take_back", (db, p: Params<{ key: string }>) =>
  db
    .update(signInAttempts)
    .set({ failures: sql`greatest(0, ${signInAttempts.failures} - 1)`, lockedUntil: null })
    .where(eq(signInAttempts.key, p.key)),
);
