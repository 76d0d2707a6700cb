import { z } from "zod";
import { streamPath } from "#src/client/realtime-protocol.ts";
import { config } from "#src/config.ts";
import { permissions } from "#src/features/progress/permissions.ts";
import { actorOfRequest } from "#src/features/sessions/read-session.ts";
import { defineEndpoint, type Endpoint, type UserContext } from "#src/platform/http/endpoint.ts";
import { realtimeHub, restarting } from "#src/realtime/hub.ts";
import { followQuery } from "#src/realtime/schema.ts";
import type { Line, Wish } from "#src/realtime/sockets.ts";

/** A client that lost its stream comes back after this long, if nothing else says when. */
const retryMs = 2_000;
/** Of a comment no browser tells its page; this tells it that the stream lives, and changes no id. */
const ping = Buffer.from("data: ping\n\n");

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: streamPath,
    tag: "Progress",
    permission: permissions.follow,
    summary:
      "The events of the socket as server-sent events (text/event-stream), for where no WebSocket passes. It goes on after Last-Event-ID.",
    input: { query: followQuery },
    output: z.unknown(),
    status: 200,
    streams: true,
    // What happens to one's students, as the pages show it; the reads that follow it are recorded.
    reads: "shown",
    run: (ctx, { query: { lastEventId, ...wish } }) =>
      openStream(ctx, wish, ctx.headers.get("last-event-id") ?? lastEventId ?? null),
  }),
];

async function openStream(ctx: UserContext, wish: Wish, lastEventId: string | null): Promise<Response> {
  const { actor, headers } = ctx;
  const hub = realtimeHub();
  const place = await hub.claim(actor);
  let timer: NodeJS.Timeout | undefined;
  const { line, body } = streamLine(() => {
    clearTimeout(timer);
    hub.sockets.remove(connection);
    place.leave();
  });
  const connection = hub.follow(place, {
    line,
    isValid: () => actorOfRequest(headers)?.sessionId === actor.sessionId,
    wish,
    lastEventId,
  });
  if (config.streamSeconds !== undefined) {
    const end = () => hub.sockets.close(connection, restarting, "go on in another stream");
    timer = setTimeout(end, config.streamSeconds * 1_000).unref();
  }
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "private, no-store, no-transform",
      // Proxies that collect an answer before they pass it on would hold the events back.
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
    },
  });
}

function streamLine(onEnd: () => void): { line: Line; body: ReadableStream<Uint8Array> } {
  let isOpen = true;
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
        given.enqueue(Buffer.from(`retry: ${retryMs}\n\n`));
      },
      cancel() {
        isOpen = false;
        onEnd();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
  const end = (finish: () => void) => {
    isOpen = false;
    finish();
    onEnd();
  };
  const line: Line = {
    get isOpen() {
      return isOpen;
    },
    get waitingBytes() {
      return -(controller.desiredSize ?? 0);
    },
    ping,
    answersPings: false,
    bytesOf: ({ chunk }) => chunk,
    write: (bytes) => controller.enqueue(bytes),
    close: (code, reason) =>
      end(() => {
        controller.enqueue(Buffer.from(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`));
        controller.close();
      }),
    // Also ends a stream that was closed, where its client does not read to the end.
    terminate: () => {
      controller.error(new Error("the client does not read"));
      if (isOpen) end(() => {});
    },
  };
  return { line, body };
}
