import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context as HonoContext } from "hono";
import type { HeaderReader } from "#src/lib/header-reader.ts";
import type { IncomingBody } from "#src/platform/http/incoming-body.ts";

/**
 * One request and its response. Under our own server they are Node's objects, read and written directly: a web Request
 * and Response with their Headers cost more CPU than everything else that the API does for a read. Elsewhere (Next's
 * route, tests) they are the web's objects.
 */
export type Exchange = {
  headers: HeaderReader;
  remoteAddress: string;
  /** Whether a page asks while it is rendered, for who opened it; the browser's own requests follow in the background. */
  isOfPage: boolean;
  /** The body, to be read once, by `platform/http/incoming-body.ts`. */
  openBody(): IncomingBody;
  send(body: string | null, status: number, headers: readonly (readonly [string, string])[]): Response;
};

type NodeBindings = { incoming?: IncomingMessage; outgoing?: ServerResponse };
/** What `server-api.ts` passes beside a page's request. */
export type PageBindings = { pageOf?: { address: string } };

export function exchangeOf(c: HonoContext): Exchange {
  const { incoming, outgoing } = (c.env ?? {}) as NodeBindings;
  return incoming && outgoing ? nodeExchange(incoming, outgoing) : webExchange(c);
}

function nodeExchange(incoming: IncomingMessage, outgoing: ServerResponse): Exchange {
  return {
    headers: {
      get: (name) => {
        const value = incoming.headers[name];
        return Array.isArray(value) ? value.join(", ") : (value ?? null);
      },
    },
    remoteAddress: incoming.socket.remoteAddress ?? "unknown",
    isOfPage: false,
    openBody: () => bodyOf(incoming, incoming.headers["content-type"], incoming.headers["content-length"]),
    send: (body, status, headers) => {
      outgoing.statusCode = status;
      for (const [name, value] of headers) outgoing.appendHeader(name, value);
      if (body !== null) outgoing.setHeader("content-length", Buffer.byteLength(body));
      outgoing.end(body ?? undefined);
      return RESPONSE_ALREADY_SENT;
    },
  };
}

function webExchange(c: HonoContext): Exchange {
  const { pageOf } = (c.env ?? {}) as PageBindings;
  return {
    headers: c.req.raw.headers,
    remoteAddress: pageOf?.address ?? "unknown",
    isOfPage: pageOf !== undefined,
    openBody: () => {
      const { body } = c.req.raw;
      // The DOM's stream and Node's are declared apart and are the same at run time.
      const stream = body ? Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]) : Readable.from([]);
      return bodyOf(stream, c.req.header("content-type"), c.req.header("content-length"));
    },
    send: (body, status, headers) =>
      new Response(body, { status, headers: headers.map(([name, value]) => [name, value]) }),
  };
}

function bodyOf(stream: Readable, contentType = "", length?: string): IncomingBody {
  return { stream, contentType, declaredBytes: length === undefined ? undefined : Number(length) };
}
