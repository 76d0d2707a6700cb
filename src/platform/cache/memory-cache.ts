import { LRUCache } from "lru-cache";
import type { Cache } from "#src/platform/cache/cache.ts";
import { countCacheLookup } from "#src/platform/metrics/metrics.ts";

const maxEntries = 20_000;
const maxSizeChars = 32 * 1024 * 1024;

/** In process, bounded by entries and by size. Holds text, so that nobody changes what another will read. */
export class MemoryCache implements Cache {
  readonly #entries = new LRUCache<string, string>({
    max: maxEntries,
    maxSize: maxSizeChars,
    sizeCalculation: (value, key) => value.length + key.length,
  });

  async get<T>(key: string): Promise<T | undefined> {
    const text = this.#entries.get(key);
    countCacheLookup(text !== undefined);
    // The type is the caller's word: under its key stands what it put there.
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  async set(key: string, value: unknown, ttlSeconds: number): Promise<void> {
    this.#entries.set(key, JSON.stringify(value), { ttl: ttlSeconds * 1000 });
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key);
  }

  async increment(key: string, ttlSeconds: number): Promise<number> {
    const known = this.#entries.get(key);
    const sum = Number(known ?? 0) + 1;
    const ttl = known === undefined ? ttlSeconds * 1000 : this.#entries.getRemainingTTL(key);
    this.#entries.set(key, String(sum), { ttl });
    return sum;
  }

  async close(): Promise<void> {
    this.#entries.clear();
  }
}
