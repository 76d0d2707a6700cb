import { hash } from "node:crypto";
import type { Redis } from "ioredis";
import type { SharedStore } from "#src/platform/cache/cache.ts";
import { RedisGuard } from "#src/platform/redis/guard.ts";

/** The level that processes share: those of one build, since the next may write a value differently. */
export class RedisStore implements SharedStore {
  readonly #guard: RedisGuard;
  readonly #sharers: string;

  /**
   * @param redis fails within the time that a reader may wait
   * @param sharers the same text in all processes that may read each other's values
   */
  constructor(redis: Redis, sharers: string) {
    this.#guard = new RedisGuard(redis);
    this.#sharers = sharers;
  }

  async find(name: string, key: string): Promise<string | undefined> {
    const found = await this.#guard.run((redis) => redis.get(this.#keyOf(name, key)));
    return found?.answer ?? undefined;
  }

  put(name: string, key: string, value: string, ttlMs: number): void {
    void this.#guard.run((redis) => redis.set(this.#keyOf(name, key), value, "PX", ttlMs));
  }

  close(): void {
    this.#guard.disconnect();
  }

  #keyOf(name: string, key: string): string {
    return `competency:cache:${name}:${hash("sha256", `${this.#sharers} ${key}`, "base64url")}`;
  }
}
