import { config } from "#src/config.ts";
import { insertRefreshToken, insertSession, markSeen } from "#src/features/sessions/queries.ts";
import type { SessionUser } from "#src/features/sessions/schema.ts";
import { hashToken, newToken } from "#src/features/sessions/tokens.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { accessTokenSeconds, signAccessToken } from "#src/platform/identity/access-token.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** The tokens that a signed-in browser or client receives. */
export type Tokens = {
  user: SessionUser;
  accessToken: string;
  expiresIn: number;
  refreshToken: string;
  refreshExpiresIn: number;
};

export type Caller = { ip: string; userAgent: string | null; requestId: string };

const dayMs = 86_400_000;
const maxUserAgentLength = 300;

/**
 * Creates a session for one sign-in. It expires a fixed time after its last renewal, and at the latest at the absolute
 * limit.
 */
export async function startSession(tx: Tx, user: SessionUser, caller: Caller): Promise<Tokens> {
  const time = now();
  const sessionId = newId();
  const refreshToken = newToken();
  const sessionExpiresAt = new Date(time.getTime() + config.sessionAbsoluteDays * dayMs);
  const expiresAt = refreshExpiry(time, sessionExpiresAt);
  tx.send(insertSession, {
    id: sessionId,
    schoolId: user.schoolId,
    userId: user.id,
    createdAt: time,
    expiresAt: sessionExpiresAt,
    userAgent: caller.userAgent?.slice(0, maxUserAgentLength) ?? null,
    ip: caller.ip,
  });
  tx.send(insertRefreshToken, {
    hash: hashToken(refreshToken),
    sessionId,
    parentHash: null,
    createdAt: time,
    expiresAt,
  });
  markSeen(tx, user.id, time);
  audit(tx, actorOf(user, sessionId), {
    action: "session.start",
    entityType: "session",
    entityId: sessionId,
    schoolId: user.schoolId,
    requestId: caller.requestId,
  });
  return tokensOf(user, sessionId, refreshToken, expiresAt, time);
}

/** The idle limit, or the end of the session if that is earlier. */
export function refreshExpiry(time: Date, sessionExpiresAt: Date): Date {
  return new Date(Math.min(time.getTime() + config.sessionIdleDays * dayMs, sessionExpiresAt.getTime()));
}

export function tokensOf(
  user: SessionUser,
  sessionId: string,
  refreshToken: string,
  refreshExpiresAt: Date,
  time: Date,
): Tokens {
  return {
    user,
    accessToken: signAccessToken(actorOf(user, sessionId)),
    expiresIn: accessTokenSeconds(),
    refreshToken,
    refreshExpiresIn: Math.floor((refreshExpiresAt.getTime() - time.getTime()) / 1000),
  };
}

export function actorOf(user: SessionUser, sessionId: string): UserActor {
  return { kind: "user", userId: user.id, role: user.role, schoolId: user.schoolId, sessionId };
}
