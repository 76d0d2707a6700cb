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

/** Of a Node that runs a process of the program: it finds its modules faster. */
export const fastImports = ["--import", import.meta.resolve("./resolve.mjs")];

/**
 * Starts one of our processes. It writes to its log file directly, so that its output does not depend on us, and it has
 * a channel to us: when that closes, it knows that we have ended.
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
  // Others on this machine must not read the evidence and mail that it writes; they may enter the folder itself.
  const umask = process.umask(0o077);
  const child = spawn(node, [...fastImports, join("src", "processes", script), ...args], {
    cwd: root,
    env,
    // Ctrl-C must reach only us: we stop the parts in their order.
    detached: process.platform !== "win32",
    stdio: ["ignore", output, output, "ipc"],
  });
  process.umask(umask);
  closeSync(log);
  const exited = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`));
  });
  if (child.pid) writePid(dir, name, child.pid);
  void exited.then(() => removePid(dir, name, child.pid));
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

/** The last lines that a process has written since it started. */
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

/** Writers append to their logs, so truncating one after a copy loses at most a line. @param {string} dir */
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

function writePid(dir, name, pid) {
  mkdirSync(join(dir, "run"), { recursive: true });
  writeFileSync(join(dir, "run", name), String(pid));
}

function removePid(dir, name, pid) {
  const path = join(dir, "run", name);
  try {
    if (Number(readFileSync(path, "utf8")) === pid) rmSync(path);
  } catch {
    // The folder was removed, or the next process has written its number.
  }
}

/**
 * Ends what a killed supervisor left running. Its children stop by themselves; this waits for them, and kills those
 * that hang.
 * @param {string} dir @param {string} root
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

/** The number may belong to another program by now. */
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
