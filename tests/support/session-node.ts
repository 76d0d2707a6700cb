import http from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { followEndedSessions } from "#src/features/sessions/end-sessions.ts";
import { createApi } from "#src/http/api.ts";

/** One more web process of the installation, without its pages: it follows the sessions that other processes end. */
await followEndedSessions();
const server = http.createServer(getRequestListener(createApi().fetch, { overrideGlobalObjects: false }));
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
