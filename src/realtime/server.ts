import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { closeCodes, realtimePath, realtimeProtocol } from "#src/client/realtime-protocol.ts";
import { AppError, errorCatalogue } from "#src/errors.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { appErrorOf } from "#src/platform/http/problem.ts";
import { isOwnOrigin } from "#src/platform/http/same-origin.ts";
import { log } from "#src/platform/log/log.ts";
import { onScrape } from "#src/platform/metrics/metrics.ts";
import { takeFromLimit } from "#src/platform/rate-limit/rate-limit.ts";
import type { UserActor } from "#src/policy/actor.ts";
import { channelsOfSupervisors, channelsOfUser } from "#src/realtime/channels.ts";
import { Feed } from "#src/realtime/feed.ts";
import { resyncFrame, toMessages } from "#src/realtime/publish.ts";
import { observeRelay } from "#src/realtime/relay-state.ts";
import { readMissed } from "#src/realtime/resume.ts";
import { type Connection, Sockets } from "#src/realtime/sockets.ts";

const maxSocketsPerUser = 20;
const maxOpeningsPerMinute = 120;
const maxPayloadBytes = 1_024;
const refreshChannelsEverySeconds = 60;
const stopGraceMs = 2_000;
const restarting = 1012;

export type RealtimeParts = {
  actorOfRequest: (headers: Headers) => UserActor | undefined;
  /** Receives the upgrades for other paths (the page server's, in development). */
  fallback?: NodeJS.EventEmitter;
};

export type Realtime = { close(): Promise<void> };

/**
 * Serves `WS /api/realtime/competency-updates` on the web server: one feed, of which each socket is sent what it may
 * read.
 */
export function attachRealtime(server: Server, parts: RealtimeParts): Realtime {
  const sockets = new Sockets();
  const signals = bus();
  const feed = new Feed(signals, (messages) => sockets.deliver(messages));
  const openings = new Map<string, number>();
  const upgrader = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxPayloadBytes,
    // The other protocol a client offers carries its token, which is not sent back.
    handleProtocols: (offered) => (offered.has(realtimeProtocol) ? realtimeProtocol : false),
  });

  const listen = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname === realtimePath) void open(request, socket, head, url.searchParams.get("lastEventId"));
    else if (url.pathname.startsWith("/api/")) refuse(socket, new AppError("not_found", "There is no socket here."));
    else if (!parts.fallback?.emit("upgrade", request, socket, head)) socket.destroy();
  };
  server.on("upgrade", listen);

  async function open(request: IncomingMessage, socket: Duplex, head: Buffer, lastEventId: string | null) {
    // Until ws takes over, there is no other listener, and an error without a listener would end the process.
    const ignore = () => {};
    socket.on("error", ignore);
    let follows = false;
    let userId: string | undefined;
    try {
      const { actor, headers } = authenticate(request, parts.actorOfRequest);
      await takeFromLimit(`socket:${actor.userId}`, maxOpeningsPerMinute);
      claimOpening(openings, actor.userId);
      userId = actor.userId;
      follows = true;
      const [channels] = await Promise.all([channelsOfUser(actor), feed.follow()]);
      if (socket.destroyed) throw new Error("the client left");
      socket.off("error", ignore);
      let isOpen = false;
      upgrader.handleUpgrade(request, socket, head, (ws) => {
        isOpen = true;
        const connection = sockets.add({
          ws,
          socket,
          actor,
          isValid: () => parts.actorOfRequest(new Headers(headers))?.sessionId === actor.sessionId,
          channels,
          after: feed.last,
          held: lastEventId === null ? undefined : [],
        });
        ws.on("pong", () => {
          connection.unanswered = 0;
        });
        ws.on("message", (data, isBinary) => receive(connection, !isBinary && data.toString() === "ping"));
        ws.on("error", () => ws.terminate());
        ws.once("close", () => {
          sockets.remove(connection);
          leave(actor.userId);
        });
        if (lastEventId !== null) void resume(connection, lastEventId);
      });
      // ws answers a malformed handshake by itself, without calling back.
      if (!isOpen) leave(actor.userId);
    } catch (thrown) {
      if (follows && userId !== undefined) leave(userId);
      refuse(socket, appErrorOf(thrown));
    }
  }

  function leave(userId: string): void {
    releaseOpening(openings, userId);
    feed.unfollow();
  }

  /** Clients send nothing but "ping", which is answered. */
  function receive(connection: Connection, isPing: boolean): void {
    if (isPing) connection.ws.send("pong");
    else sockets.close(connection, 1008, "this socket only sends");
  }

  async function resume(connection: Connection, lastEventId: string): Promise<void> {
    try {
      const lastSeq = /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : Number.NaN;
      const missed = await readMissed(connection.actor, connection.channels, lastSeq);
      const frames =
        missed.kind === "replay"
          ? toMessages(missed.rows).map(({ frame }) => frame)
          : [resyncFrame(missed.upTo, new Date())];
      sockets.release(connection, frames, missed.upTo);
    } catch (err) {
      log.warn({ err }, "a socket could not be given what it missed");
      sockets.close(connection, 1013, "try again");
    }
  }

  async function refreshSupervisors(only?: string): Promise<void> {
    const supervisors = [...sockets.all()].filter(
      ({ actor }) => actor.role === "CLINICAL_SUPERVISOR" && (only === undefined || actor.userId === only),
    );
    if (supervisors.length === 0) return;
    try {
      const channels = await channelsOfSupervisors([...new Set(supervisors.map(({ actor }) => actor.userId))]);
      for (const connection of supervisors)
        sockets.setChannels(connection, channels.get(connection.actor.userId) ?? []);
    } catch (err) {
      log.warn({ err }, "the placements of connected supervisors could not be read");
    }
  }

  let seconds = 0;
  const timer = setInterval(() => {
    sockets.tick();
    seconds += 1;
    if (seconds % refreshChannelsEverySeconds === 0) void refreshSupervisors();
  }, 1_000);
  timer.unref();
  const stops = [
    signals.subscribe("placements", (supervisorId) => void refreshSupervisors(supervisorId || undefined)),
    signals.subscribe("sessions", (sessionId) => {
      for (const connection of sockets.all()) {
        if (sessionId === "" ? !connection.isValid() : connection.actor.sessionId === sessionId) {
          sockets.close(connection, closeCodes.unauthenticated, "sign-in ended");
        }
      }
    }),
    onScrape(observeRelay),
  ];

  return {
    async close() {
      server.off("upgrade", listen);
      clearInterval(timer);
      for (const stop of stops) stop();
      feed.close();
      const open = [...sockets.all()];
      for (const connection of open) sockets.close(connection, restarting, "the server restarts");
      const deadline = Date.now() + stopGraceMs;
      while (sockets.size > 0 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20));
      for (const connection of sockets.all()) connection.ws.terminate();
      upgrader.close();
    },
  };
}

/**
 * A browser sends its cookie with requests from any page, so the page must be ours. A bearer token is sent only by
 * whoever has it: as a header or, since browsers cannot set one here, as the second of the offered protocols.
 */
function authenticate(
  request: IncomingMessage,
  actorOfRequest: RealtimeParts["actorOfRequest"],
): { actor: UserActor; headers: Record<string, string> } {
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((protocol) => protocol.trim());
  const token = offered.find((protocol) => protocol.startsWith("bearer."))?.slice("bearer.".length);
  const authorization = token === undefined ? request.headers.authorization : `Bearer ${token}`;
  const { cookie, origin, host } = request.headers;
  const headers: Record<string, string> = authorization ? { authorization } : cookie ? { cookie } : {};
  if (!authorization && cookie && !isOwnOrigin(origin ?? "", host ?? null)) {
    throw new AppError("forbidden", "This request came from another site.");
  }
  const actor = actorOfRequest(new Headers(headers));
  if (!actor) throw new AppError("unauthenticated", "Sign in to continue.");
  return { actor, headers };
}

function claimOpening(openings: Map<string, number>, userId: string): void {
  const open = openings.get(userId) ?? 0;
  if (open >= maxSocketsPerUser) {
    throw new AppError("rate_limited", `At most ${maxSocketsPerUser} sockets may be open.`, { retryAfterSeconds: 30 });
  }
  openings.set(userId, open + 1);
}

function releaseOpening(openings: Map<string, number>, userId: string): void {
  const open = openings.get(userId) ?? 0;
  if (open <= 1) openings.delete(userId);
  else openings.set(userId, open - 1);
}

/** Sends a problem (RFC 9457) instead of the upgrade. */
function refuse(socket: Duplex, error: AppError): void {
  if (socket.destroyed) return;
  const { title, status } = errorCatalogue[error.code];
  const body = JSON.stringify({
    type: `/api/docs#problem-${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
  });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
    ...(error.retryAfterSeconds === undefined ? [] : [`Retry-After: ${Math.ceil(error.retryAfterSeconds)}`]),
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
  // A client that never reads the refusal must not keep the socket open.
  setTimeout(() => socket.destroy(), stopGraceMs).unref();
}
