import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { RedisAddress } from "#src/platform/redis/redis.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import type { Certificate } from "./certificate.ts";
import { accepts } from "./redis-server.ts";

const dataPassword = "data, of it";
const sentinelPassword = "watch, of it";
const masterName = "competency";

/** Each vouches for itself. */
type Tls = { servers: Certificate; sentinels: Certificate };

/** A master, two replicas and three Sentinels on this machine, which notice within a second. */
export class RedisSentinels {
  readonly #dir = mkdtempSync(join(tmpdir(), "competency-sentinels-"));
  readonly #tls: Tls | undefined;
  readonly #servers = new Map<number, ChildProcess>();
  readonly #sentinels: number[] = [];

  private constructor(tls: Tls | undefined) {
    this.#tls = tls;
  }

  /** @param tls with it all of them speak TLS alone */
  static async start(tls?: Tls): Promise<RedisSentinels> {
    const group = new RedisSentinels(tls);
    const first = await group.#startServer();
    await Promise.all([group.#startServer(first), group.#startServer(first)]);
    await Promise.all(Array.from({ length: 3 }, () => group.#startSentinel(first)));
    await group.#isComplete();
    return group;
  }

  /** As the program has it in its settings. */
  get address(): RedisAddress {
    const scheme = this.#tls ? "rediss" : "redis";
    const login = `:${encodeURIComponent(sentinelPassword)}@`;
    return {
      url: `${scheme}://:${encodeURIComponent(dataPassword)}@${masterName}`,
      sentinels: this.#sentinels.map((port) => `${scheme}://${login}127.0.0.1:${port}`),
    };
  }

  /** How many connections the Sentinels have from the program. */
  async connections(): Promise<number> {
    const counts = await Promise.all(
      this.#sentinels.map((port) =>
        this.#ask(port, sentinelPassword, async (redis) => {
          const lines = String(await redis.call("CLIENT", "LIST")).split("\n");
          // Those of the other Sentinels have names.
          return lines.filter((line) => / name= .* sub=1 /.test(line)).length;
        }),
      ),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Waits until both replicas have what was written, then kills or stops the master; gives its port. */
  async lose(signal: "SIGKILL" | "SIGSTOP"): Promise<number> {
    const port = await this.#master();
    await this.#ask(port, dataPassword, (redis) => redis.wait(2, 5_000));
    this.#servers.get(port)?.kill(signal);
    return port;
  }

  /** A Sentinel that hangs, as behind a cut line. */
  loseSentinel(): void {
    this.#servers.get(this.#sentinels[0] ?? 0)?.kill("SIGSTOP");
  }

  async discard(): Promise<void> {
    const running = [...this.#servers.values()].filter(({ exitCode, signalCode }) => exitCode === null && !signalCode);
    const ends = running.map((server) => new Promise((done) => server.once("exit", done)));
    for (const server of running) server.kill("SIGKILL");
    await Promise.all(ends);
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #startServer(master?: number): Promise<number> {
    const port = await freePort();
    await this.#start(port, this.#tls?.servers, [
      `requirepass "${dataPassword}"`,
      `masterauth "${dataPassword}"`,
      "appendonly yes",
      'save ""',
      "repl-diskless-sync-delay 0",
      ...(master ? [`replicaof 127.0.0.1 ${master}`] : []),
    ]);
    return port;
  }

  async #startSentinel(master: number): Promise<void> {
    const port = await freePort();
    this.#sentinels.push(port);
    await this.#start(
      port,
      this.#tls?.sentinels,
      [
        `requirepass "${sentinelPassword}"`,
        `sentinel monitor ${masterName} 127.0.0.1 ${master} 2`,
        `sentinel auth-pass ${masterName} "${dataPassword}"`,
        `sentinel sentinel-pass "${sentinelPassword}"`,
        `sentinel down-after-milliseconds ${masterName} 1000`,
        `sentinel failover-timeout ${masterName} 5000`,
      ],
      ["--sentinel"],
    );
  }

  async #start(port: number, own: Certificate | undefined, lines: string[], args: string[] = []): Promise<void> {
    const dir = join(this.#dir, String(port));
    mkdirSync(dir);
    const listen = own
      ? [
          ...["port 0", `tls-port ${port}`, "tls-replication yes", "tls-auth-clients no"],
          ...["tls-cert-file cert.pem", "tls-key-file key.pem", "tls-ca-cert-file ca.pem"],
        ]
      : [`port ${port}`];
    if (own) {
      writeFileSync(join(dir, "cert.pem"), own.cert);
      writeFileSync(join(dir, "key.pem"), own.key);
      writeFileSync(join(dir, "ca.pem"), this.#authorities());
    }
    writeFileSync(join(dir, "redis.conf"), [...listen, "bind 127.0.0.1", ...lines, ""].join("\n"));
    this.#servers.set(port, spawn("redis-server", ["redis.conf", ...args], { stdio: "ignore", cwd: dir }));
    await accepts(port);
  }

  #authorities(): string {
    return this.#tls ? this.#tls.servers.cert + this.#tls.sentinels.cert : "";
  }

  /** Until then a failover would fail for want of votes, or of a replica to choose. */
  async #isComplete(): Promise<void> {
    const until = Date.now() + 30_000;
    for (const port of this.#sentinels) {
      const knowsAll = (redis: Redis) =>
        redis.call("SENTINEL", "CKQUORUM", masterName).then(
          async (words) => {
            const replicas = await redis.call("SENTINEL", "REPLICAS", masterName);
            const text = JSON.stringify(replicas);
            return String(words).startsWith("OK 3 ") && text.match(/"master-link-status","ok"/g)?.length === 2;
          },
          () => false,
        );
      while (!(await this.#ask(port, sentinelPassword, knowsAll))) {
        if (Date.now() > until) throw new Error("the Sentinels did not find each other within 30 seconds");
        await new Promise((done) => setTimeout(done, 200));
      }
    }
  }

  async #master(): Promise<number> {
    const [port = 0] = this.#sentinels.slice(-1);
    const [, master] = await this.#ask(port, sentinelPassword, (redis) =>
      redis.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName).then((answer) => answer as [string, string]),
    );
    return Number(master);
  }

  async #ask<T>(port: number, password: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis({
      port,
      host: "127.0.0.1",
      password,
      enableReadyCheck: false,
      disableClientInfo: true,
      ...(this.#tls ? { tls: { ca: this.#authorities() } } : {}),
    });
    try {
      return await ask(redis);
    } finally {
      redis.disconnect();
    }
  }
}
