import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { now } from "#src/lib/clock.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { sleep } from "#src/processes/start/postmaster.mjs";
import { withoutOwner } from "#src/processes/start/settings.mjs";
import type { FromServer, ToServer } from "./moved-clock.ts";

const root = join(import.meta.dirname, "../..");
const readyTimeoutMs = 60_000;

/** Whether requests go to the build under Next's own server, as on a platform of functions. */
export const isServerless = Boolean(process.env.TEST_SERVERLESS);
// Of this file's server, before anything reads the settings: the program's own address follows from it.
if (isServerless) process.env.PORT = String(await freePort());

/** Why a test is skipped then. */
export const looksInside = "it looks into the process that answers: its spies, counters or what it writes later";

/**
 * The build under Next's own server, on the test file's database and with its settings as they are now. It has the test's clock
 * at each request.
 */
export class ServerlessProcess {
  readonly port: number;
  readonly address: string;
  readonly #child: ChildProcess;
  readonly #logPath: string;
  readonly #answered = new Map<number, (answer: FromServer) => void>();
  #sent = 0;
  #offsetMs = 0;

  private constructor(port: number) {
    this.port = port;
    this.address = `http://127.0.0.1:${port}`;
    const dir = process.env.DATA_DIR ?? "";
    mkdirSync(dir, { recursive: true });
    this.#logPath = join(dir, "next.log");
    const log = openSync(this.#logPath, "a", 0o600);
    this.#child = spawn(
      process.execPath,
      ["--import", join(import.meta.dirname, "moved-clock.ts"), "src/processes/start-next.mjs"],
      {
        cwd: root,
        env: {
          ...withoutOwner(process.env),
          NODE_ENV: "production",
          NEXT_TELEMETRY_DISABLED: "1",
          HOST: "127.0.0.1",
        },
        stdio: ["ignore", log, log, "ipc"],
      },
    );
    closeSync(log);
    this.#child.on("message", (answer: FromServer) => this.#answered.get(answer.id)?.(answer));
  }

  /** Resolves when it answers. */
  static async start(): Promise<ServerlessProcess> {
    const server = new ServerlessProcess(Number(process.env.PORT));
    const until = Date.now() + readyTimeoutMs;
    const isReady = () =>
      fetch(`${server.address}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isReady())) {
      const hasEnded = server.#child.exitCode !== null || server.#child.signalCode !== null;
      if (hasEnded || Date.now() > until) {
        await server.kill();
        throw new Error(`Next's server is not ready:\n${readFileSync(server.#logPath, "utf8")}`);
      }
      await sleep(50);
    }
    return server;
  }

  async request(path: string, init: RequestInit): Promise<Response> {
    const offsetMs = now().getTime() - Date.now();
    // Between two readings of one clock a little time passes.
    if (Math.abs(offsetMs - this.#offsetMs) > 100) await this.#tell({ offsetMs, limits: "as they are" });
    return fetch(`${this.address}${path}`, { redirect: "manual", ...init });
  }

  /** Every allowance is whole again, or everything is allowed from now on. */
  async setLimits(limits: "whole" | "none"): Promise<void> {
    await this.#tell({ offsetMs: this.#offsetMs, limits });
  }

  /** Its memory now, and at most since the last question. */
  async memory(): Promise<{ rssBytes: number; peakBytes: number }> {
    return this.#tell({ offsetMs: this.#offsetMs, limits: "as they are" });
  }

  /** Without a chance to finish anything. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }

  async #tell(message: Omit<ToServer, "id">): Promise<FromServer> {
    this.#sent += 1;
    const id = this.#sent;
    this.#offsetMs = message.offsetMs;
    const answer = await new Promise<FromServer>((answered) => {
      this.#answered.set(id, answered);
      this.#child.send({ id, ...message });
    });
    this.#answered.delete(id);
    return answer;
  }
}
