/**
 * Decides when sign-ins are delayed, and what happens to a presented refresh token. Pure: the caller passes the time.
 */

const secondMs = 1000;
const defaultFreeFailures = 5;
const firstLockSeconds = 60;
const longestLockSeconds = 3600;
/** After a day without an attempt the count starts again: occasional failures are not an attack. */
const forgetAfterMs = 24 * 3600 * secondMs;

/** Consecutive failures for one address, known or not. */
export type Attempts = { failures: number; lockedUntil: Date | null; updatedAt: Date };

export type AttemptVerdict =
  | { kind: "locked"; retryAfterSeconds: number }
  | { kind: "allowed"; failures: number; lockedUntil: Date | null };

/**
 * An attempt counts as failed before the password is verified, and a success clears the count, so that concurrent
 * guesses are limited like consecutive ones. The fifth failure, or whichever is given, locks for a minute, each further one
 * for twice as long, up to an hour.
 */
export function judgeAttempt(attempts: Attempts, time: Date, freeFailures = defaultFreeFailures): AttemptVerdict {
  const waitMs = (attempts.lockedUntil?.getTime() ?? 0) - time.getTime();
  if (waitMs > 0) return { kind: "locked", retryAfterSeconds: Math.ceil(waitMs / secondMs) };
  const isForgotten = time.getTime() - attempts.updatedAt.getTime() > forgetAfterMs;
  const failures = isForgotten ? 1 : attempts.failures + 1;
  const lockSeconds = lockSecondsAfter(failures, freeFailures);
  return {
    kind: "allowed",
    failures,
    lockedUntil: lockSeconds === 0 ? null : new Date(time.getTime() + lockSeconds * secondMs),
  };
}

export function lockSecondsAfter(failures: number, freeFailures = defaultFreeFailures): number {
  if (failures < freeFailures) return 0;
  return Math.min(longestLockSeconds, firstLockSeconds * 2 ** Math.min(failures - freeFailures, 16));
}

/** Attempts for one account from everywhere, but from browsers of its person. */
export const mostOfAccount = 50;
/** As often one of them is forgotten: 96 a day, four times what one source can try. */
export const accountForgetsEveryMs = 15 * 60 * secondMs;

export type AccountVerdict = { kind: "locked"; retryAfterSeconds: number } | { kind: "allowed"; attempts: Attempts };

/**
 * Whether one more attempt is allowed over all sources: the count drains with time, so that whoever guesses at one place for
 * weeks does not fill it. Nothing else empties it: the owner's own sign-ins would give a guesser new tries. `updatedAt` is the
 * time up to which it has drained.
 */
export function judgeAccount({ failures, updatedAt }: Attempts, time: Date): AccountVerdict {
  const drained = Math.max(0, Math.floor((time.getTime() - updatedAt.getTime()) / accountForgetsEveryMs));
  const left = Math.max(0, failures - drained);
  const drainedAt = left === 0 ? time : new Date(updatedAt.getTime() + drained * accountForgetsEveryMs);
  if (left >= mostOfAccount) {
    const freeAt = drainedAt.getTime() + (left - mostOfAccount + 1) * accountForgetsEveryMs;
    return { kind: "locked", retryAfterSeconds: Math.ceil((freeAt - time.getTime()) / secondMs) };
  }
  return { kind: "allowed", attempts: { failures: left + 1, lockedUntil: null, updatedAt: drainedAt } };
}

/** Tabs of one browser may renew at the same moment, so a used token still gets the current generation for this long. */
const reuseGraceMs = 10 * secondMs;
/**
 * An answer may be lost on its way. While the token that replaced it is unused, a client has this long to ask again;
 * without a limit, a copy of a token would be as good as the token until its owner renews.
 */
const lostAnswerGraceMs = 30 * secondMs;
/** Tabs that renew at the same moment are no further apart; whoever comes later had an answer lost, or has a copy. */
const sameMomentMs = 2 * secondMs;
/** In a window of six lifetimes of an access token, in which its owner renews six times. */
const mostDoubts = 5;
export const doubtLifetimes = 6;

export type SessionState = { expiresAt: Date; revokedAt: Date | null; userStatus: string };
export type RefreshToken = {
  hash: string;
  parentHash: string | null;
  usedAt: Date | null;
  /** Who used it; null for one that was used before this was noted. */
  usedBy: string | null;
  usedFrom: string | null;
  isDoubtful: boolean;
  expiresAt: Date;
};
/** Keyed hashes of what a request is known by. */
export type Source = { browser: string; network: string };
/** `doubts`: how many other tokens of the session were used again doubtfully in the window. */
export type Presented = { token: RefreshToken; source: Source; doubts: number };

export type RefreshVerdict =
  /** The token is the active one: it is marked as used and replaced. */
  | "rotate"
  /** A used token within the grace period: the answer repeats the active generation. */
  | "repeat"
  /** The same, but it may have been a second holder: it is noted. */
  | "doubt"
  /** An old token, which must have been copied: the session ends. */
  | "reuse"
  /** The user is no longer active: the session ends. */
  | "dismiss"
  /** The session or its token has already ended. */
  | "refuse";

/**
 * Threat: whoever has a copy of a token renews within the grace of its owner, so that neither ever comes too late. Another
 * browser than the one that renewed gets nothing. One that looks the same (a copy of all cookies) is seen by going on: a line
 * that fails, or a phone that changes its network, does not do so nearly every time.
 */
export function judgeRefresh(
  session: SessionState,
  { token: presented, source, doubts }: Presented,
  active: RefreshToken | undefined,
  time: Date,
): RefreshVerdict {
  if (session.revokedAt !== null || session.expiresAt <= time) return "refuse";
  if (session.userStatus !== "ACTIVE") return "dismiss";
  if (!active || active.expiresAt <= time) return "refuse";
  if (presented.usedAt === null) return "rotate";
  const graceMs = active.parentHash === presented.hash ? lostAnswerGraceMs : reuseGraceMs;
  const elapsedMs = time.getTime() - presented.usedAt.getTime();
  if (elapsedMs > graceMs) return "reuse";
  if (presented.usedBy === null) return "repeat";
  if (presented.usedBy !== source.browser) return "reuse";
  const isSameMoment = elapsedMs <= sameMomentMs && presented.usedFrom === source.network;
  if (isSameMoment || presented.isDoubtful) return "repeat";
  return doubts + 1 < mostDoubts ? "doubt" : "reuse";
}

/** Whether a link for a new password is of use to somebody with this status. */
export function mayReset(status: string): boolean {
  return status === "ACTIVE" || status === "INVITED";
}

/**
 * Whether an authenticator's counter of signatures shows a copy: it has to grow, unless the authenticator does not count
 * and always says 0 (WebAuthn level 3, section 6.1.1).
 */
export function isCounterBack(kept: number, given: number): boolean {
  return (kept > 0 || given > 0) && given <= kept;
}
