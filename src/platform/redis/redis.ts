import { Redis, type RedisOptions } from "ioredis";
import { log } from "#src/platform/log/log.ts";

/** For commands that a request waits for: they fail fast, and their callers continue without Redis. */
export function connectRedis(url: string, options: Pick<RedisOptions, "commandTimeout"> = {}): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    connectionName: "competency",
    ...options,
  });
  reportErrors(redis);
  return redis;
}

/** For subscriptions and queues, which wait until Redis is back. */
export function connectPatientRedis(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, connectTimeout: 5_000, connectionName: "competency" });
  reportErrors(redis);
  return redis;
}

const reportEveryMs = 10_000;

/** Every attempt fails while the server cannot be reached; the log gets one line now and then. */
function reportErrors(redis: Redis): void {
  let reportedAt = 0;
  redis.on("error", (err: Error) => {
    if (Date.now() - reportedAt < reportEveryMs) return;
    reportedAt = Date.now();
    log.warn({ err }, "Redis cannot be reached");
  });
}
