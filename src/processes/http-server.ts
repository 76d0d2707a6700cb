import http from "node:http";

type Limits = { headersMs: number; requestMs: number; idleMs: number; checkMs: number };

/** A whole upload over a slow line takes minutes; the headers of a request never do. */
const limits: Limits = { headersMs: 10_000, requestMs: 300_000, idleMs: 65_000, checkMs: 2_000 };

/** An HTTP server that closes connections which do not send a whole request in time. */
export function createHttpServer(listener?: http.RequestListener, given: Partial<Limits> = {}): http.Server {
  const { headersMs, requestMs, idleMs, checkMs } = { ...limits, ...given };
  return http.createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      keepAliveTimeout: idleMs,
      // Node looks only every 30 s by itself.
      connectionsCheckingInterval: checkMs,
    },
    listener,
  );
}
