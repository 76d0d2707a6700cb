import type { Web } from "#src/http/open-web.ts";

/**
 * What serves requests in this process, once. Next bundles its own copy of every module, so pages reach the API, and with it
 * the one set of pools and the bus, through globalThis.
 */
const key = Symbol.for("competency.web");
const holder = globalThis as { [key]?: Promise<Web> };

export function setWeb(web: Promise<Web>): void {
  holder[key] = web;
}

/** Where our server does not run, whoever needs it first opens it. What could not be opened is tried again by the next. */
export function getWeb(): Promise<Web> {
  holder[key] ??= open();
  return holder[key];
}

async function open(): Promise<Web> {
  try {
    const { openWeb } = await import("#src/http/open-web.ts");
    return await openWeb();
  } catch (error) {
    delete holder[key];
    throw error;
  }
}
