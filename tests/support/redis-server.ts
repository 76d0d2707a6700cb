import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";

/** A Redis of its own on a free port, with its data in a folder of its own. */
export class RedisServer {
  readonly url: string;
  readonly #port: number;
  readonly #dir = mkdtempSync(join(tmpdir(), "competency-redis-"));
  readonly #isDurable: boolean;
  #process: ChildProcess | undefined;

  private constructor(port: number, isDurable: boolean) {
    this.#port = port;
    this.#isDurable = isDurable;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** @param options.isDurable it keeps what it confirmed when it is killed, as one with jobs must */
  static async start({ isDurable = false } = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), isDurable);
    await server.#start();
    return server;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Kills it (-9) and starts it again on the same port. */
  async restart(): Promise<void> {
    await this.#kill();
    await this.#start();
  }

  /** It keeps its connections and answers nobody for so long, as behind a cut line. */
  async pause(ms: number): Promise<void> {
    this.#process?.kill("SIGSTOP");
    await new Promise((done) => setTimeout(done, ms));
    this.#process?.kill("SIGCONT");
  }

  async discard(): Promise<void> {
    await this.#kill();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    this.#process = spawn(
      "redis-server",
      [
        ...["--port", String(this.#port), "--bind", "127.0.0.1", "--dir", this.#dir],
        ...["--save", "", "--appendonly", this.#isDurable ? "yes" : "no"],
      ],
      { stdio: "ignore" },
    );
    await accepts(this.#port);
  }

  async #kill(): Promise<void> {
    const dying = this.#process;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    await new Promise((done) => {
      dying.once("exit", done);
      dying.kill("SIGKILL");
    });
  }
}

/** Waits until somebody listens there. */
export async function accepts(port: number): Promise<void> {
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
    if (Date.now() > until) throw new Error(`Nobody listens on port ${port} after ten seconds.`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
