import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { ensureBuilt } from "../src/processes/start/build.mjs";
import { startEmbeddedPostgres } from "../src/processes/start/embedded-postgres.mjs";
import { StartFault } from "../src/processes/start/fault.mjs";
import { ensureInstalled, findNode } from "../src/processes/start/install.mjs";

/**
 * What `npm test` runs: everything, on any Node from 20 on and before anything is installed. It ends with the time of
 * each step, and the last line is always the sum of all runs.
 *   --check  only what needs no database: lint, types, the architecture
 *   --soak   the whole program under kill -9, for longer, every hostile string, and the drill with a million rows
 *   --redis  the program on a Redis instead of on its embedded parts
 *   --supabase  the database tests on a server as a Supabase project has it, whose owner is no superuser
 *   --pooler  what asks over HTTP, behind PgBouncer in transaction mode; with --supabase on such a server
 *   --serverless  what asks over HTTP, of the build under Next's own server; with --supabase or --pooler over these
 *   words    only the test files whose path contains one of them
 */
const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
const options = process.argv.slice(2);
const has = (flag) => options.includes(flag);
const words = options.filter((option) => !option.startsWith("--"));
const oldestPostgres = "/usr/lib/postgresql/15";
/** What depends on the version of PostgreSQL or on a Redis. */
const dependsOnServers = ["src/platform/", "src/realtime/", "src/processes/", "db/demo/", "tests/http/", ".oracle."];
/** Of these, what brings its own server, lists the schema, seals for minutes, or tries Node and the parser of requests. */
const doesNotDepend = [
  "src/platform/db/citus.db.test.ts",
  "src/processes/restore.db.test.ts",
  "src/processes/drill.db.test.ts",
  "src/platform/sealed/reseal*",
  "tests/http/hostile-*",
  "tests/http/unhandled-rejections.test.ts",
];
/** What does not run where the owner is no superuser, or where Supabase's schemas are; see docs/deploy-supabase-vercel.md. */
const needsSuperuser = [
  // Takes set_config from everybody, which only a superuser can.
  "src/platform/db/smuggled.db.test.ts",
  // Compares with db/schema.sql, which has no schema of Supabase's; supabase.db.test.ts undoes and repeats the migrations there.
  "src/platform/db/migrations.db.test.ts",
  // Makes amcheck and CHECKPOINT; without them the program says that it skips these checks.
  "src/features/health/health.db.test.ts",
];
/** What asks our own server or its parts, which is not there without it. */
const asksOwnServer = ["hostile-process", "hostile-sockets", "openapi", "readiness", "stream", "tls"].map(
  (name) => `tests/http/${name}.test.ts`,
);
/** Of what is asked over HTTP, what the first run has too: the embedded parts do something of their own for it. */
const dependsOnParts = /^(caching|idempotency|limits|locked-row|race|sessions-(lockout|nodes)|stream)\./;
/** And what it has alone. */
const isLeftOut = /^(hostile-|unhandled-rejections)/;

const sum = { passed: 0, failed: 0, skipped: 0 };
/** Printed again at the end, where they are seen. */
const remarks = [];
/** Each step by wall clock, with the parts that it reports. */
const steps = [];
const timedTests = [];
const slowestCount = 10;
const scratch = mkdtempSync(join(tmpdir(), "competency-run-"));

function print(line) {
  process.stdout.write(`${line}\n`);
}

async function main() {
  process.chdir(root);
  await ensureInstalled(root, print);
  const node = findNode(root);
  if (realpathSync(node) !== realpathSync(process.execPath)) {
    // The tests run on the same Node as the program.
    const { status } = spawnSync(node, [fileURLToPath(import.meta.url), ...options], { stdio: "inherit" });
    return status ?? 1;
  }
  if (has("--soak")) {
    await timed("build", () => ensureBuilt(root, node, print));
    await runVitest(node, "soak", ["--project", "e2e"], { SOAK: "1" });
    await runVitest(node, "every hostile string in every field", ["--project", "db", "hostile-input"], { SOAK: "1" });
    await runTool(node, "drill", ["tests/drill.ts", "--rows", "1000000", "--seconds", "30"]);
    return finish();
  }
  if (has("--supabase") || has("--pooler") || has("--serverless")) return runInShape(node);
  if (words.length > 0) {
    await runVitest(node, "chosen tests", words);
    return finish();
  }
  await runTool(node, "lint and format", ["node_modules/@biomejs/biome/bin/biome", "check", "--max-diagnostics=50"]);
  await runTool(node, "types", ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."]);
  if (has("--check")) {
    await runVitest(node, "architecture", ["tests/architecture.test.ts", "tests/statements.test.ts"]);
    return finish();
  }
  const projects = ["--project", "unit", "--project", "db", "--project", "redis"];
  if (has("--redis")) await runVitest(node, "with Redis", projects);
  else {
    const later = hasOldestPostgres() ? askedOnceOverHttp().flatMap((path) => ["--exclude", path]) : [];
    await runVitest(node, "embedded parts", [...projects, ...later]);
    await runOnOldestPostgres(node);
  }
  await runEndToEnd(node);
  return finish();
}

/** On what an installation may have instead of our own server and database, one or several of these at once. */
async function runInShape(node) {
  const left = has("--supabase") ? [...needsSuperuser] : [];
  const shapes = ["--supabase", "--pooler", "--serverless"].filter(has);
  const asksOverHttp = has("--pooler") || has("--serverless") ? ["tests/http/"] : [];
  if (has("--serverless")) {
    left.push(...asksOwnServer);
    await timed("build", () => ensureBuilt(root, node, print));
  }
  const chosen = words.length > 0 ? words : asksOverHttp;
  const excluded = left.flatMap((path) => ["--exclude", path]);
  await runVitest(node, shapes.join(" "), ["--project", "db", ...chosen, ...excluded], {
    ...(has("--supabase") ? { TEST_AS_SUPABASE: "1" } : {}),
    ...(has("--pooler") ? { TEST_WITH_POOLER: "1" } : {}),
    ...(has("--serverless") ? { TEST_SERVERLESS: "1" } : {}),
  });
  return finish();
}

/**
 * The project supports PostgreSQL 15 to 18: the embedded one is 18, this is the oldest. Here every statement is prepared,
 * every endpoint called and every platform part tried on it and on a Redis, which the first run does without. The
 * tests of the features' rules do not differ here: the first run has them on 18, --redis over a Redis. What asks
 * over HTTP and means neither the version nor the parts runs here alone.
 */
async function runOnOldestPostgres(node) {
  if (!hasOldestPostgres()) {
    skip("the database tests on PostgreSQL 15 (it is not installed here)");
    return;
  }
  const dir = join(scratch, "postgres-15");
  chmodSync(scratch, 0o711);
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" };
  const server = await startEmbeddedPostgres({ dir, programs: oldestPostgres, settings });
  try {
    const parts = { TEST_DATABASE_URL: server.url, ...(hasRedis() ? { TEST_WITH_REDIS: "1" } : {}) };
    const left = doesNotDepend.flatMap((path) => ["--exclude", path]);
    const chosen = ["--project", "db", ...dependsOnServers, ...left];
    await runVitest(node, "PostgreSQL 15 and Redis", chosen, parts);
  } finally {
    await server.stop();
    rmSync(server.home, { recursive: true, force: true });
  }
}

function hasOldestPostgres() {
  return existsSync(join(oldestPostgres, "bin", "postgres"));
}

/** The files of tests/http that run on the oldest PostgreSQL and a Redis alone, where there are these. */
function askedOnceOverHttp() {
  const names = readdirSync(join(root, "tests/http")).filter((name) => name.endsWith(".test.ts"));
  return names
    .filter((name) => !dependsOnParts.test(name) && !isLeftOut.test(name))
    .map((name) => `tests/http/${name}`);
}

function hasRedis() {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

async function runEndToEnd(node) {
  try {
    await timed("build", () => ensureBuilt(root, node, print));
  } catch (error) {
    fail(`end to end: ${error.message}`);
    return;
  }
  await runVitest(node, "end to end", ["--project", "e2e"]);
}

async function runTool(node, name, args) {
  print(`\n=== ${name}`);
  const code = await timed(name, () => run(node, args));
  if (code === 0) sum.passed += 1;
  else fail(name);
}

async function runVitest(node, name, args, env = {}) {
  print(`\n=== ${name}`);
  const report = join(scratch, `${name.replaceAll(" ", "-")}.json`);
  const code = await timed(name, () =>
    run(
      node,
      [
        ...["node_modules/vitest/vitest.mjs", "run", "--passWithNoTests"],
        ...["--reporter=default", "--reporter=./tests/support/run-report.mjs", ...args],
      ],
      {
        ...(has("--redis") ? { TEST_WITH_REDIS: "1" } : {}),
        // Each file of tests imports the same modules into a process of its own.
        NODE_COMPILE_CACHE: join(root, "node_modules/.cache/compiled"),
        ...env,
        RUN_REPORT: report,
      },
    ),
  );
  const failedBefore = sum.failed;
  if (existsSync(report)) count(name, JSON.parse(readFileSync(report, "utf8")));
  // A run that was aborted, or an error outside of any test.
  if (code !== 0 && sum.failed === failedBefore) fail(`${name}: ended with exit code ${code}`);
}

function count(name, report) {
  steps.at(-1).parts = report.projects;
  for (const { path, state, message, tests } of report.files) {
    let failures = 0;
    for (const test of tests) {
      timedTests.push({ durationMs: test.durationMs, name: `${name}: ${path}: ${test.name}` });
      if (test.state === "passed") sum.passed += 1;
      else if (test.state === "failed") {
        failures += 1;
        fail(`${name}: ${path}: ${test.name}\n${shorten(test.message)}`);
      } else skip(`${name}: ${path}: ${test.name}`);
    }
    // A file that could not be loaded has no failed test.
    if (state === "failed" && failures === 0) fail(`${name}: ${path}\n${shorten(message)}`);
  }
}

/** Does the work and records its time, also when it fails. */
async function timed(name, work) {
  const from = performance.now();
  try {
    return await work();
  } finally {
    steps.push({ name, durationMs: performance.now() - from, parts: [] });
  }
}

function fail(what) {
  sum.failed += 1;
  remarks.push(`failed   ${what}`);
}

/** The beginning of a fault, where it is still seen when the rest of the output is far above. */
function shorten(message) {
  return stripVTControlCharacters(message)
    .split("\n", 6)
    .map((line) => `         ${line.slice(0, 200)}`)
    .join("\n");
}

function skip(what) {
  sum.skipped += 1;
  remarks.push(`skipped  ${what}`);
}

/** A run that hangs counts as failed after a time limit, so that the sum is always printed. */
function run(node, args, env = {}) {
  const limitMs = (has("--soak") ? 180 : 60) * 60_000;
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: root, env: { ...process.env, ...env }, stdio: "inherit" });
    const timer = setTimeout(() => {
      remarks.push(`stopped  after ${limitMs / 60_000} minutes: ${args.join(" ")}`);
      child.kill("SIGKILL");
    }, limitMs);
    const end = (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    };
    child.once("error", () => end(1));
    child.once("close", end);
  });
}

function finish() {
  printTimes();
  print(`\n${remarks.join("\n")}\n`);
  print(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}

function printTimes() {
  print("\n=== times");
  for (const { name, durationMs, parts } of steps) {
    print(`${seconds(durationMs)}  ${name}`);
    for (const part of parts) print(`${seconds(part.durationMs)}    ${part.name}`);
  }
  const slowest = timedTests.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, slowestCount);
  if (slowest.length === 0) return;
  print("\n=== slowest tests");
  for (const { name, durationMs } of slowest) print(`${seconds(durationMs)}  ${name}`);
}

function seconds(durationMs) {
  return `${(durationMs / 1000).toFixed(1)} s`.padStart(9);
}

try {
  process.exitCode = await main();
} catch (error) {
  remarks.push(error instanceof StartFault ? error.message : (error?.stack ?? String(error)));
  sum.failed += 1;
  process.exitCode = finish();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
