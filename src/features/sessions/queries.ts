import type { Attempts, RefreshToken, SessionState } from "#src/features/sessions/rules.ts";
import type { SessionUser } from "#src/features/sessions/schema.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { Role } from "#src/policy/actor.ts";

/** The statements of the sign-in flows. They run as app_auth, before there is a user whose policies could apply. */

type UserRow = { id: string; name: string; email: string; role: Role; school_id: string; status: string };

export type Credential = { user: SessionUser; status: string; passwordHash: string | undefined };

const userColumns = "u.id, u.name, u.email, u.role, u.school_id, u.status";

export async function findCredential(tx: Tx, email: string): Promise<Credential | undefined> {
  const { rows } = await tx.query<UserRow & { password: string | null }>({
    name: "session_credential",
    text: `select ${userColumns}, a.password
           from users u left join identity.account a on a.provider_id = 'credential' and a.account_id = u.id
           where lower(u.email) = $1 and u.role <> 'SYSTEM'`,
    values: [email],
  });
  const row = rows[0];
  return row && { user: userOf(row), status: row.status, passwordHash: row.password ?? undefined };
}

export async function findUser(tx: Tx, userId: string): Promise<{ user: SessionUser; status: string } | undefined> {
  const { rows } = await tx.query<UserRow>({
    name: "session_user",
    text: `select ${userColumns} from users u where u.id = $1 and u.role <> 'SYSTEM'`,
    values: [userId],
  });
  const row = rows[0];
  return row && { user: userOf(row), status: row.status };
}

/** Locks the count of an address, which starts at none. */
export async function lockAttempts(tx: Tx, key: string, time: Date): Promise<Attempts> {
  tx.query({
    name: "attempts_insert",
    text: "insert into sign_in_attempts (key, failures, updated_at) values ($1, 0, $2) on conflict (key) do nothing",
    values: [key, time],
  });
  const { rows } = await tx.query<{ failures: number; locked_until: Date | null; updated_at: Date }>({
    name: "attempts_lock",
    text: "select failures, locked_until, updated_at from sign_in_attempts where key = $1 for update",
    values: [key],
  });
  const row = rows[0];
  // A success in another process may have cleared the row between the two statements.
  return row
    ? { failures: row.failures, lockedUntil: row.locked_until, updatedAt: row.updated_at }
    : { failures: 0, lockedUntil: null, updatedAt: time };
}

export function saveAttempts(tx: Tx, key: string, attempts: Attempts): Promise<unknown> {
  return tx.query({
    name: "attempts_save",
    text: `insert into sign_in_attempts (key, failures, locked_until, updated_at) values ($1, $2, $3, $4)
           on conflict (key) do update set failures = excluded.failures, locked_until = excluded.locked_until,
             updated_at = excluded.updated_at`,
    values: [key, attempts.failures, attempts.lockedUntil, attempts.updatedAt],
  });
}

export function clearAttempts(tx: Tx, key: string): Promise<unknown> {
  return tx.query({ name: "attempts_clear", text: "delete from sign_in_attempts where key = $1", values: [key] });
}

export type NewSession = {
  id: string;
  user: SessionUser;
  createdAt: Date;
  expiresAt: Date;
  userAgent: string | null;
  ip: string;
};

export function insertSession(tx: Tx, session: NewSession): Promise<unknown> {
  return tx.query({
    name: "session_insert",
    text: `insert into sessions (id, school_id, user_id, created_at, last_used_at, expires_at, user_agent, ip)
           values ($1, $2, $3, $4, $4, $5, $6, $7)`,
    values: [
      session.id,
      session.user.schoolId,
      session.user.id,
      session.createdAt,
      session.expiresAt,
      session.userAgent,
      session.ip,
    ],
  });
}

export function insertRefreshToken(
  tx: Tx,
  token: { hash: string; sessionId: string; parentHash: string | null; createdAt: Date; expiresAt: Date },
): Promise<unknown> {
  return tx.query({
    name: "refresh_token_insert",
    text: `insert into refresh_tokens (token_hash, session_id, parent_hash, created_at, expires_at)
           values ($1, $2, $3, $4, $5)`,
    values: [token.hash, token.sessionId, token.parentHash, token.createdAt, token.expiresAt],
  });
}

export type Family = {
  session: SessionState & { id: string };
  user: SessionUser;
  presented: RefreshToken;
  /** The one token of the session that has not been used. */
  active: RefreshToken | undefined;
};

/**
 * The session of a refresh token, locked, so that renewals of one session follow each other and cannot fork it. The
 * tokens are read by a statement that starts once the lock is held.
 */
export async function lockFamily(tx: Tx, tokenHash: string): Promise<Family | undefined> {
  const session = tx.query<UserRow & { session_id: string; expires_at: Date; revoked_at: Date | null }>({
    name: "session_lock",
    text: `select s.id as session_id, s.expires_at, s.revoked_at, ${userColumns}
           from sessions s join users u on u.id = s.user_id
           where s.id = (select session_id from refresh_tokens where token_hash = $1)
           for update of s`,
    values: [tokenHash],
  });
  const tokens = tx.query<{ token_hash: string; parent_hash: string | null; used_at: Date | null; expires_at: Date }>({
    name: "refresh_tokens_of_family",
    text: `select token_hash, parent_hash, used_at, expires_at from refresh_tokens
           where session_id = (select session_id from refresh_tokens where token_hash = $1)
             and (token_hash = $1 or used_at is null)`,
    values: [tokenHash],
  });
  const row = (await session).rows[0];
  const family = (await tokens).rows.map((token) => ({
    hash: token.token_hash,
    parentHash: token.parent_hash,
    usedAt: token.used_at,
    expiresAt: token.expires_at,
  }));
  const presented = family.find(({ hash }) => hash === tokenHash);
  if (!row || !presented) return undefined;
  return {
    session: { id: row.session_id, expiresAt: row.expires_at, revokedAt: row.revoked_at, userStatus: row.status },
    user: userOf(row),
    presented,
    active: family.find(({ usedAt }) => usedAt === null),
  };
}

export function markUsed(tx: Tx, sessionId: string, tokenHash: string, time: Date): Promise<unknown> {
  tx.query({
    name: "session_touch",
    text: "update sessions set last_used_at = $2 where id = $1",
    values: [sessionId, time],
  });
  return tx.query({
    name: "refresh_token_use",
    text: "update refresh_tokens set used_at = $2 where token_hash = $1",
    values: [tokenHash, time],
  });
}

/** Ends one session, or all of a person's; returns the ids of those that were still alive. */
export async function endSessions(
  tx: Tx,
  which: { sessionId: string } | { userId: string },
  reason: EndReason,
  time: Date,
): Promise<string[]> {
  const [column, id] = "sessionId" in which ? (["id", which.sessionId] as const) : (["user_id", which.userId] as const);
  const { rows } = await tx.query<{ id: string }>({
    name: `sessions_end_by_${column}`,
    text: `update sessions set revoked_at = $2, revoked_reason = $3
           where ${column} = $1 and revoked_at is null returning id`,
    values: [id, time, reason],
  });
  return rows.map((row) => row.id);
}

export type EndReason = "signed_out" | "signed_out_everywhere" | "token_reused" | "password_reset" | "suspended";

/** A reader's own session; runs under their own policies. */
export async function findOwnSession(
  tx: Tx,
  sessionId: string,
): Promise<{ user: SessionUser; status: string; expiresAt: Date; revokedAt: Date | null } | undefined> {
  const { rows } = await tx.query<UserRow & { expires_at: Date; revoked_at: Date | null }>({
    name: "session_own",
    text: `select s.expires_at, s.revoked_at, ${userColumns}
           from sessions s join users u on u.id = s.user_id where s.id = $1`,
    values: [sessionId],
  });
  const row = rows[0];
  return row && { user: userOf(row), status: row.status, expiresAt: row.expires_at, revokedAt: row.revoked_at };
}

/** Sessions that ended lately, for a process that may have missed the news. */
export async function listEndedSince(tx: Tx, since: Date): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: "sessions_ended_since",
    text: "select id from sessions where revoked_at > $1",
    values: [since],
  });
  return rows.map(({ id }) => id);
}

/** A link to a new password; the token itself is stored as its hash. */
function resetIdentifier(tokenHash: string): string {
  return `reset-password:${tokenHash}`;
}

export function insertReset(
  tx: Tx,
  reset: { id: string; tokenHash: string; userId: string; createdAt: Date; expiresAt: Date },
): Promise<unknown> {
  return tx.query({
    name: "reset_insert",
    text: `insert into identity.verification (id, identifier, value, created_at, updated_at, expires_at)
           values ($1, $2, $3, $4, $4, $5)`,
    values: [reset.id, resetIdentifier(reset.tokenHash), reset.userId, reset.createdAt, reset.expiresAt],
  });
}

/** Whose link it is, as long as it is valid. */
export async function findReset(tx: Tx, tokenHash: string, time: Date): Promise<string | undefined> {
  const { rows } = await tx.query<{ value: string }>({
    name: "reset_find",
    text: "select value from identity.verification where identifier = $1 and expires_at > $2",
    values: [resetIdentifier(tokenHash), time],
  });
  return rows[0]?.value;
}

/** Takes a valid link out of the world; of several who try at once, one gets the person's id. */
export async function takeReset(tx: Tx, tokenHash: string, time: Date): Promise<string | undefined> {
  const { rows } = await tx.query<{ value: string }>({
    name: "reset_take",
    text: "delete from identity.verification where identifier = $1 and expires_at > $2 returning value",
    values: [resetIdentifier(tokenHash), time],
  });
  return rows[0]?.value;
}

export function deleteResetsOf(tx: Tx, userId: string): Promise<unknown> {
  return tx.query({
    name: "resets_delete",
    text: "delete from identity.verification where value = $1 and identifier like 'reset-password:%'",
    values: [userId],
  });
}

/** Somebody who was invited has now come. */
export function activateUser(tx: Tx, userId: string, time: Date): Promise<unknown> {
  return tx.query({
    name: "session_user_activate",
    text: "update users set status = 'ACTIVE', updated_at = $2 where id = $1 and status = 'INVITED'",
    values: [userId, time],
  });
}

function userOf(row: UserRow): SessionUser {
  return { id: row.id, name: row.name, email: row.email, role: row.role, schoolId: row.school_id };
}
