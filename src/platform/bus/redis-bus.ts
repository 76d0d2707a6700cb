import type { Redis } from "ioredis";
import type { Bus, Channel, Listener } from "#src/platform/bus/bus.ts";
import { Listeners } from "#src/platform/bus/listeners.ts";
import { Outbox } from "#src/platform/bus/outbox.ts";

const prefix = "competency:";
const askEveryMs = 2_000;

/** Signals over Redis. A Redis connection that subscribes can do nothing else, so there are two. */
export class RedisBus implements Bus {
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #listeners = new Listeners();
  readonly #outbox: Outbox;
  readonly #subscribed: Promise<unknown>;
  readonly #asking: NodeJS.Timeout;

  constructor(publisher: Redis, subscriber: Redis) {
    this.#publisher = publisher;
    this.#subscriber = subscriber;
    this.#outbox = new Outbox(async (channel, message) => {
      await publisher.publish(prefix + channel, message);
    });
    subscriber.on("pmessage", (_pattern: string, channel: string, message: string) => {
      this.#listeners.deliver(channel.slice(prefix.length), message);
    });
    this.#subscribed = subscriber.psubscribe(`${prefix}*`);
    this.#subscribed.catch(() => {});
    // By itself it sends nothing, and would not notice a machine that fell silent.
    this.#asking = setInterval(() => {
      if (subscriber.status === "ready") subscriber.ping().catch(() => {});
    }, askEveryMs).unref();
    let wasReady = false;
    subscriber.on("ready", () => {
      if (wasReady) this.#listeners.wakeAll();
      wasReady = true;
    });
  }

  publish(channel: Channel, payload = ""): void {
    this.#outbox.add(channel, payload);
  }

  subscribe(channel: Channel, listener: Listener): () => void {
    return this.#listeners.add(channel, listener);
  }

  async ready(): Promise<void> {
    // It is rejected where the bus is closed first.
    await this.#subscribed.catch(() => {});
  }

  settle(): Promise<void> {
    return this.#outbox.settle();
  }

  async close(): Promise<void> {
    clearInterval(this.#asking);
    this.#outbox.flush();
    this.#outbox.close();
    this.#subscriber.disconnect();
    await this.#publisher.quit().catch(() => this.#publisher.disconnect());
  }
}
