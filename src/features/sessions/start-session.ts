import { lastEnd, limitsOf, refreshExpiry } from "#src/features/sessions/limits.ts";
import { insertSession, markSeen, selectLimits } from "#src/features/sessions/queries.ts";
import { insertRefreshToken, type SessionKind, type SessionProof } from "#src/features/sessions/refresh-queries.ts";
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
  /** On a device that others use too: its cookies go when the browser is closed. */
  isShared: boolean;
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

export const maxUserAgentLength = 300;

/**
 * Creates a session for one sign-in. It expires a fixed time after its last renewal, and at the latest at the absolute
 * limit; its school says when. To sign in is a proof of who one is, unless another one is given.
 */
export async function startSession(
  tx: Tx,
  user: SessionUser,
  caller: Caller,
  {
    sessionId = newId(),
    provedAt = now(),
    mustEnrol = false,
    isShared = false,
  }: Partial<SessionProof & SessionKind> & { sessionId?: string } = {},
): Promise<Tokens> {
  const time = now();
  const refreshToken = newToken();
  const [school] = await tx.query(selectLimits, { schoolId: user.schoolId });
  const limits = limitsOf(school, isShared);
  const sessionExpiresAt = lastEnd(time, limits);
  const expiresAt = refreshExpiry(time, sessionExpiresAt, limits);
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
    idleMinutes: limits.idleMinutes,
    isShared,
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
  return tokensOf(user, { id: sessionId, provedAt, mustEnrol, isShared }, refreshToken, expiresAt, time);
}

export function tokensOf(
  user: SessionUser,
  session: SessionProof & SessionKind & { id: string },
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
    isShared: session.isShared,
  };
}

export function actorOf(user: SessionUser, sessionId: string, session?: SessionProof & SessionKind): UserActor {
  return {
    kind: "user",
    userId: user.id,
    role: user.role,
    schoolId: user.schoolId,
    sessionId,
    ...(session ? { provedAt: Math.floor(session.provedAt.getTime() / 1000) } : {}),
    ...(session?.mustEnrol ? { mustEnrol: true } : {}),
    ...(session?.isShared ? { isShared: true } : {}),
  };
}
