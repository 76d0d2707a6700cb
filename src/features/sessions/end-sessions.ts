import { setTimeout as sleep } from "node:timers/promises";
import { config } from "#src/config.ts";
import { endSchoolSessions, listEndedSince } from "#src/features/sessions/queries.ts";
import { now } from "#src/lib/clock.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { revokeSession } from "#src/platform/identity/access-token.ts";
import { log } from "#src/platform/log/log.ts";

/**
 * Call it after the commit that ended the sessions: this process refuses their access tokens at once, other processes
 * soon after.
 */
export function announceEnded(sessionIds: readonly string[]): void {
  for (const id of sessionIds) {
    revokeSession(id);
    bus().publish("sessions", id);
  }
}

/** Ends the sessions of everybody in a school that was suspended. */
export async function endSessionsOfSchool(schoolId: string): Promise<void> {
  announceEnded(await withRole("app_auth", (tx) => endSchoolSessions(tx, schoolId, now())));
}

/**
 * Follows the sessions that other processes end. Resolves once this process knows all that ended before, so wait for it
 * before the first request: access tokens of those may still be valid. Returns the function that stops it.
 */
export async function followEndedSessions(): Promise<() => void> {
  const stop = bus().subscribe("sessions", (sessionId) => {
    if (sessionId === "") void catchUp();
    else revokeSession(sessionId);
  });
  await catchUp();
  // Signals of the time until the bus was connected are lost.
  void bus().ready().then(catchUp);
  return stop;
}

/** The clocks of several machines may differ by as much. */
const clockSkewMs = 60_000;
const retryAfterMs = 1_000;

/**
 * Access tokens may still be valid for every session that ended within a token's lifetime. Tries until the database
 * answers.
 */
async function catchUp(): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const since = new Date(now().getTime() - config.accessTokenMinutes * 60_000 - clockSkewMs);
      const ended = await withRole("app_auth", (tx) => listEndedSince(tx, since));
      for (const id of ended) revokeSession(id);
      return;
    } catch (err) {
      if (attempt === 1) log.warn({ err }, "could not read which sessions ended");
      await sleep(retryAfterMs, undefined, { ref: false });
    }
  }
}
