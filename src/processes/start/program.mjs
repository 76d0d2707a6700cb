import { execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isAlive, waitForExit } from "./postmaster.mjs";

const graceMs = 10_000;
const logLimitBytes = 20 * 1024 * 1024;

/**
 * Starts one of our processes. It writes into its log by itself, so that neither outlives the other's trouble, and it
 * holds a channel to us: when that closes it knows that we are gone.
 *
 * @param {{ name: string, node: string, script: string, args?: string[], root: string, dir: string,
 *   env: Record<string, string | undefined>, isVerbose: boolean }} options
 * @returns {import("./keep-running.mjs").Part & { child: import("node:child_process").ChildProcess, tail: () => string, code: () => number | null }}
 */
export function launchProgram({ name, node, script, args = [], root, dir, env, isVerbose }) {
  const logPath = join(dir, "log", `${name}.log`);
  mkdirSync(join(dir, "log"), { recursive: true });
  const log = openSync(logPath, "a", 0o600);
  const start = fstatSync(log).size;
  const output = isVerbose ? "inherit" : log;
  // Evidence and mail that it writes are nobody else's on this machine; the folder itself others may pass through.
  const umask = process.umask(0o077);
  const child = spawn(node, [join("src", "processes", script), ...args], {
    cwd: root,
    env,
    // The terminal's Ctrl-C is for us alone: we stop the parts in their order.
    detached: process.platform !== "win32",
    stdio: ["ignore", output, output, "ipc"],
  });
  process.umask(umask);
  closeSync(log);
  const exited = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`));
  });
  if (child.pid) note(dir, name, child.pid);
  void exited.then(() => forget(dir, name, child.pid));
  return {
    child,
    exited,
    code: () => child.exitCode,
    tail: () => (isVerbose ? "" : readFrom(logPath, start)),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** The last words of a process: the end of what it wrote since it began. */
function readFrom(path, start) {
  const reader = openSync(path, "r");
  try {
    const { size } = fstatSync(reader);
    const from = Math.max(Math.min(start, size), size - 8192);
    const text = Buffer.alloc(size - from);
    readSync(reader, text, 0, text.length, from);
    return text.toString("utf8").trim().split("\n").slice(-12).join("\n");
  } finally {
    closeSync(reader);
  }
}

/** Logs are appended to by their writers, so cutting one off at its start loses at most a line. @param {string} dir */
export function trimLogs(dir) {
  const folder = join(dir, "log");
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".log"))) {
    const path = join(folder, name);
    if (statSync(path).size < logLimitBytes) continue;
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
  }
}

function note(dir, name, pid) {
  mkdirSync(join(dir, "run"), { recursive: true });
  writeFileSync(join(dir, "run", name), String(pid));
}

function forget(dir, name, pid) {
  const path = join(dir, "run", name);
  try {
    if (Number(readFileSync(path, "utf8")) === pid) rmSync(path);
  } catch {
    // The folder went away, or the next one has noted itself: nothing to forget.
  }
}

/**
 * Ends what a killed supervisor left running. Its children notice by themselves; this waits for them, and ends those
 * that hang. @param {string} dir @param {string} root
 */
export async function endOrphans(dir, root) {
  const folder = join(dir, "run");
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const pid = Number(readFileSync(join(folder, name), "utf8"));
    if (pid > 0 && isAlive(pid) && isOurs(pid, root)) {
      process.kill(pid, "SIGTERM");
      if (!(await waitForExit(pid, graceMs))) process.kill(pid, "SIGKILL");
      await waitForExit(pid, graceMs);
    }
    rmSync(join(folder, name), { force: true });
  }
}

/** The number may have gone to a stranger since. */
function isOurs(pid, root) {
  try {
    if (process.platform === "linux") {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return command.includes(join("src", "processes")) && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(root);
    }
    if (process.platform === "win32") return false;
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).includes("src/processes/");
  } catch {
    return false;
  }
}
