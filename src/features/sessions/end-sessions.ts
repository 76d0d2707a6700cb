import { setTimeout as sleep } from "node:timers/promises";
import { config } from "#src/config.ts";
import { endSchoolSessions, listEndedSince } from "#src/features/sessions/queries.ts";
import { now } from "#src/lib/clock.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { readWithRole, withRole } from "#src/platform/db/transaction.ts";
import { isSessionRevoked, revokeSession } from "#src/platform/identity/access-token.ts";
import { log } from "#src/platform/log/log.ts";

/**
 * Call it after the commit that ended the sessions: this process refuses their access tokens at once, other processes
 * soon after.
 */
export function announceEnded(sessionIds: readonly string[]): void {
  for (const id of sessionIds) {
    end(id);
    bus().publish("sessions", id);
  }
}

type Listener = (sessionId: string) => void;

/** On globalThis, since Next bundles its own copy of every module. */
const key = Symbol.for("competency.endedSessions");
const holder = globalThis as { [key]?: Set<Listener> };

function listeners(): Set<Listener> {
  holder[key] ??= new Set();
  return holder[key];
}

/** Calls the listener once for each session that this process learns has ended; returns the function that stops it. */
export function onSessionEnded(listener: Listener): () => void {
  listeners().add(listener);
  return () => void listeners().delete(listener);
}

function end(sessionId: string): void {
  if (isSessionRevoked(sessionId)) return;
  revokeSession(sessionId);
  for (const listener of listeners()) listener(sessionId);
}

/** Ends the sessions of everybody in a school that was suspended. */
export async function endSessionsOfSchool(schoolId: string): Promise<void> {
  announceEnded(await withRole("app_auth", (tx) => endSchoolSessions(tx, schoolId, now())));
}

/**
 * Follows the sessions that other processes end: by signals, and by looking each second, since a signal is lost where the
 * process that ended a session was killed, or the bus was away. Resolves once this process knows all that ended before,
 * so wait for it before the first request: access tokens of those may still be valid. Returns the function that stops it.
 */
export async function followEndedSessions(): Promise<() => void> {
  let isStopped = false;
  let isBehind = true;
  let lookedAt = now().getTime();
  const stopListening = bus().subscribe("sessions", (sessionId) => {
    if (sessionId === "") isBehind = true;
    else end(sessionId);
  });
  const look = async () => {
    const lifetimeMs = config.accessTokenMinutes * 60_000;
    const startedAt = now().getTime();
    // A process that stood still since heard no signal.
    const sinceMs = isBehind ? lifetimeMs : Math.min(lifetimeMs, startedAt - lookedAt);
    isBehind = false;
    await endAllSince(sinceMs + clockSkewMs).catch((err) => {
      isBehind = true;
      throw err;
    });
    lookedAt = startedAt;
  };
  catchUp = async () => {
    if (now().getTime() - lookedAt > stillAfterMs) await look();
  };
  await untilDone(look);
  void (async () => {
    while (!isStopped) {
      await sleep(lookEveryMs, undefined, { ref: false });
      if (!isStopped) await untilDone(look);
    }
  })();
  return () => {
    isStopped = true;
    stopListening();
  };
}

let catchUp = async (): Promise<void> => {};

/**
 * For processes that stand still between requests: resolves at once where `followEndedSessions` has looked a moment ago, else once it has
 * looked again. Rejects where the database does not answer.
 */
export function catchUpOnEndedSessions(): Promise<void> {
  return catchUp();
}

const stillAfterMs = 3_000;

/** The clocks of several machines may differ by as much, and a commit may come as long after its own time. */
const clockSkewMs = 60_000;
const lookEveryMs = 750;
const retryAfterMs = 1_000;

/** Tries until the database answers. */
async function untilDone(look: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await look();
    } catch (err) {
      if (attempt === 1) log.warn({ err }, "could not read which sessions ended");
      await sleep(retryAfterMs, undefined, { ref: false });
    }
  }
}

/** Access tokens may still be valid for every session that ended within a token's lifetime. */
async function endAllSince(periodMs: number): Promise<void> {
  const since = new Date(now().getTime() - periodMs);
  for (const id of await readWithRole("app_auth", (tx) => listEndedSince(tx, since))) end(id);
}
