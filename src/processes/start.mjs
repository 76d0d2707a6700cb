import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, watch, writeFileSync } from "node:fs";
import { get as httpGet } from "node:http";
import { get as httpsGet } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "./start/build.mjs";
import { StartFault } from "./start/fault.mjs";
import { ensureInstalled, findNode } from "./start/install.mjs";
import { findHolder, takeInstanceLock } from "./start/instance-lock.mjs";
import { keepRunning } from "./start/keep-running.mjs";
import { creationOf, dataFolder, loadDotEnv, startOwnDatabase } from "./start/own-database.mjs";
import { endOrphans, fastImports, launchProgram, trimLogs } from "./start/program.mjs";
import { runToEnd } from "./start/run-to-end.mjs";
import { programSettings, withoutOwner } from "./start/settings.mjs";

/**
 * What `npm start` runs, on any Node from 20 on and before anything is installed, so it uses built-ins only. It starts
 * all parts in order, restarts those that end, and stops them in order: web and worker first, the database last.
 */
const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const flags = new Set(process.argv.slice(2));
const isDev = flags.has("--dev");
/** As on a platform of functions: Next's own server, and a timer that calls for the work of a worker. */
const isServerless = flags.has("--serverless");
const portTaken = 98;
/** A key service does not answer. */
const tryLater = 75;
/** The settings do not fit what there is; its message says what to do. */
const neverStarts = 97;

const demoAccounts = [
  ["student@demo.test", "student"],
  ["supervisor@demo.test", "clinical supervisor"],
  ["admin@demo.test", "school administrator"],
  ["super@demo.test", "administrator of all schools"],
];
const demoPassword = "demo-Competency-2026";

/** Stops what is running so far; replaced as more parts are started. */
let stop = async (exitCode) => process.exit(exitCode);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => void stop(0));

function print(line) {
  process.stdout.write(`${line}\n`);
}

async function main() {
  process.chdir(root);
  loadDotEnv(root);
  const dir = dataFolder(root);
  if (flags.has("--demo-reset")) return resetDemo(dir);

  const port = Number(process.env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new StartFault(`PORT is ${process.env.PORT}, which is not a port number.`);
  const scheme = process.env.TLS_CERT ? "https" : "http";
  const address = process.env.APP_URL || `${scheme}://localhost:${port}`;
  const lock = await takeInstanceLock(dir, { address });
  await endOrphans(dir, root);
  await refuseTakenPort(port);

  await ensureInstalled(root, print);
  const node = findNode(root);
  const built = isDev ? Promise.resolve() : ensureBuilt(root, node, print);
  // Awaited below, after the database has started; a build that fails meanwhile must not count as unhandled.
  built.catch(() => {});
  const database = await openDatabase(dir);
  stop = async (exitCode) => {
    await database?.stop();
    process.exit(exitCode);
  };
  const env = programSettings({ root, dir, isDev, ownDatabaseUrl: database?.databaseUrl });
  if (isServerless) {
    env.CRON_SECRET ||= randomBytes(24).toString("base64url");
    env.STREAM_SECONDS ||= "240";
  }
  const run = { node, root, dir, env, isVerbose: isDev };
  try {
    await runOnce(node, env, "migrate.ts", ["up", ...(database ? ["--create-database"] : [])]);
    await loadDemo(dir, run, database);
    await built;
  } catch (error) {
    await database?.stop();
    throw error;
  }
  await serve({ run, dir, port, address, database, lock });
}

async function openDatabase(dir) {
  if (process.env.DATABASE_URL) return undefined;
  return startOwnDatabase(dir);
}

/** The demo school is loaded into the database that the project created itself, or where DEMO=1. */
function wantsDemo(env) {
  return ["1", "true"].includes(env.DEMO ?? "");
}

async function loadDemo(dir, run, database) {
  if (!wantsDemo(run.env) || !existsSync(join(root, "src/processes/demo.ts"))) return;
  const marker = join(dir, "demo");
  const creation = database ? creationOf(database.dataDir) : hashOf(run.env.DATABASE_URL);
  if (existsSync(marker) && readFileSync(marker, "utf8") === creation) return;
  print("Loading the demo school (once) …");
  await runOnce(run.node, run.env, "demo.ts", ["load"]);
  writeFileSync(marker, creation, { mode: 0o600 });
}

/** A database URL contains a password, so only its hash is stored. */
function hashOf(text) {
  return createHash("sha256").update(text).digest("hex");
}

async function resetDemo(dir) {
  await ensureInstalled(root, print);
  const node = findNode(root);
  const lock = (await findHolder(dir)) ? undefined : await takeInstanceLock(dir, { address: "npm run demo:reset" });
  const database = await openDatabase(dir);
  try {
    const env = programSettings({ root, dir, isDev, ownDatabaseUrl: database?.databaseUrl });
    if (!wantsDemo(env))
      throw new StartFault("There is no demo school in a database of your own unless DEMO=1 asks for it.");
    await runOnce(node, env, "migrate.ts", ["up", ...(database ? ["--create-database"] : [])]);
    await runOnce(node, env, "demo.ts", ["reset"]);
    print("The demo school is in its initial state again.");
  } finally {
    if (database && !database.isAdopted) await database.stop();
    await lock?.release();
  }
}

/** Runs one step of the start. If it fails, its output becomes the message. */
async function runOnce(node, env, script, args) {
  const { code, output } = await runToEnd(node, [...fastImports, join("src", "processes", script), ...args], {
    cwd: root,
    env,
    keptChars: 8000,
  });
  if (code === 0) return;
  const message = output.trim() || `${script} ended with exit code ${code}, without output.`;
  throw new StartFault(message, { exitCode: code === tryLater ? tryLater : 1 });
}

async function serve({ run, dir, port, address, database, lock }) {
  let isStopping = false;
  let wasReady = false;
  const parts = {};

  stop = async (exitCode) => {
    if (isStopping) return;
    isStopping = true;
    print("Stopping …");
    await Promise.all([parts.web?.stop(), parts.worker?.stop(), parts.calls?.stop()]);
    // Behind them, so that it has what they wrote.
    await parts.backup?.stop();
    await parts.database?.stop();
    await lock.release();
    process.exit(exitCode);
  };

  if (database) {
    parts.database = keepRunning({
      running: partOf(database),
      launch: async () => {
        const again = await startOwnDatabase(dir);
        if (again.databaseUrl !== run.env.DATABASE_URL) {
          // Its port was taken meanwhile, so web and worker restart with the new one.
          run.env.DATABASE_URL = again.databaseUrl;
          void parts.web?.restart();
          void parts.worker?.restart();
          void parts.backup?.restart();
        }
        return partOf(again);
      },
      onEnd: (reason, delayMs) => print(`The database ended (${reason}); it starts again in ${delayMs / 1000} s.`),
    });
  }
  for (const [name, script] of isServerless
    ? [
        ["web", "start-next.mjs"],
        ["calls", "start-calls.mjs"],
      ]
    : [
        ["web", "server.ts"],
        ["worker", "worker.ts"],
      ]) {
    if (!existsSync(join(root, "src/processes", script))) continue;
    let latest;
    let failures = 0;
    parts[name] = keepRunning({
      launch: async () => {
        latest = launchProgram({ ...run, env: withoutOwner(run.env), name, script });
        return latest;
      },
      onEnd: (reason, delayMs) => {
        failures += 1;
        // A part that never started will not start by itself; one that did is restarted however long it takes.
        if (latest?.code() === neverStarts || (!wasReady && (failures >= 3 || latest?.code() === portTaken))) {
          process.stderr.write(`The ${name} process does not start (${reason}).\n${latest?.tail() ?? ""}\n`);
          void stop(1);
          return;
        }
        print(`The ${name} process ended (${reason}); it starts again in ${delayMs / 1000} s.`);
      },
    });
  }
  if (database && process.env.BACKUP_TO) {
    parts.backup = keepRunning({
      launch: async () => launchProgram({ ...run, name: "backup", script: "backup.ts", args: ["follow"] }),
      // The program goes on without it.
      onEnd: (reason, delayMs) =>
        print(
          `The backup ended (${reason}; see ${join(dir, "log", "backup.log")}); it starts again in ${delayMs / 1000} s.`,
        ),
    });
  }
  setInterval(() => trimLogs(dir), 60_000).unref();
  if (isDev) restartOnChange(parts);

  await untilReady(port, () => isStopping);
  if (isStopping) return;
  wasReady = true;
  announce(address, run.env);
}

function partOf(database) {
  return {
    exited: database.exited.then(() => `process ${database.pid} is gone`),
    stop: database.stop,
  };
}

async function untilReady(port, isOver) {
  const host = ["", "0.0.0.0", "::", "localhost"].includes(process.env.HOST ?? "") ? "127.0.0.1" : process.env.HOST;
  while (!isOver()) {
    if (await isAnswering({ host, port, path: "/readyz", timeout: 2000 })) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The certificate is for a public name and not for this address; nothing is sent that is secret. */
function isAnswering(options) {
  const get = process.env.TLS_CERT ? httpsGet : httpGet;
  return new Promise((resolve) => {
    const request = get({ ...options, rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}

function announce(address, env) {
  const accounts = demoAccounts.map(([email, who]) => `  ${email.padEnd(22)} ${who}`);
  const demo = wantsDemo(env) ? ["", `Demo accounts (password ${demoPassword}):`, ...accounts] : [];
  print(["", `Ready: ${address}`, ...demo, "", "Ctrl-C stops it."].join("\n"));
}

/** Next reloads its own pages; what server and worker load themselves needs a new process. */
function restartOnChange(parts) {
  let timer;
  watch(join(root, "src"), { recursive: true }, (_event, file) => {
    if (!file?.endsWith(".ts") || file.endsWith(".test.ts") || /^(app|ui)[\\/]|[\\/]ui[\\/]/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      print(`${file} changed.`);
      void parts.web?.restart();
      void parts.worker?.restart();
    }, 300);
  });
}

/** Checked before anything slow is done. Listens in the same way as the server. */
async function refuseTakenPort(port) {
  const host = process.env.HOST;
  const fault = await new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", resolve);
    probe.listen(port, !host || host === "127.0.0.1" ? undefined : host, () => probe.close(() => resolve(undefined)));
  });
  if (!fault) return;
  if (fault.code === "EADDRINUSE") {
    throw new StartFault(
      `Port ${port} is in use by another program. Stop that one, or choose another port: PORT=${port + 1} npm start`,
    );
  }
  if (fault.code === "EACCES")
    throw new StartFault(`This user may not open port ${port}. Choose one above 1023: PORT=3000 npm start`);
  throw new StartFault(`The web server cannot listen on ${host ?? "this machine"}, port ${port}: ${fault.message}`);
}

if (Number.parseInt(process.versions.node, 10) < 20) {
  process.stderr.write(`The program needs Node 20 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}
try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof StartFault ? error.message : (error?.stack ?? error)}\n`);
  process.exit(error instanceof StartFault ? error.exitCode : 1);
}
