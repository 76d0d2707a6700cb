import type { Redis } from "ioredis";
import { AppError } from "#src/errors.ts";
import type { Cache } from "#src/platform/cache/cache.ts";
import { countCacheLookup } from "#src/platform/metrics/metrics.ts";

const prefix = "cache:";

/** Shared by all processes. A Redis that is away is an empty cache; only counting, which guards things, says so. */
export class RedisCache implements Cache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async get<T>(key: string): Promise<T | undefined> {
    const text = await this.#redis.get(prefix + key).catch(() => null);
    countCacheLookup(text !== null);
    // The type is the caller's word: under its key stands what it put there.
    return text === null ? undefined : (JSON.parse(text) as T);
  }

  async set(key: string, value: unknown, ttlSeconds: number): Promise<void> {
    await this.#redis.set(prefix + key, JSON.stringify(value), "EX", ttlSeconds).catch(() => {});
  }

  async delete(key: string): Promise<void> {
    try {
      await this.#redis.del(prefix + key);
    } catch (cause) {
      // What was to be forgotten may come back once Redis does: the caller has to know.
      throw unavailable(cause);
    }
  }

  async increment(key: string, ttlSeconds: number): Promise<number> {
    try {
      const [, increment] =
        (await this.#redis
          .multi()
          .set(prefix + key, 0, "EX", ttlSeconds, "NX")
          .incr(prefix + key)
          .exec()) ?? [];
      if (!increment || increment[0]) throw increment?.[0] ?? new Error("the transaction was discarded");
      return Number(increment[1]);
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }
}

function unavailable(cause: unknown): AppError {
  return new AppError("unavailable", "A part of the service cannot be reached just now. Try again.", {
    cause,
    retryAfterSeconds: 1,
  });
}
