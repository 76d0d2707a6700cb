import { describe, expect, it } from "vitest";
import { MemoryCache } from "#src/platform/cache/memory-cache.ts";
import { createRateLimits } from "#src/platform/cache/rate-limit.ts";
import { cacheContract, rateLimitContract } from "../../../tests/contracts/cache.ts";

describe("the cache in process", () => {
  cacheContract(() => new MemoryCache());

  it("stays bounded: what was not asked for longest goes first", async () => {
    const cache = new MemoryCache();
    const value = "x".repeat(1024 * 1024);
    for (let index = 0; index < 40; index += 1) await cache.set(`big:${index}`, value, 60);
    expect(await cache.get("big:0")).toBeUndefined();
    expect(await cache.get("big:39")).toBe(value);
  });
});

describe("the allowances in process", () => {
  rateLimitContract(() => createRateLimits(undefined));
});
