import pg from "pg";
import type { Bus, Channel, Listener } from "#src/platform/bus/bus.ts";
import { Listeners } from "#src/platform/bus/listeners.ts";
import { Outbox } from "#src/platform/bus/outbox.ts";
import { log } from "#src/platform/log/log.ts";

const channels: readonly Channel[] = ["relay", "realtime", "sessions", "placements", "cache", "flags"];
/** Keeps our channels apart from those of other programs in the same database. */
const prefix = "competency_";

const firstDelayMs = 100;
const maxDelayMs = 5_000;
const checkEveryMs = 20_000;
const answerWithinMs = 5_000;

/**
 * Signals over LISTEN and NOTIFY, on one session connection of its own: a transaction pooler would lose the LISTEN,
 * and a NOTIFY inside the writing transaction would make all commits wait for one lock.
 */
export class PostgresBus implements Bus {
  readonly #url: string;
  readonly #listeners = new Listeners();
  readonly #outbox = new Outbox((channel, message) => this.#notify(channel, message));
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #checkTimer: NodeJS.Timeout | undefined;
  #failures = 0;
  #isClosed = false;

  constructor(url: string) {
    this.#url = url;
    void this.#connect();
  }

  publish(channel: Channel, payload = ""): void {
    if (!this.#isClosed) this.#outbox.add(channel, payload);
  }

  subscribe(channel: Channel, listener: Listener): () => void {
    return this.#listeners.add(channel, listener);
  }

  async ready(): Promise<void> {
    while (!this.#client && !this.#isClosed) {
      await (this.#connecting ?? new Promise((done) => setTimeout(done, firstDelayMs)));
    }
  }

  settle(): Promise<void> {
    return this.#outbox.settle();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#outbox.flush();
    this.#outbox.close();
    this.#isClosed = true;
    clearTimeout(this.#retryTimer);
    clearInterval(this.#checkTimer);
    await this.#connecting?.catch(() => {});
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async #notify(channel: Channel, message: string): Promise<void> {
    if (!this.#client) throw new Error("the connection is away");
    await this.#client.query({ name: "notify", text: "select pg_notify($1, $2)", values: [prefix + channel, message] });
  }

  #connect(): Promise<void> {
    this.#connecting = this.#open().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: "competency-bus",
      connectionTimeoutMillis: answerWithinMs,
      query_timeout: answerWithinMs,
      keepAlive: true,
      // A signal does not wait for the answer to the one before.
      pipeline: true,
    });
    let isLost = false;
    const lose = (err?: Error) => {
      if (isLost) return;
      isLost = true;
      if (this.#client === client) this.#client = undefined;
      client.end().catch(() => {});
      if (!this.#isClosed) this.#retry(err);
    };
    client.on("error", lose);
    client.on("end", () => lose());
    client.on("notification", ({ channel, payload }) => {
      if (channel.startsWith(prefix)) this.#listeners.deliver(channel.slice(prefix.length), payload ?? "");
    });
    try {
      await client.connect();
      await client.query(channels.map((channel) => `listen ${prefix}${channel}`).join(";"));
    } catch (err) {
      lose(err instanceof Error ? err : undefined);
      return;
    }
    if (isLost) return;
    if (this.#isClosed) {
      await client.end().catch(() => {});
      return;
    }
    const wasAway = this.#failures > 0;
    this.#failures = 0;
    this.#client = client;
    this.#watch(client, lose);
    this.#outbox.flush();
    if (wasAway) this.#listeners.wakeAll();
  }

  /** A connection can be lost without an error; a regular query detects that. */
  #watch(client: pg.Client, lose: (err: Error) => void): void {
    clearInterval(this.#checkTimer);
    this.#checkTimer = setInterval(() => {
      client.query("select 1").catch(lose);
    }, checkEveryMs);
    this.#checkTimer.unref();
  }

  #retry(err: Error | undefined): void {
    if (this.#failures === 0) log.warn({ err }, "the bus lost its connection");
    this.#failures += 1;
    const ceilingMs = Math.min(maxDelayMs, firstDelayMs * 2 ** (this.#failures - 1));
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => void this.#connect(), ceilingMs * (0.5 + Math.random() / 2));
  }
}
