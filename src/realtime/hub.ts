import { closeCodes } from "#src/client/realtime-protocol.ts";
import { AppError } from "#src/errors.ts";
import { onSessionEnded } from "#src/features/sessions/end-sessions.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { observeJobs } from "#src/platform/jobs/observe-jobs.ts";
import { log } from "#src/platform/log/log.ts";
import { onScrape } from "#src/platform/metrics/metrics.ts";
import { takeFromLimit } from "#src/platform/rate-limit/rate-limit.ts";
import type { UserActor } from "#src/policy/actor.ts";
import { type Channel, channelsOfSupervisors, channelsOfUser } from "#src/realtime/channels.ts";
import { Feed } from "#src/realtime/feed.ts";
import { resyncPacket, toMessages } from "#src/realtime/publish.ts";
import { observeRelay } from "#src/realtime/relay-state.ts";
import { readMissed } from "#src/realtime/resume.ts";
import { type Connection, isWished, type Line, Sockets, type Wish } from "#src/realtime/sockets.ts";

const maxLinesPerUser = 20;
const maxOpeningsPerMinute = 120;
/** Missed events that take more are not sent: fetching the state again is cheaper, and a slow line would choke. */
const maxReplayBytes = 128 * 1024;
const refreshChannelsEverySeconds = 60;
const stopGraceMs = 2_000;
/** RFC 6455: its client comes back. */
export const restarting = 1012;

/** A user's claim to one line, until it is left. */
export type Place = { actor: UserActor; channels: readonly Channel[]; leave(): void };

export type Following = {
  line: Line;
  /** Whether the sign-in with which the line was opened still holds. */
  isValid: () => boolean;
  wish: Wish;
  /** The last event that the client has seen; null where it starts anew. */
  lastEventId: string | null;
};

/** One feed of this process, of which each socket and each stream is sent what its user may read and asked for. */
export class Hub {
  readonly sockets = new Sockets();
  readonly #feed: Feed;
  readonly #lines = new Map<string, number>();
  readonly #stops: (() => void)[];
  readonly #timer: NodeJS.Timeout;
  #seconds = 0;

  constructor() {
    const signals = bus();
    this.#feed = new Feed(signals, (messages) => this.sockets.deliver(messages));
    this.#timer = setInterval(() => this.#tick(), 1_000);
    this.#timer.unref();
    this.#stops = [
      signals.subscribe("placements", (supervisorId) => void this.#refreshSupervisors(supervisorId || undefined)),
      onSessionEnded((sessionId) => {
        for (const connection of this.sockets.all()) {
          if (connection.actor.sessionId !== sessionId) continue;
          this.sockets.close(connection, closeCodes.unauthenticated, "sign-in ended");
        }
      }),
      onScrape(observeRelay),
      onScrape(observeJobs),
    ];
  }

  /** Throws 429 where the user has too many lines or opens them too fast. */
  async claim(actor: UserActor): Promise<Place> {
    await takeFromLimit(`socket:${actor.userId}`, maxOpeningsPerMinute);
    const open = this.#lines.get(actor.userId) ?? 0;
    if (open >= maxLinesPerUser) {
      throw new AppError("rate_limited", `At most ${maxLinesPerUser} sockets may be open.`, { retryAfterSeconds: 30 });
    }
    this.#lines.set(actor.userId, open + 1);
    let isLeft = false;
    const leave = () => {
      if (isLeft) return;
      isLeft = true;
      const left = (this.#lines.get(actor.userId) ?? 1) - 1;
      if (left === 0) this.#lines.delete(actor.userId);
      else this.#lines.set(actor.userId, left);
      this.#feed.unfollow();
    };
    try {
      const [channels] = await Promise.all([channelsOfUser(actor), this.#feed.follow()]);
      return { actor, channels, leave };
    } catch (err) {
      leave();
      throw err;
    }
  }

  /** Sends what the client missed, then what happens, until the line is closed. */
  follow({ actor, channels }: Place, { line, isValid, wish, lastEventId }: Following): Connection {
    const held = lastEventId === null ? undefined : [];
    const connection = this.sockets.add({ line, actor, isValid, channels, wish, after: this.#feed.last, held });
    if (lastEventId !== null) void this.#resume(connection, lastEventId);
    return connection;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const stop of this.#stops) stop();
    this.#feed.close();
    for (const connection of [...this.sockets.all()]) {
      this.sockets.close(connection, restarting, "the server restarts");
    }
    const deadline = Date.now() + stopGraceMs;
    while (this.sockets.size > 0 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20));
    for (const { line } of this.sockets.all()) line.terminate();
  }

  #tick(): void {
    this.sockets.tick();
    this.#seconds += 1;
    if (this.#seconds % refreshChannelsEverySeconds === 0) void this.#refreshSupervisors();
  }

  async #resume(connection: Connection, lastEventId: string): Promise<void> {
    try {
      const lastSeq = /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : Number.NaN;
      const missed = await readMissed(connection.actor, connection.channels, lastSeq);
      const packets =
        missed.kind === "replay"
          ? toMessages(missed.rows).flatMap((message) => (isWished(connection, message) ? [message.packet] : []))
          : undefined;
      const sizeBytes = packets?.reduce((sum, packet) => sum + connection.line.bytesOf(packet).length, 0) ?? 0;
      const isSent = packets !== undefined && sizeBytes <= maxReplayBytes;
      this.sockets.release(connection, isSent ? packets : [resyncPacket(missed.upTo, new Date())], missed.upTo);
    } catch (err) {
      log.warn({ err }, "a socket could not be given what it missed");
      this.sockets.close(connection, 1013, "try again");
    }
  }

  async #refreshSupervisors(only?: string): Promise<void> {
    const supervisors = [...this.sockets.all()].filter(
      ({ actor }) => actor.role === "CLINICAL_SUPERVISOR" && (only === undefined || actor.userId === only),
    );
    if (supervisors.length === 0) return;
    try {
      const channels = await channelsOfSupervisors([...new Set(supervisors.map(({ actor }) => actor.userId))]);
      for (const connection of supervisors) {
        this.sockets.setChannels(connection, channels.get(connection.actor.userId) ?? []);
      }
    } catch (err) {
      log.warn({ err }, "the placements of connected supervisors could not be read");
    }
  }
}

const key = Symbol.for("competency.realtime");
const holder = globalThis as { [key]?: Hub | undefined };

/** The one hub of this process; on globalThis, since Next bundles its own copy of every module. */
export function realtimeHub(): Hub {
  holder[key] ??= new Hub();
  return holder[key];
}

/** Closes its lines; if it is the one of this process, the next `realtimeHub()` opens a new one. */
export async function closeHub(hub: Hub): Promise<void> {
  if (holder[key] === hub) holder[key] = undefined;
  await hub.close();
}
