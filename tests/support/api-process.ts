import http from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createApi } from "#src/http/api.ts";

/** The API in a process of its own, for tests that measure its memory: reports its port, and its use when asked. */
const server = http.createServer(getRequestListener(createApi().fetch, { overrideGlobalObjects: false }));
let peakBytes = 0;
setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, 10);
process.on("message", () => {
  process.send?.({ rssBytes: process.memoryUsage.rss(), peakBytes });
  peakBytes = 0;
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
