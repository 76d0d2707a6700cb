import { log } from "#src/platform/log/log.ts";

const running = new Set<Promise<void>>();

/**
 * Runs work whose duration must not show in the response time. A failure is logged. A host that may stop a process
 * after its answer (Vercel) is asked to wait.
 */
export function inBackground(what: string, act: () => Promise<void>): void {
  const work = act()
    .catch((err: unknown) => log.error({ err }, `${what} failed`))
    .finally(() => running.delete(work));
  running.add(work);
  requestContext()?.waitUntil?.(work);
}

/** For tests and for shutdown: resolves when no work is running. */
export async function backgroundDone(): Promise<void> {
  while (running.size > 0) await Promise.all(running);
}

type RequestContext = { waitUntil?: (work: Promise<unknown>) => void };

function requestContext(): RequestContext | undefined {
  const key = Symbol.for("@vercel/request-context");
  const holder = globalThis as { [key]?: { get?: () => RequestContext | undefined } };
  return holder[key]?.get?.();
}
