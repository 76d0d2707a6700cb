import { afterAll, expect, it } from "vitest";
import { createRateLimits, type RateLimits } from "#src/platform/rate-limit/rate-limit.ts";
import { connectRedis } from "#src/platform/redis/redis.ts";
import { rateLimitContract } from "../../../tests/contracts/rate-limit.ts";
import { describeWithRedis, useRedis } from "../../../tests/support/redis.ts";

describeWithRedis("the allowances over Redis", () => {
  const redis = useRedis();
  const opened: RateLimits[] = [];
  afterAll(() => {
    for (const limits of opened) limits.close();
  });

  function openLimits(url = redis.url()): RateLimits {
    const limits = createRateLimits(connectRedis({ url }));
    opened.push(limits);
    return limits;
  }

  rateLimitContract(openLimits);

  it("are counted over all processes", async () => {
    await openLimits().take("user:shared", 1, 60);
    await expect(openLimits().take("user:shared", 1, 60)).rejects.toMatchObject({ code: "rate_limited" });
  });

  it("are counted in each process while Redis cannot be reached [V16.5.2]", async () => {
    const limits = openLimits("redis://127.0.0.1:1");
    await limits.take("user:away", 1, 60);
    await expect(limits.take("user:away", 1, 60)).rejects.toMatchObject({ code: "rate_limited" });
  });

  it("are counted over all processes again after Redis has restarted", async () => {
    const [one, other] = [openLimits(), openLimits()];
    await one.take("user:before", 1, 60);
    await redis.restart();
    let round = 0;
    const isShared = async () => {
      round += 1;
      await one.take(`user:after-${round}`, 1, 60);
      return other.take(`user:after-${round}`, 1, 60).then(
        () => false,
        () => true,
      );
    };
    await expect.poll(isShared, { timeout: 5_000 }).toBe(true);
  });
});
