import { config } from "#src/config.ts";
import { sharedIdleMinutes, sharedLongestHours } from "#src/features/sessions/values.ts";

/** What a school says of how long its people stay signed in; null is what the installation says. */
export type SchoolLimits = {
  idleMinutes: number | null;
  longestHours: number | null;
  sharedIdleMinutes: number | null;
};

/** How long a session lasts without use, and at the longest. */
export type Limits = { idleMinutes: number; longestHours: number };

/** Those of the installation, of a school that says nothing. */
export function usualLimits(): { [Name in keyof SchoolLimits]: number } {
  return {
    idleMinutes: config.sessionIdleDays * 24 * 60,
    longestHours: config.sessionAbsoluteDays * 24,
    sharedIdleMinutes: sharedIdleMinutes.usual,
  };
}

/** The limits of a session; on a device that others use too the shorter of two holds. */
export function limitsOf(school: SchoolLimits | undefined, isShared: boolean): Limits {
  const usual = usualLimits();
  const idle = school?.idleMinutes ?? usual.idleMinutes;
  const longest = school?.longestHours ?? usual.longestHours;
  if (!isShared) return { idleMinutes: idle, longestHours: longest };
  return {
    idleMinutes: Math.min(idle, school?.sharedIdleMinutes ?? usual.sharedIdleMinutes),
    longestHours: Math.min(longest, sharedLongestHours),
  };
}

/** When the session ends, whatever its person does. */
export function lastEnd(startedAt: Date, { longestHours }: Limits): Date {
  return new Date(startedAt.getTime() + longestHours * 3_600_000);
}

/**
 * When a refresh token that is given out now ends: at the idle limit, or with the session if that is earlier. An access token
 * is used for its whole life before the session is renewed, so the limit counts from the end of that: nobody is signed out
 * earlier than their school says, and at most ten minutes later.
 */
export function refreshExpiry(time: Date, sessionExpiresAt: Date, { idleMinutes }: Pick<Limits, "idleMinutes">): Date {
  const idleMs = (idleMinutes + config.accessTokenMinutes) * 60_000;
  return new Date(Math.min(time.getTime() + idleMs, sessionExpiresAt.getTime()));
}
