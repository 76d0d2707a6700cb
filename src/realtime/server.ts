import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { realtimePath, realtimeProtocol } from "#src/client/realtime-protocol.ts";
import { AppError } from "#src/errors.ts";
import { actorOfRequest } from "#src/features/sessions/read-session.ts";
import { isOwnHost, isOwnOrigin } from "#src/platform/http/own-address.ts";
import type { UserActor } from "#src/policy/actor.ts";
import { pingFrame, pongFrame, textFrame } from "#src/realtime/frames.ts";
import { closeHub, type Hub, realtimeHub } from "#src/realtime/hub.ts";
import { followQuery } from "#src/realtime/schema.ts";
import type { Connection, Line } from "#src/realtime/sockets.ts";
import { onUpgrade, type Upgrade } from "#src/realtime/upgrade.ts";

/** The longest that a client sends is "ping". */
const maxPayloadBytes = 125;
const maxFragments = 4;
const pong = textFrame("pong");

export type RealtimeParts = {
  /** That of this process, unless given. */
  hub?: Hub;
  /** Receives the upgrades of the page server, which reloads pages in development. */
  pages?: NodeJS.EventEmitter;
};

export type Realtime = { close(): Promise<void> };

/** Serves `WS /api/realtime/competency-updates` on the web server. */
export function attachRealtime(server: Server, parts: RealtimeParts = {}): Realtime {
  const hub = parts.hub ?? realtimeHub();
  const upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxPayloadBytes,
    maxFragments,
    maxBufferedChunks: maxPayloadBytes,
    // It would be sent whether or not the client reads.
    autoPong: false,
    // The other protocol a client offers carries its token, which is not sent back.
    handleProtocols: (offered) => (offered.has(realtimeProtocol) ? realtimeProtocol : false),
  });

  const stopListening = onUpgrade(server, async (upgrade) => {
    const { path, request } = upgrade;
    if (!isOwnHost(request.headers.host)) throw new AppError("misdirected", "This server has another name.");
    if (path === realtimePath) return open(upgrade);
    if (path.startsWith("/_next/") && parts.pages?.listenerCount("upgrade")) {
      parts.pages.emit("upgrade", request, upgrade.socket, upgrade.head);
      return upgrade.taken();
    }
    throw new AppError("not_found", "There is no socket here.");
  });

  async function open(upgrade: Upgrade): Promise<void> {
    const { actor, headers } = authenticate(upgrade.request);
    const asked = followQuery.safeParse(Object.fromEntries(upgrade.query));
    if (!asked.success) throw new AppError("invalid", "What this socket should follow cannot be read.");
    const { lastEventId = null, ...wish } = asked.data;
    const place = await hub.claim(actor);
    let isOpen = false;
    try {
      if (upgrade.socket.destroyed) return;
      upgrader.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (ws) => {
        isOpen = true;
        ws.once("close", () => place.leave());
        upgrade.taken();
        const connection = hub.follow(place, {
          line: socketLine(ws, upgrade.socket),
          isValid: () => actorOfRequest(new Headers(headers))?.sessionId === actor.sessionId,
          wish,
          lastEventId,
        });
        listenTo(hub, ws, connection);
      });
    } finally {
      // ws answers a malformed handshake by itself, without calling back.
      if (!isOpen) place.leave();
    }
  }

  return {
    async close() {
      stopListening();
      await closeHub(hub);
      upgrader.close();
    },
  };
}

function socketLine(ws: WebSocket, socket: Duplex): Line {
  return {
    get isOpen() {
      return ws.readyState === ws.OPEN;
    },
    get waitingBytes() {
      return socket.writableLength;
    },
    ping: pingFrame,
    answersPings: true,
    bytesOf: ({ frame }) => frame,
    write: (bytes) => void socket.write(bytes),
    close: (code, reason) => ws.close(code, reason),
    terminate: () => ws.terminate(),
  };
}

/** Clients send nothing but "ping" and the pings of the protocol, which are answered. */
function listenTo({ sockets }: Hub, ws: WebSocket, connection: Connection): void {
  ws.on("pong", () => {
    if (sockets.mayReceive(connection)) connection.unanswered = 0;
  });
  ws.on("ping", (carried) => {
    if (sockets.mayReceive(connection)) sockets.send(connection, pongFrame(carried));
  });
  ws.on("message", (data, isBinary) => {
    if (!sockets.mayReceive(connection)) return;
    if (!isBinary && data.toString() === "ping") sockets.send(connection, pong);
    else sockets.close(connection, 1008, "this socket only sends");
  });
  ws.on("error", () => ws.terminate());
  ws.once("close", () => sockets.remove(connection));
}

/**
 * A browser sends its cookie with requests from any page, so the page must be ours. A bearer token is sent only by
 * whoever has it: as a header or, since browsers cannot set one here, as the second of the offered protocols.
 */
function authenticate(request: IncomingMessage): { actor: UserActor; headers: Record<string, string> } {
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((protocol) => protocol.trim());
  const token = offered.find((protocol) => protocol.startsWith("bearer."))?.slice("bearer.".length);
  const authorization = token === undefined ? request.headers.authorization : `Bearer ${token}`;
  const { cookie, origin, host } = request.headers;
  const headers: Record<string, string> = authorization ? { authorization } : cookie ? { cookie } : {};
  const forwardedProto = request.headers["x-forwarded-proto"]?.toString();
  if (!authorization && cookie && !isOwnOrigin(origin ?? "", host ?? null, forwardedProto)) {
    throw new AppError("forbidden", "This request came from another site.");
  }
  const actor = actorOfRequest(new Headers(headers));
  if (!actor) throw new AppError("unauthenticated", "Sign in to continue.");
  return { actor, headers };
}
