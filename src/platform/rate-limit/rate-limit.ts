import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { RedisGuard } from "#src/platform/redis/guard.ts";
import { connectRedis } from "#src/platform/redis/redis.ts";

type Limiter = { inProcess: RateLimiterMemory; inRedis: RateLimiterRedis | undefined };

/** Takes from the allowance of `key`; throws `rate_limited` with the seconds to wait when nothing is left. */
export type RateLimits = {
  take(key: string, allowed: number, windowSeconds: number): Promise<void>;
  close(): void;
};

/** A request waits so long for Redis, once, before all go on without it. */
const answerWithinMs = 250;

const registryKey = Symbol.for("competency.rateLimits");
const holder = globalThis as { [registryKey]?: RateLimits | undefined };

/** Allows `allowed` acts of `key` in each window, counted over all processes where there is a Redis. */
export function takeFromLimit(key: string, allowed: number, windowSeconds = 60): Promise<void> {
  holder[registryKey] ??= createRateLimits(
    config.redis ? connectRedis(config.redis, { commandTimeout: answerWithinMs }) : undefined,
  );
  return holder[registryKey].take(key, allowed, windowSeconds);
}

export function closeRateLimits(): void {
  holder[registryKey]?.close();
  holder[registryKey] = undefined;
}

export function createRateLimits(redis: Redis | undefined): RateLimits {
  const guard = redis && new RedisGuard(redis);
  const limiters = new Map<string, Limiter>();
  const limiterOf = (allowed: number, windowSeconds: number): Limiter => {
    const name = `limit:${allowed}:${windowSeconds}`;
    const known = limiters.get(name);
    if (known) return known;
    const options = { keyPrefix: name, points: allowed, duration: windowSeconds };
    const limiter = {
      inProcess: new RateLimiterMemory(options),
      inRedis:
        redis &&
        new RateLimiterRedis({
          ...options,
          storeClient: redis,
          // A key that is over its limit is refused without asking Redis again.
          inMemoryBlockOnConsumed: allowed + 1,
        }),
    };
    limiters.set(name, limiter);
    return limiter;
  };
  return {
    async take(key, allowed, windowSeconds) {
      const { inRedis, inProcess } = limiterOf(allowed, windowSeconds);
      const counted = inRedis && (await guard?.run(() => isAllowed(inRedis, key)));
      // While Redis does not answer, each process counts for itself.
      const outcome = counted ? counted.answer : await isAllowed(inProcess, key);
      if (outcome === true) return;
      throw new AppError("rate_limited", "Too many requests. Wait a moment and try again.", {
        retryAfterSeconds: Math.max(1, Math.ceil(outcome.msBeforeNext / 1000)),
      });
    },
    close() {
      guard?.disconnect();
    },
  };
}

/** True, or how long the key is refused. */
async function isAllowed(limiter: RateLimiterMemory | RateLimiterRedis, key: string): Promise<true | RateLimiterRes> {
  try {
    await limiter.consume(key);
    return true;
  } catch (rejection) {
    if (rejection instanceof RateLimiterRes) return rejection;
    throw rejection;
  }
}
