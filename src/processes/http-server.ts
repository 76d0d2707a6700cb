import http from "node:http";
import https from "node:https";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { log } from "#src/platform/log/log.ts";
import type { Certificate } from "#src/processes/server-certificate.ts";

type Limits = { headersMs: number; requestMs: number; idleMs: number; checkMs: number };

/** A whole upload over a slow line takes minutes; the headers of a request never do. */
const limits: Limits = { headersMs: 10_000, requestMs: 300_000, idleMs: 65_000, checkMs: 2_000 };

/**
 * An HTTP server that closes connections which do not send a whole request in time; with a certificate it speaks nothing but
 * TLS.
 */
export function createHttpServer(
  listener?: http.RequestListener,
  given: Partial<Limits> = {},
  certificate?: Certificate,
): http.Server {
  const { headersMs, requestMs, idleMs, checkMs } = { ...limits, ...given };
  const options = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    // Node looks only every 30 s by itself.
    connectionsCheckingInterval: checkMs,
  };
  if (!certificate) return http.createServer(options, listener);
  return https.createServer({ ...options, ...certificate, handshakeTimeout: headersMs }, listener);
}

/** How long an idle connection stays, so that a request which is on its way is not lost. */
const idleGraceMs = 500;
const drainMs = 6_000;

/**
 * Prepares the servers for their end. The function that it returns stops accepting connections, and resolves when the
 * last request is answered: every answer tells the client to close its connection, and idle ones are closed after a
 * moment. What takes longer than six seconds is cut.
 * @param servers the first receives the requests of all
 */
export function prepareDrain(main: http.Server, ...others: http.Server[]): () => Promise<void> {
  const servers = [main, ...others];
  const running = new Set<http.ServerResponse>();
  const connections = new Set<net.Socket>();
  let isDraining = false;
  for (const server of servers) {
    server.on("connection", (socket) => {
      connections.add(socket);
      socket.once("close", () => connections.delete(socket));
    });
  }
  main.prependListener("request", (_request, response) => {
    if (isDraining) response.shouldKeepAlive = false;
    running.add(response);
    response.once("close", () => running.delete(response));
  });
  return async () => {
    isDraining = true;
    for (const response of running) response.shouldKeepAlive = false;
    const closed = Promise.all(servers.map(stopAccepting));
    await Promise.race([closed, sleep(idleGraceMs, undefined, { ref: false })]);
    const sweep = setInterval(() => {
      for (const server of servers) server.closeIdleConnections();
      // Node takes a connection that has sent nothing yet (browsers open one ahead) for a busy one.
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    }, 20);
    const isCut = await Promise.race([closed.then(() => false), sleep(drainMs - idleGraceMs, true, { ref: false })]);
    clearInterval(sweep);
    if (!isCut) return;
    log.warn({ requests: running.size }, "requests that did not end in time were cut");
    for (const server of servers) server.closeAllConnections();
  };
}

/** Only the port is closed. The `close` of an HTTP server also closes what is idle, under a request on its way. */
function stopAccepting(server: http.Server): Promise<void> {
  return new Promise((done) => {
    if (server.listening) net.Server.prototype.close.call(server, () => done());
    else done();
  });
}
