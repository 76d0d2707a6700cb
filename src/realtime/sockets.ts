import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { closeCodes } from "#src/client/realtime-protocol.ts";
import { countMessagesSent, countSocketClosed, setSocketsOpen } from "#src/platform/metrics/metrics.ts";
import type { UserActor } from "#src/policy/actor.ts";
import type { Channel } from "#src/realtime/channels.ts";
import { pingFrame } from "#src/realtime/frames.ts";
import type { Message } from "#src/realtime/publish.ts";

const pingEverySeconds = 25;
const maxUnanswered = 2;
/** How long a socket may stay open after its token or session has ended. */
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

export type Connection = {
  ws: WebSocket;
  socket: Duplex;
  actor: UserActor;
  /** Checked regularly, so that a socket does not outlive its token or session. */
  isValid: () => boolean;
  channels: readonly Channel[];
  /** Events up to this number were sent, or were before the client connected. */
  after: number;
  /** Live messages that arrive while the missed ones are read. */
  held: Message[] | undefined;
  outgoing: Buffer[] | undefined;
  /** How many frames the client may still send now. */
  allowance: number;
  unanswered: number;
  turn: number;
};

/** The open sockets of this process, by the channels that they may receive. */
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

  add(parts: Pick<Connection, "ws" | "socket" | "actor" | "isValid" | "channels" | "after" | "held">): Connection {
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
          if (connection.held) this.#hold(connection, message);
          else if (message.seq > connection.after) this.#queue(connection, message.frame);
        }
      }
    }
  }

  /** Sends what the client missed, then what arrived meanwhile, without a gap and without a repeat. */
  release(connection: Connection, frames: readonly Buffer[], upTo: number): void {
    const held = connection.held ?? [];
    connection.held = undefined;
    connection.after = Math.max(connection.after, upTo);
    for (const frame of frames) this.#queue(connection, frame);
    for (const message of held) {
      if (message.seq > upTo) this.#queue(connection, message.frame);
    }
  }

  /** Counts a frame that the client sent; closes the socket and returns false where there were too many. */
  mayReceive(connection: Connection): boolean {
    if (connection.ws.readyState !== connection.ws.OPEN) return false;
    connection.allowance -= 1;
    if (connection.allowance >= 0) return true;
    this.close(connection, 1008, "too many messages");
    return false;
  }

  /**
   * The only way to a client: frames of every kind, ours and answers to the client's. Whole frames only, so that these
   * and the one that ws writes (close) never mix. A client that reads too slowly is closed.
   */
  send(connection: Connection, frame: Buffer): void {
    if (connection.ws.readyState !== connection.ws.OPEN) return;
    connection.socket.write(frame);
    if (connection.socket.writableLength > maxWaitingBytes) this.#closeSlow(connection);
  }

  close(connection: Connection, code: number, reason: string): void {
    const { ws } = connection;
    if (ws.readyState !== ws.OPEN) return;
    countSocketClosed(code);
    ws.close(code, reason);
    // A client that does not read does not see this either.
    setTimeout(() => ws.terminate(), closeGraceMs).unref();
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
    if (connection.unanswered >= maxUnanswered) {
      countSocketClosed(1006);
      connection.ws.terminate();
      return;
    }
    connection.unanswered += 1;
    this.send(connection, pingFrame);
  }

  #hold(connection: Connection, message: Message): void {
    connection.held?.push(message);
    if ((connection.held?.length ?? 0) > maxHeld) this.#closeSlow(connection);
  }

  #queue(connection: Connection, frame: Buffer): void {
    if (connection.outgoing) {
      connection.outgoing.push(frame);
      return;
    }
    connection.outgoing = [frame];
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
      const frames = connection.outgoing;
      connection.outgoing = undefined;
      if (!frames || connection.ws.readyState !== connection.ws.OPEN) continue;
      this.send(connection, frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames));
      sent += frames.length;
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
