import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { RedisAddress } from "#src/platform/redis/redis.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { type Certificate, makeCertificate } from "./certificate.ts";
import { accepts } from "./redis-server.ts";

const folder = join(import.meta.dirname, "../../deploy/redis");
const dataPassword = "d4ta";
const sentinelPassword = "w4tch";
const masterName = "competency";

/**
 * A master, two replicas and three Sentinels with the files of `deploy/redis`, on ports of this machine. All speak TLS alone;
 * each of the two certificates vouches for itself.
 */
export class RedisSentinels {
  readonly certificates = { servers: makeCertificate(), sentinels: makeCertificate() };
  readonly #dir = mkdtempSync(join(tmpdir(), "competency-sentinels-"));
  readonly #processes = new Map<number, ChildProcess>();
  readonly #sentinels: number[] = [];

  static async start(): Promise<RedisSentinels> {
    const group = new RedisSentinels();
    try {
      const first = await group.#startServer();
      await Promise.all([group.#startServer(first), group.#startServer(first)]);
      await Promise.all(Array.from({ length: 3 }, () => group.#startSentinel(first)));
      await group.#isComplete();
    } catch (error) {
      await group.discard();
      throw error;
    }
    return group;
  }

  /** As the program has it in its settings. */
  get address(): RedisAddress {
    return {
      url: `rediss://:${dataPassword}@${masterName}`,
      sentinels: this.#sentinels.map((port) => `rediss://:${sentinelPassword}@localhost:${port}`),
    };
  }

  /** Kills or stops the master, once both replicas have what was written. */
  async loseMaster(signal: "SIGKILL" | "SIGSTOP"): Promise<void> {
    const answer = await this.#ask(this.#sentinels[2] ?? 0, sentinelPassword, (redis) =>
      redis.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", masterName),
    );
    const port = Number((answer as [string, string])[1]);
    await this.#ask(port, dataPassword, (redis) => redis.wait(2, 5_000));
    this.#processes.get(port)?.kill(signal);
  }

  /** The first keeps its connections and answers nobody, as behind a cut line. */
  stopSentinel(): void {
    this.#processes.get(this.#sentinels[0] ?? 0)?.kill("SIGSTOP");
  }

  async discard(): Promise<void> {
    const running = [...this.#processes.values()].filter(
      ({ exitCode, signalCode }) => exitCode === null && !signalCode,
    );
    const ends = running.map((process) => new Promise((done) => process.once("exit", done)));
    for (const process of running) process.kill("SIGKILL");
    await Promise.all(ends);
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #startServer(master?: number): Promise<number> {
    const port = await freePort();
    const own = ["repl-diskless-sync-delay 0", ...(master ? [`replicaof localhost ${master}`] : [])];
    await this.#start("redis.conf", port, this.certificates.servers, own);
    return port;
  }

  async #startSentinel(master: number): Promise<void> {
    const port = await freePort();
    this.#sentinels.push(port);
    const own = [`sentinel down-after-milliseconds ${masterName} 1000`, `sentinel failover-timeout ${masterName} 5000`];
    await this.#start("sentinel.conf", port, this.certificates.sentinels, own, { master, args: ["--sentinel"] });
  }

  async #start(
    file: string,
    port: number,
    certificate: Certificate,
    own: string[],
    { master = port, args = [] as string[] } = {},
  ): Promise<void> {
    const dir = join(this.#dir, String(port));
    mkdirSync(dir);
    writeFileSync(join(dir, "cert.pem"), certificate.cert);
    writeFileSync(join(dir, "key.pem"), certificate.key);
    writeFileSync(join(dir, "ca.pem"), this.#authorities());
    const text = readFileSync(join(folder, file), "utf8")
      .replaceAll("<password>", dataPassword)
      .replaceAll("<sentinel password>", sentinelPassword)
      .replaceAll(/<[\w.]+>/g, "localhost")
      .replaceAll("/etc/redis/tls", dir)
      .replaceAll("/var/lib/redis", dir)
      .replace(/^bind .*/m, "bind 127.0.0.1 -::1")
      .replace(/^tls-port .*/m, `tls-port ${port}`)
      .replace(/^(sentinel monitor \S+ \S+) 6379/m, `$1 ${master}`);
    writeFileSync(join(dir, file), `${text}${own.join("\n")}\n`);
    this.#processes.set(port, spawn("redis-server", [file, ...args], { stdio: "ignore", cwd: dir }));
    await accepts(port);
  }

  #authorities(): string {
    return this.certificates.servers.cert + this.certificates.sentinels.cert;
  }

  /** Until then a failover would fail for want of votes, or of a replica to choose. */
  async #isComplete(): Promise<void> {
    const until = Date.now() + 30_000;
    const knowsAll = async (redis: Redis): Promise<boolean> => {
      const quorum = await redis.call("SENTINEL", "CKQUORUM", masterName).catch(() => "");
      const replicas = JSON.stringify(await redis.call("SENTINEL", "REPLICAS", masterName));
      return String(quorum).startsWith("OK 3 ") && replicas.match(/"master-link-status","ok"/g)?.length === 2;
    };
    for (const port of this.#sentinels) {
      while (!(await this.#ask(port, sentinelPassword, knowsAll))) {
        if (Date.now() > until) throw new Error("the Sentinels did not find each other within 30 seconds");
        await new Promise((done) => setTimeout(done, 200));
      }
    }
  }

  async #ask<T>(port: number, password: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis({
      ...{ port, host: "localhost", password, enableReadyCheck: false },
      tls: { ca: this.#authorities() },
    });
    redis.on("error", () => {});
    try {
      return await ask(redis);
    } finally {
      redis.disconnect();
    }
  }
}
