import { config } from "#src/config.ts";
import { listEndedSince } from "#src/features/sessions/queries.ts";
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

/** Follows the sessions that other processes end. Returns the function that stops it. */
export function followEndedSessions(): () => void {
  return bus().subscribe("sessions", (sessionId) => {
    if (sessionId === "") void catchUp();
    else revokeSession(sessionId);
  });
}

/**
 * Messages may have been lost: access tokens may still be valid for every session that ended within a token's lifetime.
 */
async function catchUp(): Promise<void> {
  try {
    const since = new Date(now().getTime() - config.accessTokenMinutes * 60_000);
    const ended = await withRole("app_auth", (tx) => listEndedSince(tx, since));
    for (const id of ended) revokeSession(id);
  } catch (err) {
    log.warn({ err }, "could not read which sessions ended");
  }
}
