import { log } from "#src/platform/log/log.ts";

const running = new Set<Promise<void>>();

/**
 * Work whose duration must not show in the answer's. A failure is logged. A host that stops a process once it has
 * answered (Vercel) is asked to wait.
 */
export function inBackground(what: string, act: () => Promise<void>): void {
  const work = act()
    .catch((err: unknown) => log.error({ err }, `${what} failed`))
    .finally(() => running.delete(work));
  running.add(work);
  requestContext()?.waitUntil?.(work);
}

/** For tests and for stopping: resolves once nothing runs any more. */
export async function backgroundDone(): Promise<void> {
  while (running.size > 0) await Promise.all(running);
}

type RequestContext = { waitUntil?: (work: Promise<unknown>) => void };

function requestContext(): RequestContext | undefined {
  const key = Symbol.for("@vercel/request-context");
  const holder = globalThis as { [key]?: { get?: () => RequestContext | undefined } };
  return holder[key]?.get?.();
}
