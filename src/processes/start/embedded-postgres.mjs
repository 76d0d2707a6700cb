import { spawn, spawnSync } from "node:child_process";
import {
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { diskFull, StartFault, throwFileFault } from "./fault.mjs";
import { preparePlace } from "./postgres-binaries.mjs";
import { findPostmaster, isAlive, readPostmaster, sleep, waitForExit } from "./postmaster.mjs";
import { loadSecrets } from "./secrets.mjs";

const owner = "postgres";
const leastFreeBytes = 200 * 1024 * 1024;
const defaultStartTimeoutMs = 120_000;
const stopTimeoutMs = 30_000;
const logLimitBytes = 10 * 1024 * 1024;
/** The longest path of a socket in bytes, on the strictest system. */
const socketPathLimit = 103;

/** Nothing that was confirmed may be lost, so all settings for durability stay on. */
const settings = {
  listen_addresses: "127.0.0.1",
  max_connections: "100",
  shared_buffers: "128MB",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  // What waits for a backup that does not come may not fill the disk.
  max_slot_wal_keep_size: "4GB",
  jit: "off",
  // The data is not on a spinning disk, so reading a small table by an index is cheap.
  random_page_cost: "1.1",
  password_encryption: "scram-sha-256",
  timezone: "UTC",
  log_timezone: "UTC",
  log_line_prefix: "%m [%p] %q%a ",
  // Only warnings are logged, and no statements, since those may contain personal data.
  log_min_messages: "warning",
  log_min_error_statement: "panic",
  log_checkpoints: "off",
};

/**
 * Starts the PostgreSQL installed by npm, with its data under `dir`, or adopts the one that a killed process left
 * running there. It listens on 127.0.0.1 and, where the system has them, on a socket in the folder of its data, over
 * which a message costs less.
 *
 * @param {{ dir: string, port?: number, settings?: Record<string, string>, programs?: string, data?: string,
 *   startTimeoutMs?: number }} options `port` is used if it is free, else another one. `programs` is the folder of another
 *   PostgreSQL, with its bin; `data` the name of the folder of the data.
 * @returns {Promise<EmbeddedPostgres>}
 *
 * @typedef {object} EmbeddedPostgres
 * @property {string} socketDir empty where there is no socket
 * @property {string} url of the owner, to the database `postgres`
 * @property {(database: string) => string} urlOf the same to another database
 * @property {number} port
 * @property {number} pid
 * @property {boolean} isAdopted
 * @property {string} home the folder of the data: `dir`, or one elsewhere that the server's account can reach
 * @property {string} dataDir
 * @property {string} logPath
 * @property {Promise<void>} exited resolves when the server has ended, for whatever reason
 * @property {() => Promise<void>} stop fast shutdown: running transactions are rolled back
 */
export async function startEmbeddedPostgres(options) {
  const place = preparePlace(options.dir, options.programs);
  const { databasePassword } = loadSecrets(options.dir);
  const dataDir = join(place.home, options.data ?? "postgres");
  const logPath = join(options.dir, "log", "postgres.log");
  refuseFullDisk(place.home);
  await initialise(place, dataDir, databasePassword);
  refuseOtherMajor(place, dataDir);

  const running = await adoptable(dataDir);
  const started = running
    ? { pid: running.pid, port: running.port, socketDir: running.socketDir, exited: whenEnded(running.pid) }
    : await launch(place, dataDir, logPath, options);

  const host = started.socketDir ? encodeURIComponent(started.socketDir) : "127.0.0.1";
  const urlOf = (database) =>
    `postgres://${owner}:${encodeURIComponent(databasePassword)}@${host}:${started.port}/${encodeURIComponent(database)}`;
  return {
    ...started,
    url: urlOf("postgres"),
    urlOf,
    isAdopted: running !== undefined,
    home: place.home,
    dataDir,
    logPath,
    stop: () => stopPostmaster(place, dataDir, started.pid),
  };
}

function refuseFullDisk(home) {
  const { bavail, bsize } = statfsSync(home);
  if (bavail * bsize < leastFreeBytes) throw diskFull(home);
}

/**
 * Created under another name and renamed when complete, so that an interrupted first start leaves nothing half done.
 */
async function initialise(place, dataDir, password) {
  if (existsSync(join(dataDir, "PG_VERSION"))) return;
  // A restore that was ended between its last two steps.
  if (!existsSync(dataDir) && existsSync(`${dataDir}.restored`)) return renameSync(`${dataDir}.restored`, dataDir);
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new StartFault(`${dataDir} is not empty, yet holds no database. Move what is in it elsewhere.`);
  }
  const partial = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  try {
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    for (const path of [partial, passwordFile]) setOwner(place, path);
    const made = spawnSync(
      join(place.bin, "initdb"),
      [
        ...["--pgdata", partial, "--username", owner, "--pwfile", passwordFile, "--auth", "scram-sha-256"],
        ...["--encoding", "UTF8", "--data-checksums", "--no-instructions", ...localeFlags(place.major)],
      ],
      { ...place.account, cwd: partial, env: serverEnvironment(), encoding: "utf8" },
    );
    if (made.status !== 0) throw initFault(made, place.home);
    rmSync(dataDir, { recursive: true, force: true });
    renameSync(partial, dataDir);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throwFileFault(error, place.home);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** From PostgreSQL 17 on, the builtin provider orders text the same on every machine, whatever its C library. */
function localeFlags(major) {
  if (major < 17) return ["--locale", "C.UTF-8"];
  return ["--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"];
}

function initFault(made, home) {
  const output = `${made.stdout ?? ""}${made.stderr ?? ""}`.trim();
  if (output.includes("No space left on device")) return diskFull(home);
  const reason = output.split("\n").slice(-6).join("\n  ") || made.error?.message || `signal ${made.signal}`;
  return new StartFault(`The database could not be created in ${home}:\n  ${reason}`, { cause: made.error });
}

function refuseOtherMajor(place, dataDir) {
  const found = readFileSync(join(dataDir, "PG_VERSION"), "utf8").trim();
  if (Number(found) === place.major) return;
  throw new StartFault(
    `${dataDir} was written by PostgreSQL ${found}; this version of the project brings PostgreSQL ${place.major}, which cannot read it. ` +
      "Start the version that wrote it, export the data with its pg_dump, move the folder away and import into the new one (docs/operations.md).",
  );
}

/** Waits for a server that is starting or stopping. */
async function adoptable(dataDir) {
  const until = Date.now() + defaultStartTimeoutMs;
  for (;;) {
    const running = findPostmaster(dataDir);
    if (!running) return undefined;
    if (running.state === "ready") return running;
    if (Date.now() > until) {
      throw new StartFault(`The database (process ${running.pid}) has been "${running.state}" for two minutes.`);
    }
    await sleep(50);
  }
}

async function launch(place, dataDir, logPath, options) {
  let preferred = options.port;
  const socketDir = socketDirOf(dataDir);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(preferred);
    const log = openLog(logPath);
    const child = spawn(
      join(place.bin, "postgres"),
      [
        "-D",
        dataDir,
        ...Object.entries({
          ...settings,
          ...libraries(place.bin),
          unix_socket_directories: socketDir,
          ...options.settings,
          port,
        }).flatMap(asFlag),
      ],
      // A process group of its own: Ctrl-C must reach only the supervisor, which stops the database last.
      {
        ...place.account,
        cwd: dataDir,
        env: serverEnvironment(),
        detached: true,
        stdio: ["ignore", log.file, log.file],
      },
    );
    closeSync(log.file);
    let failure;
    const exited = new Promise((resolve) => {
      child.once("error", (error) => {
        failure = error;
        resolve();
      });
      child.once("exit", () => resolve());
    });
    let isGone = false;
    void exited.then(() => {
      isGone = true;
    });
    const until = Date.now() + (options.startTimeoutMs ?? defaultStartTimeoutMs);
    while (!isGone && Date.now() < until) {
      const state = readPostmaster(dataDir);
      if (state?.pid === child.pid && state.state === "ready") {
        return { pid: child.pid, port, socketDir, exited };
      }
      await sleep(15);
    }
    if (!isGone) {
      child.kill("SIGQUIT");
      throw new StartFault(`The database did not become ready in time. Its log: ${logPath}`);
    }
    const said = log.since();
    const isPortTaken = /Address already in use|could not bind/.test(said);
    // After a kill -9 the old server's processes may still be ending; or another program has taken the port.
    const isPassing = isPortTaken || /pre-existing shared memory block|is still in use/.test(said);
    if (isPassing && attempt < 40) {
      if (isPortTaken && attempt > 3) preferred = undefined;
      await sleep(250);
      continue;
    }
    if (said.includes("No space left on device")) throw diskFull(place.home);
    const reason = said.trim().split("\n").slice(-6).join("\n  ") || failure?.message || "it gave no reason";
    throw new StartFault(`The database did not start:\n  ${reason}\nIts log: ${logPath}`, { cause: failure });
  }
}

/** It counts what each statement takes. A server that is told to load a library that is not there does not start. */
function libraries(bin) {
  const has = [join(bin, "..", "lib", "postgresql"), join(bin, "..", "lib")].some((folder) =>
    ["so", "dylib", "dll"].some((ending) => existsSync(join(folder, `pg_stat_statements.${ending}`))),
  );
  return has ? { shared_preload_libraries: "pg_stat_statements" } : {};
}

/** The folder of the data, since only the server's account and root may enter it. */
function socketDirOf(dataDir) {
  const longest = join(dataDir, ".s.PGSQL.65535");
  // A comma would separate two folders.
  const isFit = process.platform !== "win32" && !dataDir.includes(",") && Buffer.byteLength(longest) <= socketPathLimit;
  return isFit ? dataDir : "";
}

function asFlag([name, value]) {
  return ["-c", `${name}=${value}`];
}

/** The server gets only what it needs of our environment: PG… variables would change its behaviour. */
function serverEnvironment() {
  const kept = ["PATH", "SYSTEMROOT", "TEMP", "TMP"].flatMap((name) => {
    const value = process.env[name];
    return value ? [[name, value]] : [];
  });
  return { ...Object.fromEntries(kept), LC_ALL: "C", TZ: "UTC" };
}

function openLog(path) {
  mkdirSync(join(path, ".."), { recursive: true });
  if (existsSync(path) && statSync(path).size > logLimitBytes) renameSync(path, `${path}.1`);
  const file = openSync(path, "a", 0o600);
  const start = fstatSync(file).size;
  return {
    file,
    since() {
      const reader = openSync(path, "r");
      try {
        const text = Buffer.alloc(Math.min(64 * 1024, fstatSync(reader).size - start));
        readSync(reader, text, 0, text.length, start);
        return text.toString("utf8");
      } finally {
        closeSync(reader);
      }
    },
  };
}

/** @param {number} [preferred] @returns {Promise<number>} */
export async function freePort(preferred) {
  if (preferred && (await canListen(preferred))) return preferred;
  const port = await canListen(0);
  if (!port) throw new StartFault("No port of 127.0.0.1 is free for the database.");
  return port;
}

function canListen(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(undefined));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}

/** An adopted server is not a child process, so it is polled, without keeping this process alive. */
async function whenEnded(pid) {
  while (isAlive(pid)) await new Promise((done) => setTimeout(done, 200).unref());
}

async function stopPostmaster(place, dataDir, pid) {
  if (!isAlive(pid)) return;
  if (process.platform === "win32") {
    spawnSync(join(place.bin, "pg_ctl"), ["stop", "-D", dataDir, "-m", "fast", "-w"]);
    return;
  }
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"]) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await waitForExit(pid, stopTimeoutMs)) return;
  }
}

function setOwner(place, path) {
  if (!place.account) return;
  chownSync(path, place.account.uid, place.account.gid);
}
