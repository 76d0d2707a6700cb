import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { isAlive, readPostmaster, sleep, waitForExit } from "#src/processes/start/postmaster.mjs";
import { RedisServer } from "./redis-server.ts";

const root = join(import.meta.dirname, "../..");
const readyTimeoutMs = 150_000;

export type Program = {
  address: string;
  port: number;
  dir: string;
  pid: number;
  /** Undefined where it has its parts in PostgreSQL. */
  redisUrl: string | undefined;
  /** Everything that it has written to the terminal. */
  output: () => string;
  /** Resolves with its exit code; undefined where a signal ended it. */
  ended: Promise<number | undefined>;
  untilReady: () => Promise<void>;
  /** The process number of the running part. */
  pidOf: (part: "web" | "worker" | "database") => number | undefined;
  signal: (name: NodeJS.Signals) => void;
};

/** A data folder for one program. Others may enter it, since root runs the database under another account. */
export function makeDataFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "competency-e2e-"));
  chmodSync(dir, 0o711);
  return join(dir, "data");
}

/** Does what `npm start` does, with the embedded database, in a folder and on a port of its own. */
export async function startProgram(
  options: {
    dir?: string;
    port?: number;
    flags?: string[];
    /** Another one of `src/processes` than that of `npm start`. */
    script?: string;
    env?: Record<string, string>;
    uid?: number;
    /** Another checkout, and the Node that runs it. */
    root?: string;
    node?: string;
  } = {},
): Promise<Program> {
  const dir = options.dir ?? makeDataFolder();
  const port = options.port ?? (await freePort());
  // The program must not inherit the settings of the test run, only what a new terminal would have, and its Redis.
  const env: NodeJS.ProcessEnv = { NODE_ENV: "production", DATA_DIR: dir, PORT: String(port), ...options.env };
  for (const name of ["PATH", "HOME", "TMPDIR", "SYSTEMROOT"]) env[name] = process.env[name];
  if (process.env.REDIS_URL) env.REDIS_URL ??= await redisOf(dir);
  const child = spawn(
    options.node ?? process.execPath,
    [join("src", "processes", options.script ?? "start.mjs"), ...(options.flags ?? [])],
    {
      cwd: options.root ?? root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output += String(text);
    });
  }
  const ended = new Promise<number | undefined>((done) => {
    child.once("close", (code) => done(code ?? undefined));
    child.once("error", (error) => {
      output += error.message;
      done(undefined);
    });
  });
  const program = {
    address: `http://localhost:${port}`,
    port,
    dir,
    pid: child.pid ?? 0,
    redisUrl: env.REDIS_URL,
    output: () => output,
    ended,
    untilReady: () => untilReady(child, `http://127.0.0.1:${port}/readyz`, () => output),
    pidOf: (part: "web" | "worker" | "database") => pidOf(dir, part),
    signal: (name: NodeJS.Signals) => {
      child.kill(name);
    },
  };
  return program;
}

const redisServers = new Map<string, RedisServer>();

/** In a run with Redis each data folder has its own: two programs would take each other's jobs. */
async function redisOf(dir: string): Promise<string> {
  const server = redisServers.get(dir) ?? (await RedisServer.start({ isDurable: true }));
  redisServers.set(dir, server);
  return server.url;
}

/** Stops it and removes its folder. */
export async function discardProgram(program: Program): Promise<void> {
  program.signal("SIGTERM");
  await program.ended;
  const left = pidOf(program.dir, "database");
  if (left && isAlive(left)) {
    process.kill(left, "SIGQUIT");
    await waitForExit(left, 10_000);
  }
  await redisServers.get(program.dir)?.discard();
  redisServers.delete(program.dir);
  rmSync(join(program.dir, ".."), { recursive: true, force: true, maxRetries: 5 });
}

async function untilReady(child: ChildProcess, probe: string, output: () => string): Promise<void> {
  const until = Date.now() + readyTimeoutMs;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`The program ended:\n${output()}`);
    const isReady = await fetch(probe, { signal: AbortSignal.timeout(2000) }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    if (Date.now() > until) throw new Error(`The program did not become ready:\n${output()}`);
    await sleep(25);
  }
}

function pidOf(dir: string, part: "web" | "worker" | "database"): number | undefined {
  if (part === "database") return readPostmaster(join(dir, "postgres"))?.pid;
  try {
    return Number(readFileSync(join(dir, "run", part), "utf8")) || undefined;
  } catch (error) {
    // Taken away when the process ended.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The owner's URL of the program's own database: no policy applies. */
export function ownerUrlOf(program: Program): string {
  const { databasePassword } = JSON.parse(readFileSync(join(program.dir, "secrets"), "utf8"));
  const port = readFileSync(join(program.dir, "postgres.port"), "utf8").trim();
  return `postgres://postgres:${databasePassword}@127.0.0.1:${port}/competency`;
}
