import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createApi } from "#src/http/api.ts";
import { acceptTarget } from "#src/http/request-target.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { createHttpServer } from "#src/processes/http-server.ts";
import { attachRealtime } from "#src/realtime/server.ts";

/** The web process without its pages, for tests that measure its memory and descriptors: reports its port. */
const api = getRequestListener(createApi().fetch, { overrideGlobalObjects: false });
const server = createHttpServer((request, response) => {
  if (acceptTarget(request, response)) void api(request, response);
});
attachRealtime(server);
await bus().ready();
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.once("disconnect", () => process.exit(0));
