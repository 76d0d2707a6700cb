import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { RateLimits } from "#src/platform/rate-limit/rate-limit.ts";

/** What every rate limiter guarantees. */
export function rateLimitContract(open: () => RateLimits): void {
  it("allows the limit, then refuses with the time to wait", async () => {
    const limits = open();
    for (let act = 0; act < 5; act += 1) await limits.take("user:a", 5, 60);
    await expect(limits.take("user:a", 5, 60)).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds >= 1 && seconds <= 60),
    });
  });

  it("counts each key separately, and starts again with the next window", async () => {
    const limits = open();
    await limits.take("user:b", 1, 1);
    await limits.take("user:c", 1, 1);
    await expect(limits.take("user:b", 1, 1)).rejects.toMatchObject({ code: "rate_limited" });
    await sleep(1_100);
    await limits.take("user:b", 1, 1);
  });
}
