import http from "node:http";
import { actorOfRequest } from "#src/features/sessions/read-session.ts";
import { attachRealtime } from "#src/realtime/server.ts";

/** The sockets alone, without pages and API: what they take is theirs. */
const server = http.createServer();
attachRealtime(server, { actorOfRequest });
server.listen(Number(process.env.PORT), "127.0.0.1", () => process.send?.("ready"));
process.on("message", (wish) => {
  if (wish === "collect garbage") {
    globalThis.gc?.();
    process.send?.("done");
  }
});
process.once("disconnect", () => process.exit(0));
