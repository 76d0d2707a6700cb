import { Redis } from "ioredis";
import { closeRateLimits } from "#src/platform/rate-limit/rate-limit.ts";

/** Every allowance is whole again, also in a run with Redis. */
export async function resetRateLimits(): Promise<void> {
  closeRateLimits();
  if (!process.env.REDIS_URL) return;
  const redis = new Redis(process.env.REDIS_URL);
  const keys = await redis.keys("limit:*");
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
}
