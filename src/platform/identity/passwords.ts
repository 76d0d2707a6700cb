import { randomBytes, timingSafeEqual } from "node:crypto";
import { sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { type Place, Turns } from "#src/lib/turns.ts";
import { columns, type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { account, user } from "#src/platform/db/tables/identity.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { hashInThread } from "#src/platform/identity/hash-in-thread.ts";

/**
 * About 60 ms of one core and 32 MiB. The stored form does not contain these, so another choice needs a form that does
 * (docs/decisions/0006-password-hash.md).
 */
const cost = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 };
const keyBytes = 64;
const saltBytes = 16;

/** Each takes 32 MiB and a core. */
const hashesAtOnce = 2;
/** About a second's work; whoever comes later is told at once. */
const mostWaiting = 32;

const hashes = new Turns();

/**
 * A place among the hashes that run or wait, given up by the hash that uses it or by `leave`. Throws `rate_limited` when
 * too many wait. Taken before anything is written for an attempt, so that a refusal does not count as one.
 */
export function reserveHash(): Place {
  if (hashes.waiting >= mostWaiting) {
    throw new AppError("rate_limited", "Too many people are signing in just now. Try again in a moment.", {
      retryAfterSeconds: 2,
    });
  }
  return hashes.take(hashesAtOnce);
}

/** `<salt>:<key>`, both in hex. Throws `rate_limited` when too many hashes wait. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes).toString("hex");
  const key = await deriveKey(password, salt, reserveHash());
  return `${salt}:${key.toString("hex")}`;
}

/**
 * Whether the password is the account's. Without an account it is compared with a hash that no password has, so that
 * the answer takes as long. Throws for a hash of another form, and `rate_limited` when too many hashes wait.
 */
export async function verifyPassword(
  passwordHash: string | undefined,
  password: string,
  place: Place = reserveHash(),
): Promise<boolean> {
  const [salt = "", keyHex = ""] = (passwordHash ?? unusableHash).split(":");
  const key = Buffer.from(keyHex, "hex");
  if (!salt || key.length !== keyBytes) {
    place.leave();
    throw new Error("The stored password hash is not of the form <salt>:<key>.");
  }
  const isRight = timingSafeEqual(await deriveKey(password, salt, place), key);
  return isRight && passwordHash !== undefined;
}

const unusableHash = `${"00".repeat(saltBytes)}:${"00".repeat(keyBytes)}`;

/** The salt is used as the text of its hex digits. */
async function deriveKey(password: string, salt: string, { turn, leave }: Place): Promise<Buffer> {
  await turn;
  try {
    return await hashInThread({ password: password.normalize("NFKC"), salt, keyBytes, cost });
  } finally {
    leave();
  }
}

/**
 * Sets the password of a person of `users`. Takes the hash, not the password, so that many people can be given one hash
 * without hashing for each; `isShort` says that it is long enough beside a second factor alone. Runs as app_auth or
 * app_system.
 */
export function setPassword(tx: Tx, userId: string, passwordHash: string, { isShort = false } = {}): void {
  tx.send(upsertUser, { userId });
  tx.send(upsertCredential, { userId, passwordHash, isShort });
}

const upsertUser = sqlWrite(
  "identity_user_upsert",
  (p: Params<{ userId: string }>) => sql`
    insert into ${user} (${columns(user.id, user.name, user.email, user.emailVerified)})
    select ${users.id}, ${users.name}, lower(${users.email}), true from ${users} where ${users.id} = ${p.userId}
    on conflict (${columns(user.id)}) do update
    set ${columns(user.name)} = excluded.name, ${columns(user.email)} = excluded.email,
        ${columns(user.updatedAt)} = now()`,
);

const upsertCredential = statement(
  "identity_credential_upsert",
  (db, p: Params<{ userId: string; passwordHash: string; isShort: boolean }>) =>
    db
      .insert(account)
      .values({
        id: p.userId,
        accountId: p.userId,
        providerId: "credential",
        userId: p.userId,
        password: p.passwordHash,
        isShort: p.isShort,
      })
      .onConflictDoUpdate({
        target: [account.providerId, account.accountId],
        set: { password: sql`excluded.password`, isShort: sql`excluded.is_short`, updatedAt: sql`now()` },
      }),
);
