import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { afterEach, expect, it } from "vitest";
import { RedisBus } from "#src/platform/bus/redis-bus.ts";
import { type Cache, Caches } from "#src/platform/cache/cache.ts";
import { RedisStore } from "#src/platform/cache/redis-store.ts";
import { createRateLimits } from "#src/platform/rate-limit/rate-limit.ts";
import { connectPatientRedis, connectRedis } from "#src/platform/redis/redis.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { describeWithRedis, useRedis } from "../../../tests/support/redis.ts";

const options = { name: "things", ttlMs: 60_000, maxBytes: 1024 * 1024 };

type Node = { shared: Cache; tagged: Cache; caches: Caches; bus: RedisBus };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** One process with its caches, as `caches.ts` opens them. */
async function openNode(url: string, release = "r1"): Promise<Node> {
  const bus = new RedisBus(connectPatientRedis({ url }), connectPatientRedis({ url }));
  const store = new RedisStore(connectRedis({ url }, { commandTimeout: 50 }), release);
  const caches = new Caches(bus, store);
  closing.push(() => store.close());
  closing.push(() => Promise.race([bus.close(), sleep(500)]));
  await bus.ready();
  await sleep(0);
  return {
    caches,
    bus,
    shared: caches.open({ ...options, isShared: true }),
    tagged: caches.open({ ...options, name: "tagged" }),
  };
}

describeWithRedis("caches of two processes", () => {
  const redis = useRedis();
  const key = () => `${redis.prefix}${Math.random()}`;
  const gives = (value: string) => async () => ({ value });

  it("share a value, which the next release does not read", async () => {
    const [one, other] = [await openNode(redis.url()), await openNode(redis.url())];
    const k = key();
    expect(await one.shared.read({ key: k, load: gives("made once") })).toBe("made once");
    await expect.poll(() => other.shared.read({ key: k, load: async () => undefined })).toBe("made once");
    const next = await openNode(redis.url(), "r2");
    expect(await next.shared.read({ key: k, load: gives("made anew") })).toBe("made anew");
  });

  it("are invalidated by each other within a moment", async () => {
    const [one, other] = [await openNode(redis.url()), await openNode(redis.url())];
    const k = key();
    let row = 1;
    const read = ({ tagged }: Node) => tagged.read({ key: k, tags: [k], load: gives(String(row)) });
    const waits: number[] = [];
    for (; row < 40; ) {
      expect([await read(one), await read(other)]).toEqual([String(row), String(row)]);
      row += 1;
      one.caches.invalidate([k]);
      expect(await read(one)).toBe(String(row));
      const startedAt = performance.now();
      while ((await read(other)) !== String(row)) await sleep(1);
      waits.push(performance.now() - startedAt);
    }
    expect(Math.max(...waits)).toBeLessThan(500);
  });
});

/** A Redis of the test's own, which it may kill and stop. */
async function startRedis(port: number): Promise<ChildProcess> {
  const server = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", ""], {
    stdio: "ignore",
  });
  closing.push(() => {
    server.kill("SIGCONT");
    server.kill("SIGKILL");
  });
  const client = connectPatientRedis({ url: `redis://127.0.0.1:${port}` });
  await client.ping();
  client.disconnect();
  return server;
}

describeWithRedis("a Redis that dies in the middle", () => {
  const kill = async (server: ChildProcess) => {
    server.kill("SIGKILL");
    await once(server, "exit");
  };
  it.each([
    ["is killed", kill],
    ["hangs", async (server: ChildProcess) => void server.kill("SIGSTOP")],
    [
      "answers nobody",
      async (_server: ChildProcess, client: Redis) => void (await client.call("CLIENT", "PAUSE", "2500", "ALL")),
    ],
  ])("delays nothing by more than a second when it %s, and is used again when it is back", async (_how, stop) => {
    const port = await freePort();
    const url = `redis://127.0.0.1:${port}`;
    const server = await startRedis(port);
    const client = connectRedis({ url });
    const node = await openNode(url);
    const limits = createRateLimits(connectRedis({ url }, { commandTimeout: 250 }));
    closing.push(
      () => limits.close(),
      () => client.disconnect(),
    );
    /** A request: its allowance, a value of a shared cache, and one with a tag that it has invalidated. */
    const request = async (n: number) => {
      const startedAt = performance.now();
      await limits.take("user:somebody", 1_000_000, 60);
      node.caches.invalidate([`t${n}`]);
      const values = [
        await node.shared.read({ key: `k${n}`, load: async () => ({ value: `made ${n}` }) }),
        await node.tagged.read({ key: `t${n}`, tags: [`t${n}`], load: async () => ({ value: `row ${n}` }) }),
      ];
      expect(values).toEqual([`made ${n}`, `row ${n}`]);
      return performance.now() - startedAt;
    };
    await request(0);
    await stop(server, client);
    const waits = await Promise.all(Array.from({ length: 50 }, (_, n) => request(1_000 + n)));
    for (let n = 1; n <= 200; n += 1) waits.push(await request(n));
    expect(Math.max(...waits)).toBeLessThan(1_000);
    expect(waits.reduce((sum, ms) => sum + ms, 0) / waits.length).toBeLessThan(200);

    server.kill("SIGCONT");
    if (server.exitCode !== null || server.signalCode !== null) await startRedis(port);
    const other = await openNode(url);
    let n = 10_000;
    const isShared = async () => {
      n += 1;
      await node.shared.read({ key: `back ${n}`, load: async () => ({ value: "shared" }) });
      await sleep(20);
      return other.shared.read({ key: `back ${n}`, load: async () => ({ value: "made here" }) });
    };
    await expect.poll(isShared, { timeout: 8_000 }).toBe("shared");
  });
});
