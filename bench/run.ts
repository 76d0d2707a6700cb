import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { cpuMs } from "./cpu.ts";
import { type BenchDatabase, withDatabase } from "./database.ts";
import type { Job, Outcome } from "./load.ts";
import { seedBusySupervisor, seedSchool } from "./seed.ts";

/**
 * `npm run bench`: progress reads, assessment submissions, batches of 200, and the queue and assessment centre of a supervisor with 5,000
 * assessments, at 1 and 16 connections with 200 and 20,000 students, each
 * beside its floor in the same run. CPU is counted over the web process and all of PostgreSQL but the worker's
 * connections; the worker (relay and jobs) is reported separately, with its connections. `--quick` measures for less
 * time.
 */
const isQuick = process.argv.includes("--quick");
const seconds = isQuick ? 3 : 8;

/** `--only batch` measures one kind. */
const only = process.argv.indexOf("--only");
const kinds = (["read", "submit", "batch", "queue", "centre"] as const).filter(
  (kind) => only < 0 || process.argv[only + 1] === kind,
);

/** A batch is one person's, and is 200 submissions already. */
function connectionsOf(kind: string): number[] {
  return kind === "batch" ? [1] : [1, 16];
}

type Line = {
  name: string;
  perSecond: number;
  p50: number;
  p99: number;
  bytes: number;
  cpuMs: number;
  webMs: number;
  databaseMs: number;
  workerMs: number;
  workerDatabaseMs: number;
  failures: number;
};

/** Each school is measured in a process of its own, since a process reads its settings only once. */
async function main(): Promise<void> {
  const at = process.argv.indexOf("--students");
  if (at > 0) {
    // Started by hand, it prints its lines and has nobody to send them to.
    const measured = await measureSchool(Number(process.argv[at + 1]));
    process.send?.(measured);
    return;
  }
  const lines: Line[] = [];
  for (const students of [200, 20_000]) {
    const child = fork(import.meta.filename, [...process.argv.slice(2), "--students", String(students)]);
    const [measured] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => {
        throw new Error(`measuring ${students} students failed`);
      }),
    ])) as [Line[]];
    lines.push(...measured);
  }
  print(lines);
}

function measureSchool(students: number): Promise<Line[]> {
  return withDatabase({ RATE_LIMIT_PER_MINUTE: "1000000" }, (postgres) => measureOn(postgres, students));
}

async function measureOn(postgres: BenchDatabase, students: number): Promise<Line[]> {
  const { env } = process;
  const children: ChildProcess[] = [];
  try {
    const owner = new pg.Client(postgres.url);
    await owner.connect();
    await seedSchool(owner, students);
    await seedBusySupervisor(owner);
    await rebuildAll(students);

    const apiPort = await freePort();
    const floorPort = await freePort();
    const web = await start("bench/api-only.ts", { ...env, PORT: String(apiPort) }, children);
    const floor = await start("bench/floor.ts", { ...env, PORT: String(floorPort) }, children);
    const worker = await start("src/processes/worker.ts", env, children);
    const tokens = await makeTokens(students);
    const lines: Line[] = [];
    const parts = { worker, owner, postgresPid: postgres.pid };
    for (const kind of kinds) {
      for (const connections of connectionsOf(kind)) {
        for (const isFloor of [true, false]) {
          const job: Job = {
            port: isFloor ? floorPort : apiPort,
            connections,
            seconds,
            kind,
            students,
            isFloor,
            tokens,
          };
          await measure({ ...job, seconds: 2 }, { ...parts, web: isFloor ? floor : web });
          const measured = await measure(job, { ...parts, web: isFloor ? floor : web });
          const name = `${kind}, ${students} students, ${connections} conn., ${isFloor ? "floor" : "api"}`;
          lines.push({ name, ...measured });
          process.stdout.write(`${format({ name, ...measured })}\n`);
        }
      }
    }
    await owner.end();
    return lines;
  } finally {
    for (const child of children) child.kill("SIGKILL");
  }
}

async function measure(
  job: Job,
  parts: { web: ChildProcess; worker: ChildProcess; owner: pg.Client; postgresPid: number },
): Promise<Omit<Line, "name">> {
  const load = fork("bench/load.ts");
  await once(load, "spawn");
  const at = async () => {
    const { rows } = await parts.owner.query("select pid from pg_stat_activity where usename = 'app_worker'");
    const workerDatabase = rows.reduce((sum: number, { pid }) => sum + cpuMs(pid), 0);
    return {
      web: cpuMs(parts.web.pid ?? 0),
      worker: cpuMs(parts.worker.pid ?? 0),
      database: cpuMs(parts.postgresPid, true) - workerDatabase,
      workerDatabase,
    };
  };
  const before = await at();
  load.send(job);
  const [outcome] = (await once(load, "message")) as [Outcome];
  const after = await at();
  load.kill();
  const sorted = outcome.latencies.sort((a, b) => a - b);
  const quantile = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
  const per = (ms: number) => ms / Math.max(1, outcome.requests);
  return {
    perSecond: outcome.requests / (outcome.wallMs / 1000),
    p50: quantile(0.5),
    p99: quantile(0.99),
    bytes: per(outcome.bytes),
    cpuMs: per(after.web - before.web + after.database - before.database),
    webMs: per(after.web - before.web),
    databaseMs: per(after.database - before.database),
    workerMs: per(after.worker - before.worker),
    workerDatabaseMs: per(after.workerDatabase - before.workerDatabase),
    failures: outcome.failures,
  };
}

/** Writes the progress rows with the project's own rebuild, in batches. */
async function rebuildAll(students: number): Promise<void> {
  const { withActor } = await import("#src/platform/db/transaction.ts");
  const { rebuildProgress } = await import("#src/features/progress/queries.ts");
  const { systemActor } = await import("#src/policy/actor.ts");
  const { closePools } = await import("#src/platform/db/client.ts");
  for (let first = 1; first <= students; first += 1000) {
    const ids = Array.from({ length: Math.min(1000, students - first + 1) }, (_, i) => `stu${first + i}`);
    await withActor(systemActor("bench"), (tx) => rebuildProgress(tx, ids));
  }
  const { closeCaches } = await import("#src/platform/cache/caches.ts");
  const { closeBus } = await import("#src/platform/bus/open-bus.ts");
  closeCaches();
  await closeBus();
  await closePools();
}

async function makeTokens(students: number): Promise<Record<string, string>> {
  const { signAccessToken } = await import("#src/platform/identity/access-token.ts");
  const tokens: Record<string, string> = {};
  const add = (userId: string, role: "STUDENT" | "CLINICAL_SUPERVISOR") => {
    tokens[userId] = signAccessToken({ kind: "user", userId, role, schoolId: "bench", sessionId: `s_${userId}` });
  };
  for (let n = 1; n <= students; n += 1) add(`stu${n}`, "STUDENT");
  for (let n = 1; n <= Math.ceil(students / 20); n += 1) add(`sup${n}`, "CLINICAL_SUPERVISOR");
  add("busy", "CLINICAL_SUPERVISOR");
  return tokens;
}

async function start(
  file: string,
  env: Record<string, string | undefined>,
  children: ChildProcess[],
): Promise<ChildProcess> {
  const child = fork(file, [], { env: env as NodeJS.ProcessEnv });
  children.push(child);
  await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error(`${file} stopped before it was ready`);
    }),
  ]);
  return child;
}

function format(line: Line): string {
  const n = (value: number, digits: number, width: number) => value.toFixed(digits).padStart(width);
  return [
    line.name.padEnd(46),
    `${n(line.perSecond, 0, 6)}/s`,
    `p50 ${n(line.p50, 2, 6)} ms`,
    `p99 ${n(line.p99, 2, 7)} ms`,
    `${n(line.bytes, 0, 5)} B`,
    `CPU ${n(line.cpuMs, 3, 6)} ms (web ${n(line.webMs, 3, 5)}, database ${n(line.databaseMs, 3, 5)})`,
    `worker ${n(line.workerMs, 3, 5)} ms, its database ${n(line.workerDatabaseMs, 3, 5)} ms`,
    line.failures > 0 ? `${line.failures} FAILED` : "",
  ].join("  ");
}

function print(lines: readonly Line[]): void {
  process.stdout.write(
    "\nAims: read at most 0.30 ms and half its floor's rate; submit at most 1.75 ms at 16 connections; within 1.2x from 200 to 20,000; a batch of 200 at most 2,000 ms; the queue and the centre of a supervisor with 5,000 assessments at most 100 ms at 1 connection, whatever the school's size.\n",
  );
  const find = (kind: string, students: number, connections: number, side: string) =>
    lines.find(({ name }) => name === `${kind}, ${students} students, ${connections} conn., ${side}`);
  for (const kind of kinds) {
    for (const connections of connectionsOf(kind)) {
      const small = find(kind, 200, connections, "api");
      const large = find(kind, 20_000, connections, "api");
      const floor = find(kind, 20_000, connections, "floor");
      if (!small || !large || !floor) continue;
      process.stdout.write(
        `${kind} at ${connections}: CPU ${small.cpuMs.toFixed(3)} -> ${large.cpuMs.toFixed(3)} ms ` +
          `(${(large.cpuMs / small.cpuMs).toFixed(2)}x), ${(large.perSecond / floor.perSecond).toFixed(2)} of the floor's rate, ` +
          `wall p50 ${small.p50.toFixed(0)} -> ${large.p50.toFixed(0)} ms, p99 ${large.p99.toFixed(0)} ms\n`,
      );
    }
  }
}

await main();
process.exit(0);
