import { config } from "#src/config.ts";
import { listEndedSince } from "#src/features/sessions/queries.ts";
import { now } from "#src/lib/clock.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { revokeSession } from "#src/platform/identity/access-token.ts";
import { log } from "#src/platform/log/log.ts";

/** After the commit that ended them: access tokens of these sessions are refused here at once, elsewhere soon. */
export function announceEnded(sessionIds: readonly string[]): void {
  for (const id of sessionIds) {
    revokeSession(id);
    bus().publish("sessions", id);
  }
}

/** Hears of sessions that other processes ended. Returns how to stop. */
export function followEndedSessions(): () => void {
  return bus().subscribe("sessions", (sessionId) => {
    if (sessionId === "") void catchUp();
    else revokeSession(sessionId);
  });
}

/** News may have been missed: an access token may still be alive for every session that ended within its life. */
async function catchUp(): Promise<void> {
  try {
    const since = new Date(now().getTime() - config.accessTokenMinutes * 60_000);
    const ended = await withRole("app_auth", (tx) => listEndedSince(tx, since));
    for (const id of ended) revokeSession(id);
  } catch (err) {
    log.warn({ err }, "could not read which sessions ended");
  }
}
