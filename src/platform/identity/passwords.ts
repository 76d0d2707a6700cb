import { hashPassword as hash, verifyPassword as verify } from "better-auth/crypto";
import type { Tx } from "#src/platform/db/transaction.ts";

/** Better Auth's scrypt (N 16384, r 16, p 1; about 60 ms of one core), run outside the event loop. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/**
 * Whether the password is the account's. Without an account it is compared with a hash that no password has, so that
 * the answer takes as long.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const isRight = await verify({ hash: passwordHash ?? unusableHash, password });
  return isRight && passwordHash !== undefined;
}

const unusableHash = `${"00".repeat(16)}:${"00".repeat(64)}`;

/**
 * Gives a person of `users` this password as their credential, in the rows that Better Auth would write. Takes the
 * hash, not the password: a school of many can be given one hash in an instant. Runs as app_auth or app_system.
 */
export function setPassword(tx: Tx, userId: string, passwordHash: string): Promise<unknown> {
  const person = tx.query({
    name: "identity_user_upsert",
    text: `insert into identity."user" (id, name, email, email_verified)
           select id, name, lower(email), true from users where id = $1
           on conflict (id) do update set name = excluded.name, email = excluded.email, updated_at = now()`,
    values: [userId],
  });
  const credential = tx.query({
    name: "identity_credential_upsert",
    text: `insert into identity.account (id, account_id, provider_id, user_id, password)
           values ($1, $1, 'credential', $1, $2)
           on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = now()`,
    values: [userId, passwordHash],
  });
  return Promise.all([person, credential]);
}
