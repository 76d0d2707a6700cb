import { closeBus } from "#src/platform/bus/open-bus.ts";
import { closeCaches } from "#src/platform/cache/caches.ts";
import { closePools } from "#src/platform/db/client.ts";
import { notedErrors } from "#src/platform/errors/noted-errors.ts";
import { flushErrors } from "#src/platform/errors/store-errors.ts";
import { flushLog, log } from "#src/platform/log/log.ts";
import { closeTracing } from "#src/platform/tracing/start-tracing.ts";

const stopGraceMs = 8_000;

let stopParts = async (): Promise<void> => {};
let isEnding = false;
let exitCode = 0;

/**
 * Ends this process on SIGTERM and SIGINT, and when its supervisor has ended, for whatever reason: the channel between
 * them closes even on kill -9. Without a supervisor (a container runs the process itself) there is no channel.
 * `stop` ends what the process does; bus and pools are closed after it.
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  stopParts = stop;
  process.once("SIGTERM", () => end(0));
  process.once("SIGINT", () => end(0));
  if (process.channel) process.once("disconnect", () => end(0));
}

const faults = ["uncaughtException", "unhandledRejection"] as const;

/**
 * After a fault that nothing handles, a new process is safer than one in an unknown state: this one finishes what is
 * running, ends with exit code 1, and its supervisor starts another. Next adds handlers that only print the fault, with
 * everything that is attached to it, and go on; they are removed as they come.
 */
export function stopOnFault(): void {
  for (const fault of faults) {
    process.removeAllListeners(fault);
    process.on(fault, stopOver);
  }
  process.on("newListener", (event, listener) => {
    const fault = faults.find((name) => name === event);
    if (fault !== undefined && listener !== stopOver) queueMicrotask(() => process.off(fault, listener));
  });
}

function stopOver(thrown: unknown): void {
  notedErrors().note(thrown);
  log.fatal(describeFault(thrown), "the process ends over a fault");
  void end(1);
}

/** Without the message, which may quote what a person has sent. */
function describeFault(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const code: unknown = Reflect.get(thrown, "code");
  return {
    type: thrown.name,
    ...(typeof code === "string" ? { code } : {}),
    at: thrown.stack?.split("\n").filter((line) => /^\s+at /.test(line)),
  };
}

async function end(code: number): Promise<void> {
  exitCode = Math.max(exitCode, code);
  if (isEnding) return;
  isEnding = true;
  setTimeout(() => process.exit(1), stopGraceMs).unref();
  try {
    await stopParts();
    await flushErrors();
    closeCaches();
    await closeBus();
    await closePools();
    await closeTracing();
    await flushLog();
  } catch (err) {
    log.error({ err }, "the process could not end in order");
    exitCode = 1;
  }
  process.exit(exitCode);
}
