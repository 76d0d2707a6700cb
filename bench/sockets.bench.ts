import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { realtimePath } from "#src/client/realtime-protocol.ts";
import { events as progressEvents } from "#src/features/progress/events.ts";
import { bus, closeBus } from "#src/platform/bus/open-bus.ts";
import { closePools } from "#src/platform/db/client.ts";
import { migrateUp } from "#src/platform/db/migrations.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { NewEvent } from "#src/platform/events/event.ts";
import { emit } from "#src/platform/events/events.ts";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { systemActor } from "#src/policy/actor.ts";
import { freePort, startEmbeddedPostgres } from "#src/processes/start/embedded-postgres.mjs";
import { Relay } from "#src/realtime/relay.ts";
import { cpuMs, residentMiB } from "./cpu.ts";
import type { Report, Task } from "./socket-clients.ts";

/**
 * Many sockets on one web process: how much memory they take when idle, how soon an event reaches all of them, and how
 * soon each receives its own during a burst. Clients run in a process of their own on the same machine.
 */
const socketCount = Number(process.argv[2] ?? 5_000);
const limits = { memoryMiB: (socketCount * 20) / 1024, broadcastP99Ms: 250 };
const secret = "bench-secret-bench-secret-bench-secret";
const socketsOfUser = 20;

async function main(): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), "competency-bench-"));
  // Root runs the database under another account, which has to enter this folder.
  chmodSync(dir, 0o711);
  const postgres = await startEmbeddedPostgres({ dir });
  const port = await freePort();
  Object.assign(process.env, {
    NODE_ENV: "production",
    APP_SECRET: secret,
    DATABASE_URL: postgres.url,
    DATA_DIR: dir,
    LOG_LEVEL: "warn",
    PORT: String(port),
    ACCESS_TOKEN_MINUTES: "60",
  });
  const children: ChildProcess[] = [];
  try {
    await migrateUp(postgres.url, { logins: { roles: ["app_web", "app_worker"], secret } });
    const relay = new Relay({ bus: bus("app_worker"), registry: createJobRegistry([]), addJobs: async () => {} });
    relay.start();
    const server = fork(join(import.meta.dirname, "socket-server.ts"), { execArgv: ["--expose-gc"] });
    const clients = fork(join(import.meta.dirname, "socket-clients.ts"));
    children.push(server, clients);
    await once(server, "message");
    const outcomes = [
      await measureMemory(server, clients, port),
      await measureBroadcast(server, clients),
      await measureOwn(server, clients),
    ];
    await relay.stop();
    return outcomes.every(Boolean);
  } finally {
    for (const child of children) child.disconnect();
    await closeBus();
    await closePools();
    await postgres.stop();
    for (const folder of [postgres.home, dir]) rmSync(folder, { recursive: true, force: true });
  }
}

async function measureMemory(server: ChildProcess, clients: ChildProcess, port: number): Promise<boolean> {
  const pid = server.pid ?? 0;
  await collectGarbage(server);
  const idleMiB = residentMiB(pid);
  const before = cpuMs(pid);
  // All follow one school, so that one event reaches all of them.
  const tokens = Array.from({ length: socketCount }, (_, index) => tokenOf(index));
  const opened = await ask(clients, { task: { port, path: realtimePath, tokens, atOnce: 50 } satisfies Task });
  if (opened.kind !== "open") throw new Error("the sockets did not open");
  const openCpuMs = cpuMs(pid) - before;
  await sleep(2_000);
  await collectGarbage(server);
  const takenMiB = residentMiB(pid) - idleMiB;
  const quietFrom = cpuMs(pid);
  await sleep(5_000);
  const quietCpu = (cpuMs(pid) - quietFrom) / 5_000;
  console.log(
    `${opened.count} sockets: opened in ${(opened.ms / 1000).toFixed(1)} s (${(openCpuMs / opened.count).toFixed(2)} ms CPU each); ` +
      `${takenMiB.toFixed(0)} MiB above ${idleMiB.toFixed(0)} MiB idle, ${((takenMiB * 1024) / opened.count).toFixed(1)} KiB each (limit 20); ` +
      `${(quietCpu * 100).toFixed(1)} % of a core when nothing happens`,
  );
  return takenMiB <= limits.memoryMiB;
}

/** One event that every socket may read. */
async function measureBroadcast(server: ChildProcess, clients: ChildProcess): Promise<boolean> {
  const all: number[] = [];
  // The first rounds compile and connect.
  for (let round = 0; round < 3; round += 1) await deliver(clients, socketCount, [progressed("student-x")]);
  const before = cpuMs(server.pid ?? 0);
  const rounds = 30;
  for (let round = 0; round < rounds; round += 1) {
    all.push(...(await deliver(clients, socketCount, [progressed("student-x")])));
  }
  const cpu = (cpuMs(server.pid ?? 0) - before) / rounds;
  const p99 = quantile(all, 0.99);
  console.log(
    `one event to all, commit to arrival: p50 ${quantile(all, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms (limit ${limits.broadcastP99Ms}), ` +
      `max ${quantile(all, 1).toFixed(0)} ms; ${cpu.toFixed(0)} ms CPU of the web process`,
  );
  return p99 <= limits.broadcastP99Ms;
}

/** Many events at once, each for a few sockets, as after a class. */
async function measureOwn(server: ChildProcess, clients: ChildProcess): Promise<boolean> {
  const events = Array.from({ length: 500 }, (_, index) => progressed(`student-${index}`));
  const before = cpuMs(server.pid ?? 0);
  const all = await deliver(clients, socketCount * events.length, events);
  const cpu = cpuMs(server.pid ?? 0) - before;
  console.log(
    `500 events at once to all: p99 ${quantile(all, 0.99).toFixed(0)} ms; ${((cpu * 1000) / (events.length * socketCount)).toFixed(2)} µs CPU for each event and socket`,
  );
  return true;
}

async function deliver(clients: ChildProcess, expected: number, events: NewEvent[]): Promise<number[]> {
  clients.send({ expect: expected, at: Number.MAX_SAFE_INTEGER });
  await sleep(60);
  await withActor(systemActor("bench"), (tx) => emit(tx, events));
  clients.send({ expect: expected, at: performance.timeOrigin + performance.now() });
  bus().publish("relay");
  let missing = 0;
  for (let waited = 0; waited < 10_000; waited += 50) {
    await sleep(50);
    const report = await ask(clients, { collect: true });
    if (report.kind !== "latencies") continue;
    if (report.missing <= 0) return report.latencies;
    missing = report.missing;
  }
  throw new Error(`${missing} sockets received nothing`);
}

function tokenOf(index: number): string {
  return signAccessToken({
    kind: "user",
    userId: `admin-${Math.floor(index / socketsOfUser)}`,
    role: "SCHOOL_ADMIN",
    schoolId: "default",
    sessionId: `session-${index}`,
  });
}

function progressed(studentId: string): NewEvent {
  return progressEvents.updated.of({
    schoolId: "default",
    studentId,
    data: {
      studentId,
      overall: { totalCompetencies: 45, completedCompetencies: 32, progressPercentage: 71.1 },
      assignment: { id: `a-${studentId}`, competencyId: "c", status: "IN_PROGRESS", progressPercentage: 50, result: 3 },
    },
  });
}

async function collectGarbage(server: ChildProcess): Promise<void> {
  server.send("collect garbage");
  await once(server, "message");
}

async function ask(clients: ChildProcess, question: object): Promise<Report> {
  clients.send(question);
  const [answer] = await once(clients, "message");
  return answer;
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

if (!(await main())) {
  console.log("A limit was not kept.");
  process.exitCode = 1;
}
