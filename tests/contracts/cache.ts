import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Cache } from "#src/platform/cache/cache.ts";
import type { RateLimits } from "#src/platform/cache/rate-limit.ts";

/** What every cache promises. `open` is asked for a cache inside each test. */
export function cacheContract(open: () => Cache): void {
  it("gives back a copy of what was set", async () => {
    const cache = open();
    const value = { list: [1, { deep: "é" }], none: null };
    await cache.set("copy", value, 60);
    value.list.pop();
    expect(await cache.get("copy")).toEqual({ list: [1, { deep: "é" }], none: null });
  });

  it("knows nothing of a key that was never set, or was deleted", async () => {
    const cache = open();
    await cache.set("gone", 1, 60);
    await cache.delete("gone");
    expect(await cache.get("gone")).toBeUndefined();
    expect(await cache.get("never")).toBeUndefined();
  });

  it("forgets after the time to live", async () => {
    const cache = open();
    await cache.set("short", "x", 1);
    expect(await cache.get("short")).toBe("x");
    await sleep(1_100);
    expect(await cache.get("short")).toBeUndefined();
  });

  it("counts without losing any, and starts again after the time to live of the first", async () => {
    const cache = open();
    const sums = await Promise.all(Array.from({ length: 20 }, () => cache.increment("count", 1)));
    expect([...sums].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    await sleep(1_100);
    expect(await cache.increment("count", 1)).toBe(1);
  });
}

/** What every counter of allowances promises. */
export function rateLimitContract(open: () => RateLimits): void {
  it("lets the allowance through, then refuses and says how long to wait", async () => {
    const limits = open();
    for (let act = 0; act < 5; act += 1) await limits.take("user:a", 5, 60);
    await expect(limits.take("user:a", 5, 60)).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds >= 1 && seconds <= 60),
    });
  });

  it("counts each key for itself, and starts again with the next window", async () => {
    const limits = open();
    await limits.take("user:b", 1, 1);
    await limits.take("user:c", 1, 1);
    await expect(limits.take("user:b", 1, 1)).rejects.toMatchObject({ code: "rate_limited" });
    await sleep(1_100);
    await limits.take("user:b", 1, 1);
  });
}
