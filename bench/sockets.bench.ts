import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { realtimePath } from "#src/client/realtime-protocol.ts";
import { events as progressEvents } from "#src/features/progress/events.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { NewEvent } from "#src/platform/events/event.ts";
import { emit } from "#src/platform/events/events.ts";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { systemActor } from "#src/policy/actor.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { Relay } from "#src/realtime/relay.ts";
import { readHead } from "#src/realtime/resume.ts";
import { RedisServer } from "../tests/support/redis-server.ts";
import { cpuMs, residentMiB } from "./cpu.ts";
import { withDatabase } from "./database.ts";
import type { Report, Storm, Task } from "./socket-clients.ts";

/**
 * Many sockets on some web processes: how much memory they take when idle, how soon an event reaches all of them, how
 * soon each receives its own during a burst, and how long all take to come back after a break. Clients run in a process of
 * their own on the same machine. `node bench/sockets.bench.ts [sockets] [web processes] [redis]`
 */
const socketCount = Number(process.argv[2] ?? 5_000);
const nodeCount = Number(process.argv[3] ?? 1);
const hasRedis = process.argv[4] === "redis";
const limits = { memoryMiB: (socketCount * 20) / 1024, broadcastP99Ms: 250 };
/** Over how long browsers come back after a break: the jitter of their first attempt. */
const comeBackOverMs = 1_000;
const socketsOfUser = 20;

async function main(): Promise<boolean> {
  const redis = hasRedis ? await RedisServer.start() : undefined;
  try {
    const settings = { ...(redis ? { REDIS_URL: redis.url } : {}), LOG_LEVEL: "warn", ACCESS_TOKEN_MINUTES: "60" };
    return await withDatabase(settings, measure);
  } finally {
    await redis?.discard();
  }
}

async function measure(): Promise<boolean> {
  const ports = await freePorts(nodeCount);
  const children: ChildProcess[] = [];
  try {
    const relay = new Relay({ bus: bus("app_worker"), registry: createJobRegistry([]), addJobs: async () => {} });
    relay.start();
    const servers = ports.map((port) =>
      fork(join(import.meta.dirname, "socket-server.ts"), {
        execArgv: ["--expose-gc"],
        env: { ...process.env, PORT: String(port) },
      }),
    );
    const clients = fork(join(import.meta.dirname, "socket-clients.ts"));
    children.push(...servers, clients);
    await Promise.all(servers.map((server) => once(server, "message")));
    console.log(
      `${nodeCount} web ${nodeCount === 1 ? "process" : "processes"}, signals over ${hasRedis ? "Redis" : "PostgreSQL"}`,
    );
    const outcomes = [
      await measureMemory(servers, clients, ports),
      await measureBroadcast(servers, clients),
      await measureOwn(servers, clients),
      await measureStorm(servers, clients),
    ];
    await relay.stop();
    return outcomes.every(Boolean);
  } finally {
    for (const child of children) child.disconnect();
  }
}

async function measureMemory(servers: ChildProcess[], clients: ChildProcess, ports: number[]): Promise<boolean> {
  await collectGarbage(servers);
  const idleMiB = residentOf(servers);
  const before = cpuOf(servers);
  // All follow one school, so that one event reaches all of them.
  const tokens = Array.from({ length: socketCount }, (_, index) => tokenOf(index));
  const opened = await ask(clients, { task: { ports, path: realtimePath, tokens, atOnce: 50 } satisfies Task });
  if (opened.kind !== "open") throw new Error("the sockets did not open");
  const openCpuMs = cpuOf(servers) - before;
  await sleep(2_000);
  await collectGarbage(servers);
  const takenMiB = residentOf(servers) - idleMiB;
  const quietFrom = cpuOf(servers);
  await sleep(5_000);
  const quietCpu = (cpuOf(servers) - quietFrom) / 5_000;
  console.log(
    `${opened.count} sockets: opened in ${(opened.ms / 1000).toFixed(1)} s (${(openCpuMs / opened.count).toFixed(2)} ms CPU each); ` +
      `${takenMiB.toFixed(0)} MiB above ${idleMiB.toFixed(0)} MiB idle, ${((takenMiB * 1024) / opened.count).toFixed(1)} KiB each (limit 20); ` +
      `${(quietCpu * 100).toFixed(1)} % of a core when nothing happens`,
  );
  return takenMiB <= limits.memoryMiB;
}

/** One event that every socket may read. */
async function measureBroadcast(servers: ChildProcess[], clients: ChildProcess): Promise<boolean> {
  const all: number[] = [];
  // The first rounds compile and connect.
  for (let round = 0; round < 3; round += 1) await deliver(clients, socketCount, [progressed("student-x")]);
  const before = cpuOf(servers);
  const rounds = 30;
  for (let round = 0; round < rounds; round += 1) {
    all.push(...(await deliver(clients, socketCount, [progressed("student-x")])));
  }
  const cpu = (cpuOf(servers) - before) / rounds;
  const p99 = quantile(all, 0.99);
  console.log(
    `one event to all, commit to arrival: p50 ${quantile(all, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms (limit ${limits.broadcastP99Ms}), ` +
      `max ${quantile(all, 1).toFixed(0)} ms; ${cpu.toFixed(0)} ms CPU of the web process`,
  );
  return p99 <= limits.broadcastP99Ms;
}

/** Many events at once, each for a few sockets, as after a class. */
async function measureOwn(servers: ChildProcess[], clients: ChildProcess): Promise<boolean> {
  const events = Array.from({ length: 500 }, (_, index) => progressed(`student-${index}`));
  const before = cpuOf(servers);
  const all = await deliver(clients, socketCount * events.length, events);
  const cpu = cpuOf(servers) - before;
  console.log(
    `500 events at once to all: p99 ${quantile(all, 0.99).toFixed(0)} ms; ${((cpu * 1000) / (events.length * socketCount)).toFixed(2)} µs CPU for each event and socket`,
  );
  return true;
}

/** All break at once, one event happens meanwhile, and all come back to another process and receive it. */
async function measureStorm(servers: ChildProcess[], clients: ChildProcess): Promise<boolean> {
  const lastEventId = String(await readHead());
  await ask(clients, { breakAll: true });
  await withActor(systemActor("bench"), (tx) => emit(tx, [progressed("student-x")]));
  bus().publish("relay");
  await sleep(500);
  const before = cpuOf(servers);
  clients.send({ expect: socketCount, at: performance.timeOrigin + performance.now() });
  const opened = await ask(clients, { storm: { lastEventId, overMs: comeBackOverMs } satisfies Storm });
  const all = await arrivals(clients, socketCount);
  if (opened.kind !== "open") throw new Error("the sockets did not come back");
  console.log(
    `${opened.count} sockets come back within ${comeBackOverMs} ms: all open after ${opened.ms.toFixed(0)} ms, ` +
      `what each missed after ${quantile(all, 1).toFixed(0)} ms (p50 ${quantile(all, 0.5).toFixed(0)}); ` +
      `${((cpuOf(servers) - before) / opened.count).toFixed(2)} ms CPU of the web processes each`,
  );
  return true;
}

async function deliver(clients: ChildProcess, expected: number, events: NewEvent[]): Promise<number[]> {
  clients.send({ expect: expected, at: Number.MAX_SAFE_INTEGER });
  await sleep(60);
  await withActor(systemActor("bench"), (tx) => emit(tx, events));
  clients.send({ expect: expected, at: performance.timeOrigin + performance.now() });
  bus().publish("relay");
  return arrivals(clients, expected);
}

/** When each message arrived, in ms after it was sent. */
async function arrivals(clients: ChildProcess, expected: number): Promise<number[]> {
  let missing = expected;
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

async function collectGarbage(servers: ChildProcess[]): Promise<void> {
  for (const server of servers) {
    server.send("collect garbage");
    await once(server, "message");
  }
}

const cpuOf = (servers: ChildProcess[]) => servers.reduce((sum, { pid }) => sum + cpuMs(pid ?? 0), 0);
const residentOf = (servers: ChildProcess[]) => servers.reduce((sum, { pid }) => sum + residentMiB(pid ?? 0), 0);

async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = await freePort();
    if (!ports.includes(port)) ports.push(port);
  }
  return ports;
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
