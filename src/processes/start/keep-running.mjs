const firstDelayMs = 200;
const longestDelayMs = 10_000;
const steadyAfterMs = 30_000;
/** A part that stops sooner has not begun its work. */
const leastRunMs = 1_000;

/**
 * Restarts a part whenever it ends, with delays that grow until the part has run for a while. One that was stopped on
 * purpose is started again at once.
 *
 * @typedef {{ exited: Promise<string>, stop: () => Promise<void>, code?: () => number | null }} Part `exited` resolves
 *   with how it ended; code 0 means that it was asked to stop
 * @param {{ launch: () => Promise<Part>, onEnd: (reason: string, delayMs: number) => void, running?: Part }} options
 * @returns {{ stop: () => Promise<void>, restart: () => Promise<void> }}
 */
export function keepRunning({ launch, onEnd, running }) {
  let current = running;
  let isStopping = false;
  let delayMs = firstDelayMs;
  let isRestarting = false;
  let wake = () => {};

  async function watch() {
    while (!isStopping) {
      const startedAt = Date.now();
      let reason;
      let wasClean = false;
      try {
        current ??= await launch();
        // It was stopped while it was starting.
        if (isStopping) await current.stop();
        reason = await current.exited;
        wasClean = current.code?.() === 0 && Date.now() - startedAt > leastRunMs;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
      current = undefined;
      if (isStopping) return;
      if (isRestarting || wasClean) {
        isRestarting = false;
        delayMs = firstDelayMs;
        onEnd(reason, 0);
        continue;
      }
      if (Date.now() - startedAt > steadyAfterMs) delayMs = firstDelayMs;
      onEnd(reason, delayMs);
      await new Promise((done) => {
        wake = done;
        setTimeout(done, delayMs);
      });
      delayMs = Math.min(delayMs * 2, longestDelayMs);
    }
  }

  const watching = watch();
  return {
    stop: async () => {
      isStopping = true;
      wake();
      await current?.stop();
      await watching;
    },
    restart: async () => {
      if (!current) {
        delayMs = firstDelayMs;
        wake();
        return;
      }
      isRestarting = true;
      await current.stop();
    },
  };
}
