import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { setClock } from "#src/lib/clock.ts";
import type { Bus, Listener } from "#src/platform/bus/bus.ts";
import { Caches, type Loaded, type SharedStore } from "#src/platform/cache/cache.ts";
import { writesOf } from "#src/platform/cache/writes-of.ts";

const MiB = 1024 * 1024;
const things = { name: "things", ttlMs: 60_000, maxBytes: MiB };

/** A bus that is connected from the start, and whose signals are delivered when the test says so. */
function makeBus() {
  const listeners = new Set<Listener>();
  const published: string[] = [];
  const bus: Bus = {
    publish: (_channel, payload = "") => void published.push(payload),
    subscribe: (_channel, listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ready: async () => {},
    settle: async () => {},
    close: async () => {},
  };
  const deliver = (payload: string) => {
    for (const listener of listeners) listener(payload);
  };
  return { bus, published, deliver };
}

async function openCaches(store?: SharedStore) {
  const parts = makeBus();
  const caches = new Caches(parts.bus, store);
  await parts.bus.ready();
  await sleep(0);
  return { ...parts, caches };
}

/** Loads a new value each time: v1, v2 and so on. */
function counter() {
  let loads = 0;
  return {
    load: async (): Promise<Loaded> => {
      loads += 1;
      return { value: `v${loads}` };
    },
    loads: () => loads,
  };
}

/** A load that waits until the test lets it go on. */
function held(value: string) {
  const gate = Promise.withResolvers<void>();
  return { load: () => gate.promise.then(() => ({ value })), letGo: gate.resolve, fail: gate.reject };
}

afterEach(() => setClock());

describe("a cache", () => {
  it("loads a value once and keeps it until it expires", async () => {
    const cache = (await openCaches()).caches.open(things);
    const { load } = counter();
    expect(await cache.read({ key: "a", load })).toBe("v1");
    expect(await cache.read({ key: "a", load })).toBe("v1");
    expect(await cache.read({ key: "b", load })).toBe("v2");
    setClock(() => new Date(Date.now() + things.ttlMs + 1));
    expect(await cache.read({ key: "a", load })).toBe("v3");
  });

  it("loads a value once for all who ask at the same time", async () => {
    const cache = (await openCaches()).caches.open(things);
    const { load, letGo } = held("one");
    let loads = 0;
    const counted = () => {
      loads += 1;
      return load();
    };
    const readers = Array.from({ length: 20 }, () => cache.read({ key: "a", load: counted }));
    letGo();
    expect(new Set(await Promise.all(readers))).toEqual(new Set(["one"]));
    expect(loads).toBe(1);
  });

  it("keeps no failure, no absence, and nothing of another version", async () => {
    const cache = (await openCaches()).caches.open(things);
    const fails = () => Promise.reject(new Error("the database is away"));
    await expect(cache.read({ key: "a", load: fails })).rejects.toThrow("away");
    expect(await cache.read({ key: "a", load: async () => undefined })).toBeUndefined();
    expect(await cache.read({ key: "a", load: async () => ({ value: "later", isKept: false }) })).toBe("later");
    expect(await cache.read({ key: "a", load: async () => ({ value: "right" }) })).toBe("right");
  });

  it("fails for all who waited for the same load, and loads again for the next", async () => {
    const cache = (await openCaches()).caches.open(things);
    const { load, fail } = held("never");
    const readers = [cache.read({ key: "a", load }), cache.read({ key: "a", load })];
    fail(new Error("gone"));
    expect((await Promise.allSettled(readers)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await cache.read({ key: "a", load: counter().load })).toBe("v1");
  });

  it("holds no more bytes than it may, drops what was used longest ago, and leaves out what is too large", async () => {
    const cache = (await openCaches()).caches.open({ ...things, maxBytes: 10_000 });
    const big = (name: string) => ({ key: name, load: async () => ({ value: name.repeat(1_500) }) });
    const isKept = async (name: string) => (await cache.read({ key: name, load: async () => undefined })) !== undefined;
    for (const name of ["a", "b"]) await cache.read(big(name));
    expect(await isKept("a")).toBe(true);
    await cache.read(big("c"));
    expect([await isKept("a"), await isKept("b"), await isKept("c")]).toEqual([true, false, true]);
    expect(await cache.read({ key: "huge", load: async () => ({ value: "x".repeat(20_000) }) })).toHaveLength(20_000);
    expect([await isKept("huge"), await isKept("c")]).toEqual([false, true]);
  });
});

describe("a tag", () => {
  it("invalidates the values that have it, and no others", async () => {
    const { caches } = await openCaches();
    const cache = caches.open(things);
    const { load } = counter();
    const north = { key: "north", tags: ["n", "all"], load };
    const south = { key: "south", tags: ["s", "all"], load };
    expect([await cache.read(north), await cache.read(south)]).toEqual(["v1", "v2"]);
    caches.invalidate(["n"]);
    expect([await cache.read(north), await cache.read(south)]).toEqual(["v3", "v2"]);
    caches.invalidate(["all"]);
    expect([await cache.read(north), await cache.read(south)]).toEqual(["v4", "v5"]);
  });

  it("also invalidates a value that is being loaded: who asks later is given a newer one", async () => {
    const { caches } = await openCaches();
    const cache = caches.open(things);
    const [older, newer] = [held("older"), held("newer")];
    const before = cache.read({ key: "a", tags: ["t"], load: older.load });
    caches.invalidate(["t"]);
    const after = cache.read({ key: "a", tags: ["t"], load: newer.load });
    newer.letGo();
    expect(await after).toBe("newer");
    older.letGo();
    expect(await before).toBe("older");
    expect(await cache.read({ key: "a", tags: ["t"], load: counter().load })).toBe("newer");
  });

  it("is invalidated by the signal of another process, once by its own, and with all others when signals were lost", async () => {
    const { caches, published, deliver } = await openCaches();
    const cache = caches.open(things);
    const { load } = counter();
    const read = () => cache.read({ key: "a", tags: ["t"], load });
    await read();
    deliver("another-process t");
    expect(await read()).toBe("v2");
    caches.invalidate(["t"]);
    expect(await read()).toBe("v3");
    deliver(published[0] ?? "");
    expect(await read()).toBe("v3");
    deliver("");
    expect(await read()).toBe("v4");
    caches.forget(["t"]);
    expect(await read()).toBe("v5");
    expect(published).toHaveLength(1);
  });

  it("is signalled at once, and with those of the next moment together", async () => {
    const { caches, published } = await openCaches();
    for (let n = 0; n < 50; n += 1) caches.invalidate(["a", n % 2 ? "b" : "c"]);
    const tagsSent = () => published.map((payload) => payload.split(" ").slice(1).sort());
    expect(tagsSent()).toEqual([["a", "c"]]);
    await expect.poll(tagsSent).toEqual([
      ["a", "c"],
      ["a", "b", "c"],
    ]);
    caches.invalidate(["d"]);
    caches.close();
    expect(tagsSent().at(-1)).toEqual(["d"]);
  });

  it("keeps nothing while signals cannot arrive", async () => {
    const { bus } = makeBus();
    const connected = Promise.withResolvers<void>();
    const cache = new Caches({ ...bus, ready: () => connected.promise }).open(things);
    const { load } = counter();
    const read = () => cache.read({ key: "a", tags: ["t"], load });
    expect([await read(), await read()]).toEqual(["v1", "v2"]);
    connected.resolve();
    await sleep(0);
    expect([await read(), await read()]).toEqual(["v3", "v3"]);
  });
});

describe("a shared cache", () => {
  it("takes from the store what another process has put there", async () => {
    const held = new Map<string, string>();
    const store: SharedStore = {
      find: async (name, key) => held.get(`${name} ${key}`),
      put: (name, key, value) => void held.set(`${name} ${key}`, value),
    };
    const [one, other, alone] = await Promise.all([openCaches(store), openCaches(store), openCaches(store)]);
    const { load, loads } = counter();
    for (const { caches } of [one, other]) {
      expect(await caches.open({ ...things, isShared: true }).read({ key: "a", load })).toBe("v1");
    }
    expect(loads()).toBe(1);
    expect(await alone.caches.open(things).read({ key: "a", load })).toBe("v2");
  });
});

describe("the tables and functions that a statement may write by", () => {
  it.each([
    ['select "id" from "users" where "x" = $1 for update', []],
    ['insert into "users" ("id") values ($1) on conflict ("id") do update set "id" = $1', ["users", "set"]],
    ['update "users" set "name" = $1', ["users"]],
    ['DELETE FROM users using "cohorts"', ["users"]],
    [
      'with "a" as (insert into\n "assessments" ("id") select $1), b as (delete from "cohorts" "c") update "programs" "p" set x = 1',
      ["assessments", "cohorts", "programs"],
    ],
    ['select app.remove_unused_groups($1), app.day("users"."id") from "users"', ["remove_unused_groups", "day"]],
  ])("are found in %s", (text, writes) => expect(writesOf(text)).toEqual(writes));
});
