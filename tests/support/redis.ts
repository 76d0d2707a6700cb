import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterAll, beforeAll } from "vitest";

/** Whether the parts that use Redis can be tested against a real one: a server given by address, or one to start. */
export const hasRedis = Boolean(process.env.REDIS_URL) || spawnSync("redis-server", ["--version"]).status === 0;

export type TestRedis = { url: string; start(): Promise<void>; stop(): Promise<void> };

/**
 * A real Redis of its own for the tests of the surrounding `describe`, on a free port and keeping nothing on disk.
 * Where only an address is given, that server is used, and cannot be stopped or started.
 */
export function useRedis(): TestRedis {
  const given = process.env.REDIS_URL;
  const canSpawn = spawnSync("redis-server", ["--version"]).status === 0;
  const redis: TestRedis = { url: given ?? "", start: async () => {}, stop: async () => {} };
  if (!canSpawn) return redis;
  const folder = mkdtempSync(join(tmpdir(), "redis-"));
  let port = 0;
  let child: ChildProcess | undefined;
  redis.start = async () => {
    const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
    child = spawn("redis-server", args, { stdio: "ignore" });
    await untilItAnswers(redis.url);
  };
  redis.stop = async () => {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null) return;
    const gone = new Promise((done) => running.once("exit", done));
    running.kill("SIGKILL");
    await gone;
  };
  beforeAll(async () => {
    port = await freePort();
    redis.url = `redis://127.0.0.1:${port}`;
    await redis.start();
  });
  afterAll(async () => {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return redis;
}

async function untilItAnswers(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on("error", () => {});
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      await client.connect();
      await client.ping();
      client.disconnect();
      return;
    } catch {
      client.disconnect();
      await sleep(50);
    }
  }
  throw new Error(`no Redis answers at ${url}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
