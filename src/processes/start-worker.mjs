import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StartFault } from "./start/fault.mjs";
import { ensureInstalled, findNode } from "./start/install.mjs";
import { findHolder } from "./start/instance-lock.mjs";
import { dataFolder, loadDotEnv, startOwnDatabase } from "./start/own-database.mjs";
import { fastImports } from "./start/program.mjs";
import { programSettings, withoutOwner } from "./start/settings.mjs";

/**
 * What `npm run worker` runs: one more worker beside those that there are. It works with the database of DATABASE_URL, else
 * with that of the `npm start` which is running on the same data folder, and stops with it.
 */
const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const askEveryMs = 2_000;

function print(line) {
  process.stdout.write(`${line}\n`);
}

async function main() {
  process.chdir(root);
  loadDotEnv(root);
  const dir = dataFolder(root);
  const isOwn = !process.env.DATABASE_URL;
  if (isOwn && !(await findHolder(dir))) {
    throw new StartFault(
      `Nothing is running on the data folder ${dir}, so there is no work to do. Run npm start first, name its folder with DATA_DIR, or set DATABASE_URL to the database of your own servers.`,
    );
  }
  if (!isOwn && !process.env.APP_SECRET && !existsSync(join(dir, "secrets"))) {
    throw new StartFault(
      "APP_SECRET is not set. A worker needs the one of the other processes: the password of its database login is derived from it.",
    );
  }
  await ensureInstalled(root, print);
  const ownDatabaseUrl = isOwn ? (await startOwnDatabase(dir)).databaseUrl : undefined;
  const child = spawn(findNode(root), [...fastImports, join("src", "processes", "worker.ts")], {
    cwd: root,
    env: withoutOwner(programSettings({ root, dir, ownDatabaseUrl, makesPushKeys: false })),
    detached: process.platform !== "win32",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  let isStopping = false;
  const stop = (why) => {
    if (isStopping) return;
    isStopping = true;
    print(why);
    child.kill("SIGTERM");
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => stop("Stopping …"));
  child.once("message", () => print("The worker is ready. Ctrl-C stops it."));
  child.once("error", (error) => {
    process.stderr.write(`The worker could not start: ${error.message}\n`);
    process.exit(1);
  });
  child.once("exit", (code) => process.exit(code ?? 1));
  if (isOwn) {
    setInterval(async () => {
      if (!(await findHolder(dir))) stop("The program has stopped, and so does this worker.");
    }, askEveryMs).unref();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof StartFault ? error.message : (error?.stack ?? error)}\n`);
  process.exit(error instanceof StartFault ? error.exitCode : 1);
}
