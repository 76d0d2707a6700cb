import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Program } from "./program.ts";

const root = join(import.meta.dirname, "../..");

/**
 * One more web or worker process of a running program, as on another machine: with the settings of its first, and none of
 * its parts to restart it.
 */
export class NodeProcess {
  readonly #program: Program;
  readonly #part: "web" | "worker";
  readonly #port: number;
  #child: ChildProcess | undefined;

  constructor(program: Program, part: "web" | "worker", port: number) {
    this.#program = program;
    this.#part = part;
    this.#port = port;
  }

  get address(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    const log = openSync(join(this.#program.dir, "log", `second-${this.#part}.log`), "a", 0o600);
    const child = spawn(process.execPath, [join("src/processes", this.#part === "web" ? "server.ts" : "worker.ts")], {
      cwd: root,
      env: { ...settingsOf(this.#program.pidOf(this.#part) ?? 0), PORT: String(this.#port) },
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    this.#child = child;
    const ended = once(child, "exit").then(([code, signal]) => {
      throw new Error(`the second ${this.#part} ended with ${code ?? signal}`);
    });
    ended.catch(() => {});
    await Promise.race([once(child, "message"), ended]);
  }

  /** Without a chance to finish anything. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}

/** The settings with which a running process was started. */
function settingsOf(pid: number): NodeJS.ProcessEnv {
  const lines = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)] as const),
  ) as NodeJS.ProcessEnv;
}
