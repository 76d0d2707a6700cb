import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Program } from "./program.ts";

const root = join(import.meta.dirname, "../..");

type Part = "web" | "worker";

type Options = {
  part: Part;
  port: number;
  /** Read at each start. */
  settings: () => NodeJS.ProcessEnv;
  logPath: string;
  /** Another checkout. */
  root?: string;
};

/** A web or worker process, as on a machine of its own: nothing restarts it. */
export class NodeProcess {
  readonly #options: Options;
  readonly #port: number;
  #child: ChildProcess | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#port = options.port;
  }

  /** One more of a running program, with the settings of its first. */
  static ofProgram(program: Program, part: Part, port: number): NodeProcess {
    const settings = () => settingsOf(program.pidOf(part) ?? 0);
    return new NodeProcess({ part, port, settings, logPath: join(program.dir, "log", `second-${part}.log`) });
  }

  get part(): Part {
    return this.#options.part;
  }

  get port(): number {
    return this.#port;
  }

  get address(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    const { part, settings, logPath } = this.#options;
    const log = openSync(logPath, "a", 0o600);
    const child = spawn(process.execPath, [join("src/processes", part === "web" ? "server.ts" : "worker.ts")], {
      cwd: this.#options.root ?? root,
      env: { ...settings(), PORT: String(this.#port) },
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    this.#child = child;
    const ended = once(child, "exit").then(([code, signal]) => {
      throw new Error(`the ${part} process ended with ${code ?? signal}`);
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
