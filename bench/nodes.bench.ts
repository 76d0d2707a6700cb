import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { cpuMs } from "./cpu.ts";
import { type BenchDatabase, withDatabase } from "./database.ts";
import type { Job, Outcome } from "./load.ts";
import { seedSchool } from "./seed.ts";

/**
 * `node bench/nodes.bench.ts [seconds]`: progress reads and submissions by one web process and by two over the same
 * PostgreSQL, at 16 connections in all, in turns. Requests a second, and CPU of web and PostgreSQL a request. Where web
 * and database have no processor each, two processes cannot answer more in total than one: what is shown is that a
 * request costs no more when there are two (signals between them, caches that each fills, connections). The floor is
 * one and two processes of bare node http with the same statements (`bench/floor.ts`), in the same turns.
 */
const seconds = Number(process.argv[2] ?? 5);
const turns = 4;
const students = 2_000;
const connections = 16;

type Web = { port: number; process: ChildProcess };
type Nodes = { webs: Web[]; isFloor: boolean };
type Sum = { requests: number; failures: number; wallMs: number; web: number; database: number; latencies: number[] };

async function main(postgres: BenchDatabase): Promise<void> {
  const owner = new pg.Client(postgres.url);
  await owner.connect();
  const started: Web[] = [];
  try {
    await seedSchool(owner, students);
    for (const module of ["floor", "floor", "api-only", "api-only"]) started.push(await start(module));
    const [floors, webs] = [started.slice(0, 2), started.slice(2)];
    const compared: Nodes[] = [floors, webs].flatMap((all) =>
      [1, 2].map((count) => ({ webs: all.slice(0, count), isFloor: all === floors })),
    );
    const tokens = await makeTokens();
    process.stdout.write("| what | web processes | a second | CPU ms a request | web | database | p50 ms | p99 ms |\n");
    process.stdout.write("| ---- | ------------- | -------- | ---------------- | --- | -------- | ------ | ------ |\n");
    for (const kind of ["read", "submit"] as const) {
      const sums = compared.map(
        (): Sum => ({ requests: 0, failures: 0, wallMs: 0, web: 0, database: 0, latencies: [] }),
      );
      for (const all of [floors, webs])
        await load({ webs: all, isFloor: all === floors }, { kind, tokens, seconds: 3 });
      for (let turn = 0; turn < turns; turn += 1) {
        // Forth and back, since what was submitted makes the next submission dearer.
        for (const [n, sum] of turn % 2 === 0 ? [...sums.entries()] : [...sums.entries()].toReversed()) {
          const nodes = compared[n];
          if (!nodes) continue;
          const used = () => started.map((web) => cpuMs(web.process.pid ?? 0)).reduce((a, b) => a + b, 0);
          const before = { web: used(), database: cpuMs(postgres.pid, true) };
          const outcomes = await load(nodes, { kind, tokens, seconds });
          sum.web += used() - before.web;
          sum.database += cpuMs(postgres.pid, true) - before.database;
          sum.wallMs += Math.max(...outcomes.map(({ wallMs }) => wallMs));
          for (const { requests, failures, latencies } of outcomes) {
            sum.requests += requests;
            sum.failures += failures;
            sum.latencies = sum.latencies.concat(latencies);
          }
        }
      }
      for (const [n, { webs, isFloor }] of compared.entries()) {
        const sum = sums[n];
        if (sum) process.stdout.write(`${lineOf(`${isFloor ? "floor: " : ""}${kind}`, webs.length, sum)}\n`);
      }
    }
  } finally {
    await owner.end();
    for (const { process: child } of started) child.kill("SIGKILL");
  }
}

/** The connections are shared out evenly, each share driven by a process of its own. */
async function load({ webs, isFloor }: Nodes, job: Pick<Job, "kind" | "tokens" | "seconds">): Promise<Outcome[]> {
  return Promise.all(
    webs.map(async ({ port }) => {
      const child = fork("bench/load.ts");
      await once(child, "spawn");
      child.send({ ...job, port, connections: connections / webs.length, students, isFloor } satisfies Job);
      const [outcome] = (await once(child, "message")) as [Outcome];
      child.kill();
      return outcome;
    }),
  );
}

function lineOf(what: string, count: number, sum: Sum): string {
  const sorted = sum.latencies.toSorted((a, b) => a - b);
  const quantile = (q: number) => (sorted[Math.floor(sorted.length * q)] ?? 0).toFixed(1);
  const per = (ms: number) => (ms / Math.max(1, sum.requests)).toFixed(3);
  const failed = sum.failures > 0 ? ` ${sum.failures} FAILED` : "";
  const figures = [per(sum.web + sum.database), per(sum.web), per(sum.database), quantile(0.5), quantile(0.99)];
  return `| ${what} | ${count} | ${Math.round(sum.requests / (sum.wallMs / 1000))}${failed} | ${figures.join(" | ")} |`;
}

async function start(module: string): Promise<Web> {
  const port = await freePort();
  const child = fork(`bench/${module}.ts`, { env: { ...process.env, PORT: String(port) } });
  await once(child, "message");
  return { port, process: child };
}

async function makeTokens(): Promise<Record<string, string>> {
  const { signAccessToken } = await import("#src/platform/identity/access-token.ts");
  const tokens: Record<string, string> = {};
  const add = (userId: string, role: "STUDENT" | "CLINICAL_SUPERVISOR") => {
    tokens[userId] = signAccessToken({ kind: "user", userId, role, schoolId: "bench", sessionId: `s_${userId}` });
  };
  for (let n = 1; n <= students; n += 1) add(`stu${n}`, "STUDENT");
  for (let n = 1; n <= students / 20; n += 1) add(`sup${n}`, "CLINICAL_SUPERVISOR");
  return tokens;
}

await withDatabase({ RATE_LIMIT_PER_MINUTE: "1000000" }, main);
