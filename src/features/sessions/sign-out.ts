import { AppError } from "#src/errors.ts";
import { endPushMessages } from "#src/features/notifications/devices/end-push-messages.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { endSessions } from "#src/features/sessions/queries.ts";
import { lockFamily } from "#src/features/sessions/refresh-queries.ts";
import { actorOf } from "#src/features/sessions/start-session.ts";
import { hashToken } from "#src/features/sessions/tokens.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withRole } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

type SignOut = {
  actor: UserActor | undefined;
  refreshToken: string | undefined;
  everywhere: boolean;
  pushEndpoint: string | undefined;
  requestId: string;
};

/**
 * Ends the session, or all of the user's. The refresh token identifies the user when the access token has expired;
 * ending all sessions requires a refresh token that is still valid. Signing out twice is not an error. The browser gets no
 * more push messages of the person; none of theirs does when all sessions end.
 *
 * @returns whether the session was on a device that others use too
 */
export async function signOut({ actor, refreshToken, everywhere, pushEndpoint, requestId }: SignOut): Promise<boolean> {
  const who = actor ?? (await withRole("app_auth", (tx) => actorOfRefreshToken(tx, refreshToken, everywhere)));
  if (!who) {
    if (everywhere) throw new AppError("unauthenticated", "Sign in to end your other sessions.");
    return false;
  }
  // First, since a sign-out that fails here can be repeated, and one whose session has ended cannot.
  const endpoint = everywhere ? "all" : pushEndpoint;
  if (endpoint !== undefined) await endPushMessages(who, endpoint, requestId);
  const reason = everywhere ? "signed_out_everywhere" : "signed_out";
  const ended = await withRole("app_auth", (tx) => {
    audit(tx, who, {
      action: "session.end",
      entityType: everywhere ? "user" : "session",
      entityId: everywhere ? who.userId : who.sessionId,
      schoolId: who.schoolId,
      requestId,
      detail: { reason },
    });
    return endSessions(tx, everywhere ? { userId: who.userId } : { sessionId: who.sessionId }, reason, now());
  });
  // Includes the caller's own session even if it had ended before: its access token may still be accepted in this
  // process.
  announceEnded(actor ? [...new Set([actor.sessionId, ...ended])] : ended);
  return who.isShared ?? false;
}

async function actorOfRefreshToken(
  tx: Tx,
  refreshToken: string | undefined,
  mustBeGood: boolean,
): Promise<UserActor | undefined> {
  if (!refreshToken) return undefined;
  const family = await lockFamily(tx, hashToken(refreshToken));
  if (!family || family.session.revokedAt !== null) return undefined;
  const time = now();
  const isGood =
    family.presented.usedAt === null && family.presented.expiresAt > time && family.session.expiresAt > time;
  return isGood || !mustBeGood ? actorOf(family.user, family.session.id, family.session) : undefined;
}
