import { hash } from "node:crypto";
import type { Redis } from "ioredis";
import type { SharedStore } from "#src/platform/cache/cache.ts";
import { RedisGuard } from "#src/platform/redis/guard.ts";

/** The level that processes share. A value is of one release of the program, since the next may write it differently. */
export class RedisStore implements SharedStore {
  readonly #guard: RedisGuard;
  readonly #release: string;

  /** @param redis fails within the time that a reader may wait */
  constructor(redis: Redis, release: string) {
    this.#guard = new RedisGuard(redis);
    this.#release = release;
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
    return `competency:cache:${name}:${hash("sha256", `${this.#release} ${key}`, "base64url")}`;
  }
}
