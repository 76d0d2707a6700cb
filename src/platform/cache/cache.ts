import { randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import { now } from "#src/lib/clock.ts";
import type { Bus } from "#src/platform/bus/bus.ts";
import {
  countCacheEviction,
  countCacheInvalidation,
  countCacheLoad,
  countCacheRead,
  setCacheSize,
} from "#src/platform/metrics/metrics.ts";

/**
 * Values that cost more to make than to keep. They are texts, as they are sent, so that their size is known. A value is
 * kept by one of two rules, and never decides who may read it:
 *
 * - Its key contains a version that was read together with the permission (`isShared`). It cannot be stale, and a Redis
 *   shares it between processes.
 * - It has tags, each of which stands for rows. A commit that wrote such rows invalidates the tag: in the writing process
 *   before the command is answered, in others by a signal of the bus. If the signal is lost, the value is stale until it
 *   expires.
 */
export type CacheOptions = {
  /** Of the metrics and of the keys in Redis. */
  name: string;
  ttlMs: number;
  maxBytes: number;
  isShared?: boolean;
};

/** Undefined is returned and not kept. `isKept: false` is for a value that turned out to be of another version. */
export type Loaded = { value: string; isKept?: boolean } | undefined;

export type CacheRead = { key: string; tags?: readonly string[]; load: () => Promise<Loaded> };

export type Cache = {
  /** The value of the key. At one time only one caller in the process loads it; the others wait for the same value. */
  read(wanted: CacheRead): Promise<string | undefined>;
};

/** A level below the process's own: neither function fails or takes long, whatever happens to it. */
export type SharedStore = {
  find(name: string, key: string): Promise<string | undefined>;
  put(name: string, key: string, value: string, ttlMs: number): void;
};

/** A signal for each commit would cost the database as much as a small statement. */
const signalEveryMs = 100;

/** The caches of one process, with the tags that they have in common. */
export class Caches {
  readonly #bus: Bus;
  readonly #store: SharedStore | undefined;
  /** Tells the signals of this process from those of others; it has already acted upon its own. */
  readonly #origin = randomBytes(6).toString("hex");
  /** How often each tag was invalidated, and all of them. They only grow, so an equal sum means that none did. */
  readonly #invalidations = new Map<string, number>();
  #allInvalidations = 0;
  #hearsOthers = false;
  readonly #unsubscribe: () => void;
  readonly #unsent = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(bus: Bus, store?: SharedStore) {
    this.#bus = bus;
    this.#store = store;
    this.#unsubscribe = bus.subscribe("cache", (payload) => this.#receive(payload));
    // What others wrote before the bus was connected is not known, so until then nothing with tags is kept.
    void bus.ready().then(() => {
      this.#allInvalidations += 1;
      this.#hearsOthers = true;
    });
  }

  open(options: CacheOptions): Cache {
    return new OneCache(options, {
      store: options.isShared ? this.#store : undefined,
      stampOf: (tags) => this.#stampOf(tags),
      maintainsTags: () => this.#hearsOthers,
    });
  }

  /** Values with one of these tags are not used again, nor is one that is being loaded now. */
  invalidate(tags: readonly string[]): void {
    this.forget(tags);
    for (const tag of tags) this.#unsent.add(tag);
    if (!this.#timer) this.#signal();
  }

  /** The same in this process alone: another one has invalidated them. */
  forget(tags: readonly string[]): void {
    for (const tag of tags) this.#invalidations.set(tag, (this.#invalidations.get(tag) ?? 0) + 1);
    countCacheInvalidation(tags.length);
  }

  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#unsent.size > 0) this.#bus.publish("cache", [this.#origin, ...this.#unsent].join(" "));
    this.#unsent.clear();
  }

  /** The first at once, those of the next moment together: a school that signs all day is one tag. */
  #signal(): void {
    this.#bus.publish("cache", [this.#origin, ...this.#unsent].join(" "));
    this.#unsent.clear();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#unsent.size > 0) this.#signal();
    }, signalEveryMs);
    this.#timer.unref();
  }

  #receive(payload: string): void {
    const [origin, ...tags] = payload.split(" ");
    if (payload === "") this.#allInvalidations += 1;
    else if (origin !== this.#origin) this.forget(tags);
  }

  #stampOf(tags: readonly string[]): number {
    return tags.reduce((sum, tag) => sum + (this.#invalidations.get(tag) ?? 0), this.#allInvalidations);
  }
}

type Parts = {
  store: SharedStore | undefined;
  stampOf: (tags: readonly string[]) => number;
  maintainsTags: () => boolean;
};

/** Of an entry beside its text: the key, and the objects of the list. */
const overheadBytes = 500;

class OneCache implements Cache {
  readonly #name: string;
  readonly #ttlMs: number;
  readonly #parts: Parts;
  readonly #kept: LRUCache<string, { value: string; stamp: number }>;
  readonly #loading = new Map<string, { value: Promise<string | undefined>; stamp: number }>();

  constructor({ name, ttlMs, maxBytes }: CacheOptions, parts: Parts) {
    this.#name = name;
    this.#ttlMs = ttlMs;
    this.#parts = parts;
    this.#kept = new LRUCache({
      max: Math.ceil(maxBytes / overheadBytes),
      maxSize: maxBytes,
      // A character takes one byte or two.
      sizeCalculation: ({ value }, key) => overheadBytes + 2 * (key.length + value.length),
      ttl: ttlMs,
      ttlResolution: 0,
      perf: { now: () => now().getTime() },
      dispose: (_value, _key, reason) => {
        if (reason === "evict") countCacheEviction(name);
      },
    });
  }

  async read({ key, tags = [], load }: CacheRead): Promise<string | undefined> {
    const stamp = this.#parts.stampOf(tags);
    const kept = this.#kept.get(key);
    if (kept?.stamp === stamp) {
      countCacheRead(this.#name, "hit");
      return kept.value;
    }
    const running = this.#loading.get(key);
    if (running?.stamp === stamp) {
      countCacheRead(this.#name, "joined");
      return running.value;
    }
    countCacheRead(this.#name, "miss");
    const started = { value: this.#obtain({ key, tags, load }, stamp), stamp };
    this.#loading.set(key, started);
    try {
      return await started.value;
    } finally {
      if (this.#loading.get(key) === started) this.#loading.delete(key);
    }
  }

  async #obtain({ key, tags = [], load }: CacheRead, stamp: number): Promise<string | undefined> {
    const { store, stampOf, maintainsTags } = this.#parts;
    const shared = await store?.find(this.#name, key);
    if (shared !== undefined) {
      countCacheRead(this.#name, "shared_hit");
      this.#keep(key, shared, stamp);
      return shared;
    }
    const startedAt = performance.now();
    const loaded = await load();
    countCacheLoad(this.#name, performance.now() - startedAt);
    if (!loaded) return undefined;
    const { value, isKept = true } = loaded;
    if (isKept && (tags.length === 0 || (maintainsTags() && stampOf(tags) === stamp))) {
      this.#keep(key, value, stamp);
      store?.put(this.#name, key, value, this.#ttlMs);
    }
    return value;
  }

  #keep(key: string, value: string, stamp: number): void {
    this.#kept.set(key, { value, stamp });
    setCacheSize(this.#name, this.#kept.size, this.#kept.calculatedSize);
  }
}
