import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";

const restMs = 1_000;

/**
 * Runs commands for which a request waits, as long as Redis answers them in the time of its connection. After one that
 * failed all go on without Redis at once, until it answers a PING again: a Redis that hangs delays the commands of one
 * moment, once.
 */
export class RedisGuard {
  readonly #redis: Redis;
  #isResting = false;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Undefined where there was no answer. */
  async run<T>(command: (redis: Redis) => Promise<T>): Promise<{ answer: T } | undefined> {
    if (this.#isResting) return undefined;
    try {
      return { answer: await command(this.#redis) };
    } catch {
      // The connection reports its errors to the log.
      void this.#rest();
      return undefined;
    }
  }

  disconnect(): void {
    this.#redis.disconnect();
  }

  async #rest(): Promise<void> {
    if (this.#isResting) return;
    this.#isResting = true;
    while (this.#isResting && this.#redis.status !== "end") {
      await sleep(restMs, undefined, { ref: false });
      this.#isResting = await this.#redis.ping().then(
        () => false,
        () => true,
      );
    }
  }
}
