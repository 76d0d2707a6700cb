import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { connectRedis } from "#src/platform/redis/redis.ts";

type Limiter = RateLimiterMemory | RateLimiterRedis;

/** Takes from the allowance of `key`; throws `rate_limited` with the seconds to wait when nothing is left. */
export type RateLimits = {
  take(key: string, allowed: number, windowSeconds: number): Promise<void>;
  close(): void;
};

const registryKey = Symbol.for("competency.rateLimits");
const holder = globalThis as { [registryKey]?: RateLimits | undefined };

/** Allows `allowed` acts of `key` in each window, counted over all processes where there is a Redis. */
export function takeFromLimit(key: string, allowed: number, windowSeconds = 60): Promise<void> {
  holder[registryKey] ??= createRateLimits(config.redisUrl ? connectRedis(config.redisUrl) : undefined);
  return holder[registryKey].take(key, allowed, windowSeconds);
}

export function closeRateLimits(): void {
  holder[registryKey]?.close();
  holder[registryKey] = undefined;
}

export function createRateLimits(redis: Redis | undefined): RateLimits {
  const limiters = new Map<string, Limiter>();
  const limiterOf = (allowed: number, windowSeconds: number): Limiter => {
    const name = `limit:${allowed}:${windowSeconds}`;
    const known = limiters.get(name);
    if (known) return known;
    const inProcess = new RateLimiterMemory({ keyPrefix: name, points: allowed, duration: windowSeconds });
    const limiter = redis
      ? new RateLimiterRedis({
          storeClient: redis,
          keyPrefix: name,
          points: allowed,
          duration: windowSeconds,
          // A key that is over its limit is refused without asking Redis again.
          inMemoryBlockOnConsumed: allowed + 1,
          // While Redis cannot be reached, each process counts for itself.
          insuranceLimiter: inProcess,
        })
      : inProcess;
    limiters.set(name, limiter);
    return limiter;
  };
  return {
    async take(key, allowed, windowSeconds) {
      try {
        await limiterOf(allowed, windowSeconds).consume(key);
      } catch (rejection) {
        if (!(rejection instanceof RateLimiterRes)) throw rejection;
        throw new AppError("rate_limited", "Too many requests. Wait a moment and try again.", {
          retryAfterSeconds: Math.max(1, Math.ceil(rejection.msBeforeNext / 1000)),
        });
      }
    },
    close() {
      redis?.disconnect();
    },
  };
}
