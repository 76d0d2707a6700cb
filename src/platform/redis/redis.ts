import { Redis, type RedisOptions } from "ioredis";
import { log } from "#src/platform/log/log.ts";

/** With `sentinels`, one address for each, the host of `url` is the name by which they know the master. */
export type RedisAddress = { url: string; sentinels?: readonly string[] | undefined };

/** For commands that a request waits for: they fail fast, and their callers continue without Redis. */
export function connectRedis(address: RedisAddress, options: Pick<RedisOptions, "commandTimeout"> = {}): Redis {
  const redis = new Redis(address.url, {
    ...sentinelOptions(address),
    maxRetriesPerRequest: 1,
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    // A machine that fell silent keeps its connections open, though another may have taken its place.
    socketTimeout: 5_000,
    connectionName: "competency",
    ...options,
  });
  reportErrors(redis);
  return redis;
}

/** For subscriptions and queues, which wait until Redis is back. */
export function connectPatientRedis(address: RedisAddress): Redis {
  const redis = new Redis(address.url, {
    ...sentinelOptions(address),
    maxRetriesPerRequest: null,
    connectTimeout: 5_000,
    // A worker waits ten seconds at most for its next job.
    socketTimeout: 12_000,
    connectionName: "competency",
  });
  reportErrors(redis);
  return redis;
}

function sentinelOptions({ url, sentinels }: RedisAddress) {
  const urls = (sentinels ?? []).map((sentinel) => new URL(sentinel));
  const [first] = urls;
  if (!first) return {};
  return {
    name: new URL(url).hostname,
    sentinels: urls.map(({ hostname, port }) => ({
      host: hostname.replace(/^\[(.*)\]$/, "$1"),
      port: Number(port || 26379),
    })),
    ...(first.username ? { sentinelUsername: decodeURIComponent(first.username) } : {}),
    ...(first.password ? { sentinelPassword: decodeURIComponent(first.password) } : {}),
    ...(first.protocol === "rediss:" ? { sentinelTLS: {} } : {}),
    // Without it the client speaks plain text to the master, whatever the scheme of its address is.
    enableTLSForSentinelMode: url.startsWith("rediss:"),
    // No failoverDetector: one of a former connection can end the client for good while it connects again; see socketTimeout.
    // One that hangs would hold up the connection for ever.
    sentinelCommandTimeout: 2_000,
    // Only the addresses that were checked at start.
    updateSentinels: false,
  };
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
