import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * The content of postmaster.pid: line 1 the process, 4 the port, 5 the folder of the socket, 8 the state.
 * @typedef {{ pid: number, port: number, socketDir: string, state: string }} Postmaster
 */

/** @param {string} dataDir @returns {Postmaster | undefined} */
export function readPostmaster(dataDir) {
  let lines;
  try {
    lines = readFileSync(join(dataDir, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3]), socketDir: (lines[4] ?? "").trim(), state: (lines[7] ?? "").trim() };
}

/**
 * The server that is running on this folder, if there is one. The process number in a file that was left may now belong
 * to another program, or to a dead process that nobody reaps (in a container without an init). PostgreSQL looks only at
 * the number and would always refuse to start, so the file is removed, and that of its socket. Whether processes of the
 * old server still run, PostgreSQL finds out by the shared memory.
 * @param {string} dataDir @returns {Postmaster | undefined}
 */
export function findPostmaster(dataDir) {
  const written = readPostmaster(dataDir);
  if (!written) return undefined;
  if (isAlive(written.pid) && isPostmasterOf(written.pid, dataDir)) return written;
  if (!isKnown(written.pid)) return undefined;
  rmSync(join(dataDir, "postmaster.pid"), { force: true });
  if (written.socketDir) rmSync(join(written.socketDir, `.s.PGSQL.${written.port}.lock`), { force: true });
  return undefined;
}

/** Whether the process runs; a dead one that nobody has reaped does not. @param {number} pid */
export function isAlive(pid) {
  return isKnown(pid) && !isZombie(pid);
}

/** Whether the process number is in use, also by another user. @param {number} pid */
function isKnown(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** @param {number} pid */
function isZombie(pid) {
  if (process.platform !== "linux") return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return false;
  }
}

/** @param {number} pid @param {string} dataDir */
function isPostmasterOf(pid, dataDir) {
  try {
    // A postmaster's working directory is its data folder.
    if (process.platform === "linux") return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDir);
    if (process.platform === "win32") {
      return execFileSync("tasklist", ["/FI", `PID eq ${pid}`, "/NH"], { encoding: "utf8" }).includes("postgres");
    }
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).includes(dataDir);
  } catch {
    return false;
  }
}

/**
 * Resolves once the process has ended; never rejects.
 * @param {number} pid @param {number} timeoutMs @returns {Promise<boolean>} whether it ended in time
 */
export async function waitForExit(pid, timeoutMs) {
  const until = Date.now() + timeoutMs;
  while (isAlive(pid)) {
    if (Date.now() > until) return false;
    await sleep(25);
  }
  return true;
}

/** @param {number} ms */
export function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
