import { and, gt, sql } from "drizzle-orm";
import type { Bus } from "#src/platform/bus/bus.ts";
import { forgetSchools } from "#src/platform/cache/caches.ts";
import { fixedLimit } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { events } from "#src/platform/db/tables/events.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { log } from "#src/platform/log/log.ts";
import { feedColumns } from "#src/realtime/feed-rows.ts";
import { feedTypes, type Message, toMessages } from "#src/realtime/publish.ts";
import { readHead } from "#src/realtime/resume.ts";

/** The least time between two reads: events that arrive in between are sent together, merged. */
const windowMs = 40;
/** Also reads without a signal, since one may be lost. */
const pollMs = 1_000;
const batchSize = 1_000;

/** Follows the numbered events, once for all sockets of the process, and only while there are any. */
export class Feed {
  readonly #deliver: (messages: Message[]) => void;
  readonly #stopListening: () => void;
  #last = 0;
  #followers = 0;
  #starting: Promise<void> | undefined;
  #reading = false;
  #isBehind = false;
  #readAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #poll: NodeJS.Timeout | undefined;

  constructor(bus: Bus, deliver: (messages: Message[]) => void) {
    this.#deliver = deliver;
    this.#stopListening = bus.subscribe("realtime", (highest) => {
      if (highest === "" || Number(highest) > this.#last) this.#wake();
    });
  }

  /** The number of the last event that was passed to the sockets. */
  get last(): number {
    return this.#last;
  }

  /** Adds a follower; once it resolves, events after `last` are delivered. */
  async follow(): Promise<void> {
    this.#followers += 1;
    if (this.#poll) return;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    await this.#starting;
  }

  unfollow(): void {
    this.#followers -= 1;
    if (this.#followers === 0) this.#pause();
  }

  close(): void {
    this.#stopListening();
    this.#pause();
  }

  async #start(): Promise<void> {
    this.#last = Math.max(this.#last, await readHead());
    if (this.#followers === 0) return;
    this.#poll ??= setInterval(() => this.#wake(), pollMs);
  }

  #pause(): void {
    clearInterval(this.#poll);
    clearTimeout(this.#timer);
    this.#poll = undefined;
    this.#timer = undefined;
  }

  #wake(): void {
    if (!this.#poll) return;
    this.#isBehind = true;
    if (this.#reading || this.#timer) return;
    const waitMs = Math.max(0, this.#readAt + windowMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#read();
    }, waitMs);
  }

  async #read(): Promise<void> {
    this.#reading = true;
    this.#isBehind = false;
    this.#readAt = performance.now();
    const from = this.#last;
    try {
      const rows = await withRole("app_realtime", (tx) => tx.query(selectFeed, { from, types: feedTypes }));
      const newest = rows.at(-1);
      // Meanwhile all followers may have left, and a new one may have started at a later position.
      if (newest && this.#poll && this.#last === from) {
        this.#last = newest.seq;
        forgetSchools(rows.map(({ schoolId }) => schoolId));
        this.#deliver(toMessages(rows));
      }
      if (rows.length === batchSize) this.#isBehind = true;
    } catch (err) {
      // The next signal or poll tries again from the same place.
      log.warn({ err }, "the socket feed could not read events");
    } finally {
      this.#reading = false;
      if (this.#isBehind) this.#wake();
    }
  }
}

const selectFeed = statement("realtime_feed", (db, p: Params<{ from: number; types: readonly string[] }>) =>
  db
    .select(feedColumns)
    .from(events)
    .where(and(gt(events.seq, p.from), sql`${events.type} = any(${p.types})`))
    .orderBy(events.seq)
    .limit(fixedLimit(batchSize)),
);
