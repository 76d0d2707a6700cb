import type { Browser, CDPSession, Page } from "playwright-core";
import { untilSettled } from "./browser.ts";
import type { SignedIn } from "./http-client.ts";
import { collectErrors, openContext } from "./pages.ts";

/**
 * A phone's line of 1.6 Mbit/s with 150 ms to the server. Its slow processor is left out: the browser imitates one by
 * keeping this one busy, and what is weighed and what moves is the same without it.
 */
const line = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };

export type Weight = { path: string; scriptBytes: number; laterScriptBytes: number; shift: number; shifted: string[] };

/**
 * Opens the page over a slow line, in a new window, so that nothing is cached. Returns it when all of it is there and
 * nothing has been requested for two seconds, with its weight; the line is as fast as ever again.
 */
export async function openWeighed(
  browser: Browser,
  visit: { address: string; person: SignedIn | undefined; path: string },
): Promise<{ page: Page; errors: string[]; weight: Weight }> {
  const { path } = visit;
  // The browser's imitation of a slow line has been seen to lose an answer, once in thousands of pages.
  const opened = await openOverLine(browser, visit).catch((error) => {
    console.warn(error);
    return openOverLine(browser, visit);
  });
  const { page, errors, session, scripts } = opened;
  await untilSettled(page);
  await untilQuiet(page, scripts, 2_000);
  const shifts: { value: number; what: string }[] = await page.evaluate("globalThis.shifts");
  await session.detach();
  return {
    page,
    errors,
    weight: {
      path,
      ...scripts.sizes(),
      shift: shifts.reduce((sum, { value }) => sum + value, 0),
      shifted: shifts.filter(({ value }) => value > 0.002).map(({ value, what }) => `${value.toFixed(3)} ${what}`),
    },
  };
}

async function openOverLine(
  browser: Browser,
  { address, person, path }: { address: string; person: SignedIn | undefined; path: string },
) {
  const context = await openContext(browser, { address, person, width: 390, height: 844 });
  const page = await context.newPage();
  const errors = collectErrors(page);
  await page.addInitScript(recordShifts);
  const session = await context.newCDPSession(page);
  const scripts = await recordScripts(session);
  await session.send("Network.emulateNetworkConditions", line);
  try {
    await page.goto(`${address}${path}`, { timeout: 60_000 });
  } catch (error) {
    await context.close();
    throw new Error(`${path} did not load, without ${scripts.unfinished().join(", ")}`, { cause: error });
  }
  return { page, errors, session, scripts };
}

type Scripts = {
  sizes: () => { scriptBytes: number; laterScriptBytes: number };
  lastAt: () => number;
  /** The addresses of what has been asked for and is not whole yet. */
  unfinished: () => string[];
};

/** The bytes of every script as they went over the line, and whether it had finished at the load event. */
async function recordScripts(session: CDPSession): Promise<Scripts> {
  const known = new Set<string>();
  const unfinished = new Map<string, string>();
  const finished: { bytes: number; timestamp: number }[] = [];
  let loadedAt = Number.POSITIVE_INFINITY;
  let lastAt = Date.now();
  session.on("Network.requestWillBeSent", ({ requestId, type, request }) => {
    if (type === "Script") known.add(requestId);
    unfinished.set(requestId, request.url);
    lastAt = Date.now();
  });
  session.on("Network.responseReceived", ({ requestId, response }) => {
    // A prefetched script is no less of a load on the line.
    if (response.mimeType.includes("javascript")) known.add(requestId);
    if (unfinished.has(requestId)) unfinished.set(requestId, `the rest of ${response.url} (${response.status})`);
  });
  session.on("Network.loadingFailed", ({ requestId }) => {
    unfinished.delete(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength, timestamp }) => {
    unfinished.delete(requestId);
    if (known.has(requestId)) finished.push({ bytes: encodedDataLength, timestamp });
    lastAt = Date.now();
  });
  session.on("Page.loadEventFired", ({ timestamp }) => {
    loadedAt = timestamp;
  });
  await session.send("Page.enable");
  await session.send("Network.enable");
  const sum = (isCounted: (timestamp: number) => boolean) =>
    finished.reduce((total, { bytes, timestamp }) => total + (isCounted(timestamp) ? bytes : 0), 0);
  return {
    sizes: () => ({
      scriptBytes: sum((timestamp) => timestamp <= loadedAt),
      laterScriptBytes: sum((timestamp) => timestamp > loadedAt),
    }),
    lastAt: () => lastAt,
    unfinished: () => [...unfinished.values()],
  };
}

/** What loads late, such as a chart, may move the page too: waits until nothing was requested for so long. */
async function untilQuiet(page: Page, scripts: Scripts, quietMs: number): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    // One that is still at work may be about to ask for more.
    await page.evaluate(() => new Promise((done) => requestIdleCallback(done)));
    const waitMs = scripts.lastAt() + quietMs - Date.now();
    if (waitMs <= 0 || Date.now() > until) return;
    await page.waitForTimeout(waitMs);
  }
}

/** Runs in the page. Every shift counts, also those that the usual measure groups into sessions. */
function recordShifts(): void {
  const shifts: { value: number; what: string }[] = [];
  Object.assign(globalThis, { shifts });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources: { node: Node | null }[];
      };
      const node = sources.map((source) => source.node).find((one) => one instanceof Element);
      const what = node instanceof Element ? `${node.tagName.toLowerCase()} ${node.className}`.slice(0, 60) : "";
      if (!hadRecentInput) shifts.push({ value, what });
    }
  });
  observer.observe({ type: "layout-shift", buffered: true });
}
