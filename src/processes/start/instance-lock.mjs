import { createHash } from "node:crypto";
import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { StartFault, throwFileFault } from "./fault.mjs";
import { sleep } from "./postmaster.mjs";

/**
 * Allows one instance for each data folder. The lock is a socket on which the holder answers who it is: unlike a file
 * with a process number, it cannot outlive its holder, however that ended.
 * @param {string} dir
 * @param {{ address: string }} about sent to a second instance
 * @returns {Promise<{ release: () => Promise<void> }>}
 */
export async function takeInstanceLock(dir, about) {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o711 });
  } catch (error) {
    throwFileFault(error, dir);
  }
  const own = JSON.stringify({ pid: process.pid, ...about });
  const path = socketPath(dir);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const server = createServer((socket) => {
      // The asking process may end before the answer.
      socket.on("error", () => {});
      socket.end(own);
    });
    const fault = await listen(server, path);
    if (!fault) {
      // Two starts may find the same dead socket and remove it; the one whose new socket was removed has lost.
      if (attempt > 1) await sleep(100);
      const holder = await ask(path);
      if (holder?.pid === process.pid) return { release: () => new Promise((done) => server.close(() => done())) };
      await new Promise((done) => server.close(done));
      continue;
    }
    if (fault.code !== "EADDRINUSE") throwFileFault(fault, dir);
    const holder = await ask(path);
    if (holder) {
      throw new StartFault(
        `The data folder ${dir} is in use: the program is running already at ${holder.address} (process ${holder.pid}). Use that one, stop it first, or name another folder with DATA_DIR.`,
      );
    }
    rmSync(path, { force: true });
  }
  throw new StartFault(`The data folder ${dir} could not be locked: another start is going on at this moment.`);
}

/** The holder of the folder's lock, if there is one. @param {string} dir */
export function findHolder(dir) {
  return ask(socketPath(dir));
}

/** The path of a socket may have about a hundred characters, and some file systems support no sockets. */
function socketPath(dir) {
  const name = (real) => createHash("sha256").update(real).digest("hex").slice(0, 16);
  let real = dir;
  try {
    real = realpathSync(dir);
  } catch {
    // The folder does not exist yet, so nobody holds it.
  }
  if (process.platform === "win32") return `\\\\.\\pipe\\competency-${name(real)}`;
  const absolute = join(real, "lock");
  const short = [absolute, relative(process.cwd(), absolute)].sort((a, b) => a.length - b.length)[0];
  return short.length < 100 ? short : join(tmpdir(), `competency-${name(real)}.lock`);
}

function listen(server, path) {
  return new Promise((resolve) => {
    server.once("error", resolve);
    server.listen(path, () => resolve(undefined));
    server.unref();
  });
}

/** @returns {Promise<{ pid: number, address: string } | undefined>} */
function ask(path) {
  return new Promise((resolve) => {
    let answer = "";
    const socket = createConnection(path);
    socket.setTimeout(2000, () => socket.destroy());
    socket.on("data", (text) => {
      answer += text;
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      try {
        resolve(JSON.parse(answer));
      } catch {
        resolve(undefined);
      }
    });
  });
}
