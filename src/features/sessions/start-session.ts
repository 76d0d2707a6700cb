import { config } from "#src/config.ts";
import { insertRefreshToken, insertSession, markSeen, type SessionProof } from "#src/features/sessions/queries.ts";
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

export type Caller = {
  ip: string;
  userAgent: string | null;
  requestId: string;
  /** Of the cookie by which a browser is known again. */
  deviceToken?: string | undefined;
  /** Whether it keeps cookies, as far as its headers say. */
  isBrowser?: boolean;
};

const dayMs = 86_400_000;
export const maxUserAgentLength = 300;

/**
 * Creates a session for one sign-in. It expires a fixed time after its last renewal, and at the latest at the absolute
 * limit. To sign in is a proof of who one is, unless another one is given.
 */
export async function startSession(
  tx: Tx,
  user: SessionUser,
  caller: Caller,
  { sessionId = newId(), provedAt = now(), mustEnrol = false }: Partial<SessionProof> & { sessionId?: string } = {},
): Promise<Tokens> {
  const time = now();
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
    provedAt,
    mustEnrol,
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
  return tokensOf(user, { id: sessionId, provedAt, mustEnrol }, refreshToken, expiresAt, time);
}

/** The idle limit, or the end of the session if that is earlier. */
export function refreshExpiry(time: Date, sessionExpiresAt: Date): Date {
  return new Date(Math.min(time.getTime() + config.sessionIdleDays * dayMs, sessionExpiresAt.getTime()));
}

export function tokensOf(
  user: SessionUser,
  session: SessionProof & { id: string },
  refreshToken: string,
  refreshExpiresAt: Date,
  time: Date,
): Tokens {
  return {
    user,
    accessToken: signAccessToken(actorOf(user, session.id, session)),
    expiresIn: accessTokenSeconds(),
    refreshToken,
    refreshExpiresIn: Math.floor((refreshExpiresAt.getTime() - time.getTime()) / 1000),
  };
}

export function actorOf(user: SessionUser, sessionId: string, proof?: SessionProof): UserActor {
  return {
    kind: "user",
    userId: user.id,
    role: user.role,
    schoolId: user.schoolId,
    sessionId,
    ...(proof ? { provedAt: Math.floor(proof.provedAt.getTime() / 1000) } : {}),
    ...(proof?.mustEnrol ? { mustEnrol: true } : {}),
  };
}
