import type { Hono } from "hono";

/**
 * The one API of this process. Next bundles its own copy of every module, so pages reach the server's API, and with it
 * the one set of pools and the bus, through globalThis. Where our server does not run, they create their own.
 */
const key = Symbol.for("competency.api");
const holder = globalThis as { [key]?: Promise<Hono> };

export function setApi(api: Hono): void {
  holder[key] = Promise.resolve(api);
}

export function getApi(): Promise<Hono> {
  holder[key] ??= import("#src/http/api.ts").then(({ createApi }) => createApi());
  return holder[key];
}
