/** When sign-ins are held up, and what becomes of a presented refresh token. Pure: the caller brings the time. */

const secondMs = 1000;
const freeFailures = 5;
const firstLockSeconds = 60;
const longestLockSeconds = 3600;
/** A day without an attempt is a new beginning: failures years apart are no attack. */
const forgetAfterMs = 24 * 3600 * secondMs;

/** Failures in a row of one address, known or not. */
export type Attempts = { failures: number; lockedUntil: Date | null; updatedAt: Date };

export type AttemptVerdict =
  | { kind: "locked"; retryAfterSeconds: number }
  | { kind: "allowed"; failures: number; lockedUntil: Date | null };

/**
 * An attempt counts as failed before the password is looked at, and a success clears the count: so many guesses at
 * once are worth no more than as many in a row. The fifth locks for a minute, each one after that for twice as long,
 * up to an hour.
 */
export function judgeAttempt(attempts: Attempts, time: Date): AttemptVerdict {
  const waitMs = (attempts.lockedUntil?.getTime() ?? 0) - time.getTime();
  if (waitMs > 0) return { kind: "locked", retryAfterSeconds: Math.ceil(waitMs / secondMs) };
  const isForgotten = time.getTime() - attempts.updatedAt.getTime() > forgetAfterMs;
  const failures = isForgotten ? 1 : attempts.failures + 1;
  const lockSeconds = lockSecondsAfter(failures);
  return {
    kind: "allowed",
    failures,
    lockedUntil: lockSeconds === 0 ? null : new Date(time.getTime() + lockSeconds * secondMs),
  };
}

export function lockSecondsAfter(failures: number): number {
  if (failures < freeFailures) return 0;
  return Math.min(longestLockSeconds, firstLockSeconds * 2 ** Math.min(failures - freeFailures, 16));
}

/**
 * Tabs of one browser renew at the same moment with the same token, and an answer may be lost on its way. So a used
 * token still gets the present generation for this long, or while the token that replaced it is itself unused.
 */
const reuseGraceMs = 10 * secondMs;

export type SessionState = { expiresAt: Date; revokedAt: Date | null; userStatus: string };
export type RefreshToken = { hash: string; parentHash: string | null; usedAt: Date | null; expiresAt: Date };

export type RefreshVerdict =
  /** The token is the active one: it is used up and replaced. */
  | "rotate"
  /** A late sibling: it gets what the active generation is. */
  | "repeat"
  /** An old token in somebody's hands: the session ends. */
  | "reuse"
  /** The person may no longer be here: the session ends. */
  | "dismiss"
  /** Over already. */
  | "refuse";

export function judgeRefresh(
  session: SessionState,
  presented: RefreshToken,
  active: RefreshToken | undefined,
  time: Date,
): RefreshVerdict {
  if (session.revokedAt !== null || session.expiresAt <= time) return "refuse";
  if (session.userStatus !== "ACTIVE") return "dismiss";
  if (!active || active.expiresAt <= time) return "refuse";
  if (presented.usedAt === null) return "rotate";
  const isFresh = time.getTime() - presented.usedAt.getTime() <= reuseGraceMs;
  return isFresh || active.parentHash === presented.hash ? "repeat" : "reuse";
}
