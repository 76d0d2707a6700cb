import { config } from "#src/config.ts";
import { MemoryCache } from "#src/platform/cache/memory-cache.ts";
import { connectRedis } from "#src/platform/cache/redis.ts";
import { RedisCache } from "#src/platform/cache/redis-cache.ts";

/**
 * Values that may be lost at any moment. They travel as JSON, so what comes out is a copy, the same in process and
 * through Redis. Keys name their subject and the shape of the value: `report:<id>:2`.
 */
export type Cache = {
  /** What was set, or undefined when it is not there or no longer. The caller knows what it put under its key. */
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown, ttlSeconds: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Adds one and returns the sum. The time to live starts with the first of them. */
  increment(key: string, ttlSeconds: number): Promise<number>;
  close(): Promise<void>;
};

const registryKey = Symbol.for("competency.cache");
const holder = globalThis as { [registryKey]?: Cache | undefined };

/** The one cache of this process; on globalThis, since Next bundles its own copy of every module. */
export function cache(): Cache {
  holder[registryKey] ??= config.redisUrl ? new RedisCache(connectRedis(config.redisUrl)) : new MemoryCache();
  return holder[registryKey];
}

export async function closeCache(): Promise<void> {
  const open = holder[registryKey];
  holder[registryKey] = undefined;
  await open?.close();
}
