import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterEach, expect, it } from "vitest";
import { z } from "zod";
import { RedisBus } from "#src/platform/bus/redis-bus.ts";
import { Caches } from "#src/platform/cache/cache.ts";
import { RedisStore } from "#src/platform/cache/redis-store.ts";
import { redisBackend } from "#src/platform/jobs/backends.ts";
import { defineJob } from "#src/platform/jobs/job.ts";
import { JobQueue } from "#src/platform/jobs/queue.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { createRateLimits } from "#src/platform/rate-limit/rate-limit.ts";
import { connectPatientRedis, connectRedis, type RedisAddress } from "#src/platform/redis/redis.ts";
import type { Certificate } from "../../../tests/support/certificate.ts";
import { describeWithRedis } from "../../../tests/support/redis.ts";
import { RedisSentinels } from "../../../tests/support/redis-sentinels.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const authorities = getCACertificates("default");

/** As NODE_EXTRA_CA_CERTS would at the start of a process. */
function trust(...certificates: Certificate[]): void {
  setDefaultCACertificates([...authorities, ...certificates.map(({ cert }) => cert)]);
}

async function startSentinels(): Promise<RedisSentinels> {
  const group = await RedisSentinels.start();
  trust(group.certificates.servers, group.certificates.sentinels);
  closing.push(
    () => group.discard(),
    () => trust(),
  );
  return group;
}

type Node = Awaited<ReturnType<typeof openNode>>;

/** What a process has over Redis, as it opens it. */
async function openNode(address: RedisAddress) {
  const bus = new RedisBus(connectPatientRedis(address), connectPatientRedis(address));
  const store = new RedisStore(connectRedis(address, { commandTimeout: 50 }), "r1");
  const cache = new Caches(bus, store).open({ name: "things", ttlMs: 60_000, maxBytes: 1024 * 1024, isShared: true });
  const limits = createRateLimits(connectRedis(address, { commandTimeout: 250 }));
  const done: string[] = [];
  const job = defineJob({
    name: "test.sentinels",
    schema: z.object({ word: z.string() }),
    handler: async ({ word }) => void done.push(word),
  });
  const queue = new JobQueue(createJobRegistry([job]), redisBackend(connectPatientRedis(address)), () => {});
  const signals: string[] = [];
  bus.subscribe("realtime", (payload) => void signals.push(payload));
  await Promise.all([bus.ready(), queue.open()]);
  const close = async () => {
    limits.close();
    store.close();
    await bus.close();
    await queue.close();
  };
  return { bus, cache, limits, queue, job, done, signals, close: () => Promise.race([close(), sleep(5_000)]) };
}

/** Whether two processes have the same signals, allowances and values. */
async function areTogether(one: Node, other: Node): Promise<boolean> {
  const key = randomUUID();
  one.bus.publish("realtime", key);
  await one.limits.take(key, 1, 60);
  await one.cache.read({ key, load: async () => ({ value: "shared" }) });
  await sleep(100);
  const value = await other.cache.read({ key, load: async () => ({ value: "made here" }) });
  const isCounted = await other.limits.take(key, 1, 60).then(
    () => false,
    () => true,
  );
  return isCounted && value === "shared" && other.signals.includes(key);
}

describeWithRedis("a Redis behind Sentinels", { timeout: 120_000 }, () => {
  it.each(["SIGKILL", "SIGSTOP"] as const)(
    "goes on with another master after %s of the first, while a Sentinel hangs",
    async (signal) => {
      const group = await startSentinels();
      const [one, other] = [await openNode(group.address), await openNode(group.address)];
      closing.push(one.close, other.close);
      const words: string[] = [];
      const add = async (count: number) => {
        const additions = Array.from({ length: count }, () => ({ job: one.job, data: { word: "" }, id: randomUUID() }));
        for (const addition of additions) addition.data.word = addition.id;
        await one.queue.addBulk(additions);
        words.push(...additions.map(({ id }) => id));
      };
      await add(50);
      await other.queue.work(2);
      await expect.poll(() => areTogether(one, other), { timeout: 10_000 }).toBe(true);

      await add(50);
      group.stopSentinel();
      await group.loseMaster(signal);
      const lostAt = performance.now();
      const added = add(50);
      // Requests go on meanwhile.
      const startedAt = performance.now();
      await one.limits.take("user:somebody", 1_000_000, 60);
      await one.cache.read({ key: "meanwhile", load: async () => ({ value: "made here" }) });
      expect(performance.now() - startedAt).toBeLessThan(1_000);

      await expect.poll(() => areTogether(one, other), { timeout: 30_000, interval: 200 }).toBe(true);
      await added;
      await expect.poll(() => new Set(other.done).size, { timeout: 30_000 }).toBe(words.length);
      const seconds = (performance.now() - lostAt) / 1_000;
      expect(seconds).toBeLessThan(30);
      expect(new Set(other.done)).toEqual(new Set(words));
    },
  );

  it("is encrypted by rediss:// up to the master, and refused with certificates that nobody vouches for [V12.3.1]", async () => {
    // None of them has a port without TLS.
    const group = await startSentinels();
    const { servers, sentinels } = group.certificates;
    const ping = async (address = group.address) => {
      const errors: string[] = [];
      const redis = connectRedis(address);
      closing.push(() => redis.disconnect());
      redis.on("error", (error: Error) => void errors.push(error.message));
      const answer = await redis.ping().catch(() => "none");
      redis.disconnect();
      return { answer, errors: errors.join() };
    };
    trust();
    expect(await ping()).toEqual({ answer: "none", errors: expect.stringContaining("All sentinels are unreachable") });
    trust(sentinels);
    expect(await ping()).toEqual({ answer: "none", errors: expect.stringMatching(/certificate/i) });
    trust(sentinels, servers);
    expect(await ping()).toEqual({ answer: "PONG", errors: "" });
    const plain = await ping({ ...group.address, url: group.address.url.replace("rediss:", "redis:") });
    expect(plain.answer).toBe("none");
  });
});
