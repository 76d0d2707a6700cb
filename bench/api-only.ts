import http from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createApi } from "#src/http/api.ts";
import { staticHeaders } from "#src/http/security-headers.ts";
import { keepNothing } from "#src/platform/cache/caches.ts";
import { startTracing } from "#src/platform/tracing/start-tracing.ts";

/** For the bench of the caches: the API as it was without them. */
if (process.env.BENCH_UNCACHED) keepNothing();

await startTracing("web");

/** The API as the server serves it, without the pages. */
const listen = getRequestListener(createApi().fetch, { overrideGlobalObjects: false });
const server = http.createServer((request, response) => {
  for (const [name, value] of Object.entries(staticHeaders(false))) response.setHeader(name, value);
  void listen(request, response);
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => process.send?.("ready"));
process.once("disconnect", () => process.exit(0));
