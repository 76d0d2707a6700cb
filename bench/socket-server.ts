import http from "node:http";
import { attachRealtime } from "#src/realtime/server.ts";

/** The sockets only, without pages and API, so that memory and CPU are those of the sockets. */
const server = http.createServer();
attachRealtime(server);
server.listen(Number(process.env.PORT), "127.0.0.1", () => process.send?.("ready"));
process.on("message", (message) => {
  if (message === "collect garbage") {
    globalThis.gc?.();
    process.send?.("done");
  }
});
process.once("disconnect", () => process.exit(0));
