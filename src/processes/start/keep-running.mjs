const firstDelayMs = 200;
const longestDelayMs = 10_000;
const steadyAfterMs = 30_000;

/**
 * Restarts a part whenever it ends, with delays that grow until the part has run for a while.
 *
 * @typedef {{ exited: Promise<string>, stop: () => Promise<void> }} Part `exited` resolves with how it ended
 * @param {{ launch: () => Promise<Part>, onEnd: (reason: string, delayMs: number) => void, running?: Part }} options
 * @returns {{ stop: () => Promise<void>, restart: () => Promise<void> }}
 */
export function keepRunning({ launch, onEnd, running }) {
  let current = running;
  let isStopping = false;
  let delayMs = firstDelayMs;
  let wake = () => {};

  async function watch() {
    while (!isStopping) {
      const startedAt = Date.now();
      let reason;
      try {
        current ??= await launch();
        // It was stopped while it was starting.
        if (isStopping) await current.stop();
        reason = await current.exited;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
      current = undefined;
      if (isStopping) return;
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
      delayMs = firstDelayMs;
      await current?.stop();
    },
  };
}
