import type { Hono } from "hono";
import { followFlags } from "#src/features/flags/flag-for.ts";
import { flushExposures } from "#src/features/flags/note-exposure.ts";
import { observeDatabase } from "#src/features/health/database/observe-database.ts";
import { observeErrors } from "#src/features/health/errors/observe-errors.ts";
import { observeHealth } from "#src/features/health/observe-health.ts";
import { catchUpOnEndedSessions, followEndedSessions } from "#src/features/sessions/end-sessions.ts";
import { flushRefusedSignIns } from "#src/features/sessions/refused-sign-ins.ts";
import { createApi } from "#src/http/api.ts";
import { flushRefusals } from "#src/http/refusals.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { flushErrors, keepErrors } from "#src/platform/errors/store-errors.ts";
import { flushInteractions } from "#src/platform/interactions/interactions.ts";
import { openKeys } from "#src/platform/keys/open-keys.ts";
import { flushLog } from "#src/platform/log/log.ts";
import { stoppedAttempts } from "#src/platform/log/stopped-attempts.ts";
import { onScrape } from "#src/platform/metrics/metrics.ts";
import { startTracing } from "#src/platform/tracing/start-tracing.ts";

export type Web = {
  api: Hono;
  /** Before a request, where the process may have stood still until it. */
  wake(): Promise<void>;
  /** Stores what was noted and counted, for the end of the process. */
  flush(): Promise<void>;
  /** The same after an answer, where the process may stand still until the next request, or for good. */
  settle(): Promise<void>;
};

const minuteMs = 60_000;

/**
 * Opens what serves requests, whether our own server hands them over or Next does. Throws `KeysClosed` where the keys cannot be
 * opened; waits until the process knows which sessions ended and how the flags are set.
 */
export async function openWeb(): Promise<Web> {
  await openKeys();
  await startTracing("web");
  keepErrors("WEB");
  onScrape(observeHealth);
  onScrape(observeErrors);
  onScrape(observeDatabase);
  const api = createApi();
  await Promise.all([followEndedSessions(), followFlags()]);
  let minuteStartedAt = performance.now();

  /** Their bounds are for a minute: to end it sooner would let a hostile source write more. */
  const endMinute = async () => {
    minuteStartedAt = performance.now();
    await flushRefusals();
    await flushRefusedSignIns();
    stoppedAttempts.flush();
  };
  const storeUse = async () => {
    await flushInteractions();
    await flushExposures();
  };
  return {
    api,
    wake: catchUpOnEndedSessions,
    flush: async () => {
      await storeUse();
      await endMinute();
    },
    settle: async () => {
      const isOver = performance.now() - minuteStartedAt >= minuteMs;
      await Promise.all([bus().settle(), storeUse(), ...(isOver ? [endMinute()] : [])]);
      await flushErrors();
      await flushLog();
    },
  };
}
