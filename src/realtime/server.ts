import type { IncomingMessage, Server } from "node:http";
import { WebSocketServer } from "ws";
import { closeCodes, realtimePath, realtimeProtocol } from "#src/client/realtime-protocol.ts";
import { AppError } from "#src/errors.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { isOwnOrigin } from "#src/platform/http/same-origin.ts";
import { observeJobs } from "#src/platform/jobs/observe-jobs.ts";
import { log } from "#src/platform/log/log.ts";
import { onScrape } from "#src/platform/metrics/metrics.ts";
import { takeFromLimit } from "#src/platform/rate-limit/rate-limit.ts";
import type { UserActor } from "#src/policy/actor.ts";
import { channelsOfSupervisors, channelsOfUser } from "#src/realtime/channels.ts";
import { Feed } from "#src/realtime/feed.ts";
import { pongFrame, textFrame } from "#src/realtime/frames.ts";
import { resyncFrame, toMessages } from "#src/realtime/publish.ts";
import { observeRelay } from "#src/realtime/relay-state.ts";
import { readMissed } from "#src/realtime/resume.ts";
import { type Connection, Sockets } from "#src/realtime/sockets.ts";
import { onUpgrade, type Upgrade } from "#src/realtime/upgrade.ts";

const maxSocketsPerUser = 20;
const maxOpeningsPerMinute = 120;
/** The longest that a client sends is "ping". */
const maxPayloadBytes = 125;
const maxFragments = 4;
/** Missed events that take more are not sent: fetching the state again is cheaper, and a slow line would choke. */
const maxReplayBytes = 128 * 1024;
const refreshChannelsEverySeconds = 60;
const stopGraceMs = 2_000;
const restarting = 1012;
const pong = textFrame("pong");

export type RealtimeParts = {
  actorOfRequest: (headers: Headers) => UserActor | undefined;
  /** Receives the upgrades of the page server, which reloads pages in development. */
  pages?: NodeJS.EventEmitter;
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
    maxFragments,
    maxBufferedChunks: maxPayloadBytes,
    // It would be sent whether or not the client reads.
    autoPong: false,
    // The other protocol a client offers carries its token, which is not sent back.
    handleProtocols: (offered) => (offered.has(realtimeProtocol) ? realtimeProtocol : false),
  });

  const stopListening = onUpgrade(server, async (upgrade) => {
    const { path } = upgrade;
    if (path === realtimePath) return open(upgrade);
    if (path.startsWith("/_next/") && parts.pages?.listenerCount("upgrade")) {
      parts.pages.emit("upgrade", upgrade.request, upgrade.socket, upgrade.head);
      return upgrade.taken();
    }
    throw new AppError("not_found", "There is no socket here.");
  });

  async function open(upgrade: Upgrade): Promise<void> {
    const { actor, headers } = authenticate(upgrade.request, parts.actorOfRequest);
    await takeFromLimit(`socket:${actor.userId}`, maxOpeningsPerMinute);
    claimOpening(openings, actor.userId);
    let isOpen = false;
    try {
      const [channels] = await Promise.all([channelsOfUser(actor), feed.follow()]);
      if (upgrade.socket.destroyed) return;
      upgrader.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (ws) => {
        isOpen = true;
        ws.once("close", () => leave(actor.userId));
        upgrade.taken();
        const lastEventId = upgrade.query.get("lastEventId");
        const connection = sockets.add({
          ws,
          socket: upgrade.socket,
          actor,
          isValid: () => parts.actorOfRequest(new Headers(headers))?.sessionId === actor.sessionId,
          channels,
          after: feed.last,
          held: lastEventId === null ? undefined : [],
        });
        listenTo(connection);
        if (lastEventId !== null) void resume(connection, lastEventId);
      });
    } finally {
      // ws answers a malformed handshake by itself, without calling back.
      if (!isOpen) leave(actor.userId);
    }
  }

  function leave(userId: string): void {
    releaseOpening(openings, userId);
    feed.unfollow();
  }

  /** Clients send nothing but "ping" and the pings of the protocol, which are answered. */
  function listenTo(connection: Connection): void {
    const { ws } = connection;
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

  async function resume(connection: Connection, lastEventId: string): Promise<void> {
    try {
      const lastSeq = /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : Number.NaN;
      const missed = await readMissed(connection.actor, connection.channels, lastSeq);
      const frames = missed.kind === "replay" ? toMessages(missed.rows).map(({ frame }) => frame) : undefined;
      const sizeBytes = frames?.reduce((sum, { length }) => sum + length, 0) ?? 0;
      const isSent = frames !== undefined && sizeBytes <= maxReplayBytes;
      sockets.release(connection, isSent ? frames : [resyncFrame(missed.upTo, new Date())], missed.upTo);
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
    onScrape(observeJobs),
  ];

  return {
    async close() {
      stopListening();
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
