import { closeCodes } from "#src/client/realtime-protocol.ts";
import { countMessagesSent, countSocketClosed, setSocketsOpen } from "#src/platform/metrics/metrics.ts";
import type { UserActor } from "#src/policy/actor.ts";
import type { Channel } from "#src/realtime/channels.ts";
import type { Packet } from "#src/realtime/frames.ts";
import type { Message } from "#src/realtime/publish.ts";

const pingEverySeconds = 25;
const maxUnanswered = 2;
/** How long a socket may stay open after its token has ended. The end of a session closes it at once. */
const recheckEverySeconds = 5;
/** How much may wait in memory for a client that reads slowly. */
const maxWaitingBytes = 256 * 1024;
const maxHeld = 5_000;
/** How long a client may take to close its side. */
const closeGraceMs = 2_000;
/** A client sends a ping now and then, and answers ours: this many at once, and then one a second. */
const maxReceivedAtOnce = 20;
/** How many sockets are written to before requests are served again. */
const sliceSize = 250;

/** The way to one client: a WebSocket, or a stream of server-sent events. */
export type Line = {
  readonly isOpen: boolean;
  /** What the client has not taken yet. */
  readonly waitingBytes: number;
  readonly ping: Buffer;
  /** A client that does not answer them is gone; one that cannot answer is noticed by what it does not take. */
  readonly answersPings: boolean;
  bytesOf(packet: Packet): Buffer;
  write(bytes: Buffer): void;
  /** Says the reason to the client, and waits for it to close its side. */
  close(code: number, reason: string): void;
  terminate(): void;
};

/** What of all that a user may read a client asked for. */
export type Wish = { types?: ReadonlySet<string> | undefined; studentId?: string | undefined };

export type Connection = {
  line: Line;
  actor: UserActor;
  /** Checked regularly, so that a socket does not outlive its token or session. */
  isValid: () => boolean;
  channels: readonly Channel[];
  wish: Wish;
  /** Events up to this number were sent, or were before the client connected. */
  after: number;
  /** Live messages that arrive while the missed ones are read. */
  held: Message[] | undefined;
  outgoing: Packet[] | undefined;
  /** How many frames the client may still send now. */
  allowance: number;
  unanswered: number;
  turn: number;
};

/** The open sockets and streams of this process, by the channels that they may receive. */
export class Sockets {
  readonly #connections = new Set<Connection>();
  readonly #byChannel = new Map<Channel, Set<Connection>>();
  #dirty: Connection[] = [];
  #isDraining = false;
  #turns = 0;
  #seconds = 0;

  get size(): number {
    return this.#connections.size;
  }

  all(): IterableIterator<Connection> {
    return this.#connections.values();
  }

  add(parts: Pick<Connection, "line" | "actor" | "isValid" | "channels" | "wish" | "after" | "held">): Connection {
    this.#turns += 1;
    const connection: Connection = {
      ...parts,
      outgoing: undefined,
      allowance: maxReceivedAtOnce,
      unanswered: 0,
      turn: this.#turns,
    };
    this.#connections.add(connection);
    this.#subscribe(connection, parts.channels);
    setSocketsOpen(this.#connections.size);
    return connection;
  }

  remove(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    this.#unsubscribe(connection, connection.channels);
    connection.held = undefined;
    connection.outgoing = undefined;
    setSocketsOpen(this.#connections.size);
  }

  setChannels(connection: Connection, channels: readonly Channel[]): void {
    if (!this.#connections.has(connection)) return;
    this.#unsubscribe(connection, connection.channels);
    connection.channels = channels;
    this.#subscribe(connection, channels);
  }

  deliver(messages: readonly Message[]): void {
    for (const message of messages) {
      for (const channel of message.channels) {
        for (const connection of this.#byChannel.get(channel) ?? []) {
          if (!isWished(connection, message)) continue;
          if (connection.held) this.#hold(connection, message);
          else if (message.seq > connection.after) this.#queue(connection, message.packet);
        }
      }
    }
  }

  /** Sends what the client missed, then what arrived meanwhile, without a gap and without a repeat. */
  release(connection: Connection, packets: readonly Packet[], upTo: number): void {
    const held = connection.held ?? [];
    connection.held = undefined;
    connection.after = Math.max(connection.after, upTo);
    for (const packet of packets) this.#queue(connection, packet);
    for (const message of held) {
      if (message.seq > upTo) this.#queue(connection, message.packet);
    }
  }

  /** Counts a frame that the client sent; closes the socket and returns false where there were too many. */
  mayReceive(connection: Connection): boolean {
    if (!connection.line.isOpen) return false;
    connection.allowance -= 1;
    if (connection.allowance >= 0) return true;
    this.close(connection, 1008, "too many messages");
    return false;
  }

  /**
   * The only way to a client: bytes of every kind, ours and answers to the client's. Whole frames only, so that these
   * and the one that ws writes (close) never mix. A client that reads too slowly is closed.
   */
  send(connection: Connection, bytes: Buffer): void {
    const { line } = connection;
    if (!line.isOpen) return;
    line.write(bytes);
    if (line.waitingBytes > maxWaitingBytes) this.#closeSlow(connection);
  }

  close(connection: Connection, code: number, reason: string): void {
    const { line } = connection;
    if (!line.isOpen) return;
    countSocketClosed(code);
    line.close(code, reason);
    // A client that does not read does not see this either.
    setTimeout(() => line.terminate(), closeGraceMs).unref();
  }

  /** Once a second: sends pings, and closes sockets that do not answer or whose sign-in has ended. */
  tick(): void {
    this.#seconds += 1;
    for (const connection of this.#connections) {
      connection.allowance = Math.min(connection.allowance + 1, maxReceivedAtOnce);
      const second = this.#seconds + connection.turn;
      if (second % recheckEverySeconds === 0 && !connection.isValid()) {
        this.close(connection, closeCodes.unauthenticated, "sign-in ended");
      } else if (second % pingEverySeconds === 0) this.#ping(connection);
    }
  }

  #ping(connection: Connection): void {
    const { line } = connection;
    if (connection.unanswered >= maxUnanswered) {
      countSocketClosed(1006);
      line.terminate();
      return;
    }
    if (line.answersPings) connection.unanswered += 1;
    this.send(connection, line.ping);
  }

  #hold(connection: Connection, message: Message): void {
    connection.held?.push(message);
    if ((connection.held?.length ?? 0) > maxHeld) this.#closeSlow(connection);
  }

  #queue(connection: Connection, packet: Packet): void {
    if (connection.outgoing) {
      connection.outgoing.push(packet);
      return;
    }
    connection.outgoing = [packet];
    this.#dirty.push(connection);
    if (this.#isDraining) return;
    this.#isDraining = true;
    queueMicrotask(() => this.#drain());
  }

  /** Writes to some sockets, then lets requests be served: thousands of writes at once would delay them. */
  #drain(): void {
    const slice = this.#dirty.splice(0, sliceSize);
    let sent = 0;
    for (const connection of slice) {
      const packets = connection.outgoing;
      connection.outgoing = undefined;
      if (!packets || !connection.line.isOpen) continue;
      const bytes = packets.map((packet) => connection.line.bytesOf(packet));
      this.send(connection, bytes.length === 1 && bytes[0] ? bytes[0] : Buffer.concat(bytes));
      sent += packets.length;
    }
    if (sent > 0) countMessagesSent(sent);
    if (this.#dirty.length > 0) setImmediate(() => this.#drain());
    else this.#isDraining = false;
  }

  #closeSlow(connection: Connection): void {
    this.remove(connection);
    this.close(connection, closeCodes.tooSlow, "too slow");
  }

  #subscribe(connection: Connection, channels: readonly Channel[]): void {
    for (const channel of channels) {
      const listening = this.#byChannel.get(channel);
      if (listening) listening.add(connection);
      else this.#byChannel.set(channel, new Set([connection]));
    }
  }

  #unsubscribe(connection: Connection, channels: readonly Channel[]): void {
    for (const channel of channels) {
      const listening = this.#byChannel.get(channel);
      listening?.delete(connection);
      if (listening?.size === 0) this.#byChannel.delete(channel);
    }
  }
}

export function isWished({ wish }: Connection, { liveName, studentId }: Message): boolean {
  if (wish.types && !wish.types.has(liveName)) return false;
  return wish.studentId === undefined || wish.studentId === studentId;
}
