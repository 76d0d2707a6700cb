import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";

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
};

/** A real Redis: the one of REDIS_URL, else a private one for this file. */
export function useRedis(): TestRedis {
  let url = offered ?? "";
  let server: ChildProcess | undefined;
  let port = 0;
  const dir = isHere && !offered ? mkdtempSync(join(tmpdir(), "competency-redis-")) : undefined;

  async function start(): Promise<void> {
    server = spawn(
      "redis-server",
      ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir ?? "."],
      { stdio: "ignore" },
    );
    await accepts(port);
  }

  async function kill(): Promise<void> {
    const dying = server;
    if (!dying || dying.exitCode !== null) return;
    await new Promise((done) => {
      dying.once("exit", done);
      dying.kill("SIGKILL");
    });
  }

  beforeAll(async () => {
    if (!dir) return;
    port = await freePort();
    url = `redis://127.0.0.1:${port}`;
    await start();
  });
  afterAll(async () => {
    await kill();
    if (dir) rmSync(dir, { recursive: true, force: true });
  });

  return {
    url: () => url,
    prefix: `test-${randomBytes(6).toString("hex")}:`,
    restart: async () => {
      if (!dir) return;
      await kill();
      await start();
    },
  };
}

async function accepts(port: number): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    const isOpen = await new Promise<boolean>((done) => {
      const socket = createConnection(port, "127.0.0.1");
      socket.once("connect", () => done(true));
      socket.once("error", () => done(false));
      socket.once("close", () => socket.destroy());
      socket.once("connect", () => socket.end());
    });
    if (isOpen) return;
    if (Date.now() > until) throw new Error("redis-server did not start within ten seconds.");
    await new Promise((done) => setTimeout(done, 20));
  }
}
