import { afterAll, describe, expect, it } from "vitest";
import { createRateLimits, type RateLimits } from "#src/platform/cache/rate-limit.ts";
import { connectRedis } from "#src/platform/cache/redis.ts";
import { RedisCache } from "#src/platform/cache/redis-cache.ts";
import { cacheContract, rateLimitContract } from "../../../tests/contracts/cache.ts";
import { describeWithRedis, useRedis } from "../../../tests/support/redis.ts";

describeWithRedis("over Redis", () => {
  const redis = useRedis();
  const opened: { close(): unknown }[] = [];
  afterAll(() => Promise.all(opened.map((one) => one.close())));

  function openCache(): RedisCache {
    const cache = new RedisCache(connectRedis(redis.url()));
    opened.push(cache);
    return cache;
  }
  function openLimits(): RateLimits {
    const limits = createRateLimits(connectRedis(redis.url()));
    opened.push(limits);
    return limits;
  }

  describe("the cache", () => {
    cacheContract(openCache);

    it("is shared by all processes", async () => {
      await openCache().set("shared", { a: 1 }, 60);
      expect(await openCache().get("shared")).toEqual({ a: 1 });
    });
  });

  describe("the allowances", () => {
    rateLimitContract(openLimits);

    it("are counted over all processes", async () => {
      await openLimits().take("user:shared", 1, 60);
      await expect(openLimits().take("user:shared", 1, 60)).rejects.toMatchObject({ code: "rate_limited" });
    });
  });

  it("is an empty cache while Redis is away; counting says so, and limits go on in process", async () => {
    const nowhere = "redis://127.0.0.1:1";
    const cache = new RedisCache(connectRedis(nowhere));
    const limits = createRateLimits(connectRedis(nowhere));
    opened.push(cache, limits);
    await cache.set("during", 1, 60);
    expect(await cache.get("during")).toBeUndefined();
    await expect(cache.increment("count", 60)).rejects.toMatchObject({ code: "unavailable" });
    await expect(cache.delete("during")).rejects.toMatchObject({ code: "unavailable" });
    await limits.take("user:away", 1, 60);
    await expect(limits.take("user:away", 1, 60)).rejects.toMatchObject({ code: "rate_limited" });
  });

  it("goes on after Redis was started again", async () => {
    const cache = openCache();
    await cache.set("before", 1, 60);
    await redis.restart();
    await expect.poll(() => cache.increment("count", 60).catch(() => 0), { timeout: 5_000 }).toBeGreaterThan(0);
  });
});
