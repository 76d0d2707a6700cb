import type { IncomingMessage, ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context as HonoContext } from "hono";
import { AppError } from "#src/errors.ts";
import type { HeaderReader } from "#src/lib/header-reader.ts";

/**
 * One request and its response. Under our own server they are Node's objects, read and written directly: a web Request
 * and Response with their Headers cost more CPU than everything else that the API does for a read. Elsewhere (Next's
 * route, tests) they are the web's objects.
 */
export type Exchange = {
  headers: HeaderReader;
  remoteAddress: string;
  /** The whole body; throws `too_large` past the limit, whatever length the sender claimed. */
  readBody(limitBytes: number): Promise<Uint8Array>;
  send(body: string | null, status: number, headers: readonly (readonly [string, string])[]): Response;
};

type NodeBindings = { incoming?: IncomingMessage; outgoing?: ServerResponse };

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
    readBody: async (limitBytes) => {
      if (Number(incoming.headers["content-length"] ?? "0") > limitBytes) throw tooLarge(limitBytes);
      const chunks: Buffer[] = [];
      let sizeBytes = 0;
      for await (const chunk of incoming as AsyncIterable<Buffer>) {
        sizeBytes += chunk.byteLength;
        if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
        chunks.push(chunk);
      }
      return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    },
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
  return {
    headers: c.req.raw.headers,
    remoteAddress: "unknown",
    readBody: async (limitBytes) => {
      if (Number(c.req.header("content-length") ?? "0") > limitBytes) throw tooLarge(limitBytes);
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      if (bytes.byteLength > limitBytes) throw tooLarge(limitBytes);
      return bytes;
    },
    send: (body, status, headers) =>
      new Response(body, { status, headers: headers.map(([name, value]) => [name, value]) }),
  };
}

function tooLarge(limitBytes: number): AppError {
  return new AppError("too_large", `The body may have at most ${Math.floor(limitBytes / 1024)} KiB.`);
}
