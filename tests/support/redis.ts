import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe } from "vitest";
import { RedisServer } from "./redis-server.ts";

const offered = process.env.TEST_REDIS_URL;
const isHere = offered !== undefined || spawnSync("redis-server", ["--version"]).status === 0;

/** Without a redis-server and REDIS_URL, the tests inside are counted as skipped, by name. */
export const describeWithRedis = describe.skipIf(!isHere);

export type TestRedis = {
  /** Available from beforeAll on. */
  url: () => string;
  /** For the keys of this file: the Redis of REDIS_URL may contain others. */
  prefix: string;
  /** Kills the server (-9) and starts a new one on the same port. Does nothing to the Redis of REDIS_URL. */
  restart: () => Promise<void>;
  /** It answers nobody for so long. Does nothing to the Redis of REDIS_URL. */
  pause: (ms: number) => Promise<void>;
};

/**
 * A real Redis: the one of REDIS_URL, else a private one for this file.
 * @param options.isDurable it is always a private one, and keeps what it confirmed over a restart
 */
export function useRedis({ isDurable = false } = {}): TestRedis {
  const isPrivate = isHere && (isDurable || offered === undefined);
  let server: RedisServer | undefined;

  beforeAll(async () => {
    if (isPrivate) server = await RedisServer.start({ isDurable });
  });
  afterAll(() => server?.discard());

  return {
    url: () => server?.url ?? offered ?? "",
    prefix: `test-${randomBytes(6).toString("hex")}:`,
    restart: async () => server?.restart(),
    pause: async (ms) => server?.pause(ms),
  };
}
