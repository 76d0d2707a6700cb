import { AppError } from "#src/errors.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { selectHasFactor, selectIsFactorDue, updateEnrolled } from "#src/features/sessions/factors/statements.ts";
import { refreshExpiry } from "#src/features/sessions/limits.ts";
import { endSessions, markSeen } from "#src/features/sessions/queries.ts";
import {
  type Family,
  insertRefreshToken,
  lockFamily,
  markUsed,
  updateDoubtful,
} from "#src/features/sessions/refresh-queries.ts";
import { judgeRefresh, type Source } from "#src/features/sessions/rules.ts";
import { actorOf, type Caller, type Tokens, tokensOf } from "#src/features/sessions/start-session.ts";
import { findDescendant, hashToken, nextRefreshToken, sourceOf } from "#src/features/sessions/tokens.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withRole } from "#src/platform/db/transaction.ts";

/**
 * A refresh token is used once and replaced. Using an old one again ends its session, because the token must have been
 * copied. Role and school are read again, so that a change is in the next access token.
 */
export async function refreshSession(token: string | undefined, caller: Caller): Promise<Tokens> {
  if (token === undefined || token === "") throw signInAgain();
  const outcome = await withRole("app_auth", (tx) => renew(tx, token, caller));
  announceEnded(outcome.ended);
  if (!outcome.tokens) throw signInAgain();
  return outcome.tokens;
}

type Outcome = { tokens: Tokens | undefined; ended: string[] };

const refused: Outcome = { tokens: undefined, ended: [] };

/** Refusals are returned, not thrown, because a refusal that ends a session has to be committed. */
async function renew(tx: Tx, token: string, caller: Caller): Promise<Outcome> {
  const family = await lockFamily(tx, hashToken(token));
  if (!family) return refused;
  const time = now();
  const source = sourceOf(caller);
  const { session, presented, doubts, active } = family;
  switch (judgeRefresh(session, { token: presented, source, doubts }, active, time)) {
    case "rotate":
      return { tokens: await rotate(tx, family, token, source, time), ended: [] };
    case "doubt":
      tx.send(updateDoubtful, { tokenHash: presented.hash });
      return { tokens: repeat(family, token, time), ended: [] };
    case "repeat":
      return { tokens: repeat(family, token, time), ended: [] };
    case "reuse":
      return { tokens: undefined, ended: await end(tx, family, "token_reused", caller, time) };
    case "dismiss":
      return { tokens: undefined, ended: await end(tx, family, "suspended", caller, time) };
    case "refuse":
      return refused;
  }
}

async function rotate(tx: Tx, family: Family, token: string, source: Source, time: Date): Promise<Tokens> {
  const { user, presented, limits } = family;
  const session = { ...family.session, mustEnrol: family.session.mustEnrol && (await isHeldUp(tx, user)) };
  const next = nextRefreshToken(token);
  const expiresAt = refreshExpiry(time, session.expiresAt, limits);
  const { idleMinutes } = limits;
  markUsed(tx, { sessionId: session.id, tokenHash: presented.hash, idleMinutes }, source, time);
  markSeen(tx, user.id, time);
  tx.send(insertRefreshToken, {
    hash: hashToken(next),
    sessionId: session.id,
    parentHash: presented.hash,
    createdAt: time,
    expiresAt,
  });
  return tokensOf(user, session, next, expiresAt, time);
}

/** The school may have lifted its rule since, and then nothing leads on but this. */
async function isHeldUp(tx: Tx, { id: userId, schoolId, role }: Family["user"]): Promise<boolean> {
  const [[factors], [due]] = await Promise.all([
    tx.query(selectHasFactor, { userId }),
    tx.query(selectIsFactorDue, { userId, schoolId, role }),
  ]);
  const isHeld = due !== undefined && (due.isDue || due.isShort) && factors?.hasFactor !== true;
  if (!isHeld) tx.send(updateEnrolled, { userId });
  return isHeld;
}

function repeat({ session, user, active }: Family, token: string, time: Date): Tokens | undefined {
  if (!active) return undefined;
  const current = findDescendant(token, active.hash);
  return current === undefined ? undefined : tokensOf(user, session, current, active.expiresAt, time);
}

async function end(
  tx: Tx,
  { session, user }: Family,
  reason: "token_reused" | "suspended",
  caller: Caller,
  time: Date,
): Promise<string[]> {
  audit(tx, actorOf(user, session.id), {
    action: "session.end",
    entityType: "session",
    entityId: session.id,
    schoolId: user.schoolId,
    requestId: caller.requestId,
    detail: { reason },
  });
  return endSessions(tx, { sessionId: session.id }, reason, time);
}

function signInAgain(): AppError {
  return new AppError("unauthenticated", "The session has ended. Sign in again.");
}
