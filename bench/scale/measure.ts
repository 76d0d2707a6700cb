import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { getJson, type SignedIn, signIn } from "../../tests/support/http-client.ts";
import { discardProgram, ownerUrlOf, type Program } from "../../tests/support/program.ts";
import { cpuMs } from "../cpu.ts";
import { startBuiltProgram } from "../program.ts";
import type { Cost, Costs, Kind } from "./plan.ts";

/**
 * What a page, a read, a submission and a sign-in cost on the whole program with the demo school: processor time of the
 * web process, of the worker and of all of PostgreSQL, the write-ahead log and what stays. Written to costs.json.
 */
const times: Record<Kind, number> = { page: 300, read: 2_000, submit: 600, signIn: 100 };
const atOnce = 4;

type Meter = { web: number; database: number; worker: number; workerDatabase: number; wal: number; stored: number };

export async function measureCosts(): Promise<Costs> {
  const program = await startBuiltProgram({
    RATE_LIMIT_PER_MINUTE: "1000000",
    ACCESS_TOKEN_MINUTES: "60",
    TRUST_PROXY: "true",
  });
  const owner = new pg.Client(ownerUrlOf(program));
  await owner.connect();
  try {
    const send = await requestsOf(program);
    const found: Partial<Costs> = {};
    for (const kind of Object.keys(times) as Kind[]) {
      await run(send[kind], Math.ceil(times[kind] / 5), 0);
      const idle = await meterIdle(program, owner);
      await settle(owner);
      const before = await read(program, owner);
      await run(send[kind], times[kind], times[kind]);
      await settle(owner);
      const after = await read(program, owner);
      found[kind] = costOf(before, after, times[kind]);
      process.stdout.write(`${kind}: ${JSON.stringify(found[kind])} (idle: ${JSON.stringify(idle)})\n`);
    }
    const costs = found as Costs;
    writeFileSync(join(import.meta.dirname, "costs.json"), `${JSON.stringify(costs, null, 2)}\n`);
    return costs;
  } finally {
    await owner.end();
    await discardProgram(program);
  }
}

/** What ten seconds cost in which nobody asks for anything. */
async function meterIdle(program: Program, owner: pg.Client): Promise<Cost> {
  const before = await read(program, owner);
  await sleep(10_000);
  return costOf(before, await read(program, owner), 1);
}

async function run(send: (n: number) => Promise<void>, count: number, offset: number): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < count; n = next++) await send(offset + n);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Until the worker has done what the requests left to do, and everything is in its file. */
async function settle(owner: pg.Client): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    const { rows } = await owner.query("select count(*)::int as n from events where seq is null");
    quiet = rows[0].n === 0 ? quiet + 1 : 0;
    await sleep(1_000);
  }
  await owner.query("checkpoint");
}

async function read(program: Program, owner: pg.Client): Promise<Meter> {
  const { rows } = await owner.query("select pid from pg_stat_activity where usename = 'app_worker'");
  const workerDatabase = rows.reduce((sum: number, { pid }) => sum + cpuMs(pid), 0);
  const { rows: sizes } = await owner.query(
    "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as wal, pg_database_size(current_database())::float8 as stored",
  );
  return {
    web: cpuMs(program.pidOf("web") ?? 0),
    worker: cpuMs(program.pidOf("worker") ?? 0),
    database: cpuMs(program.pidOf("database") ?? 0, true) - workerDatabase,
    workerDatabase,
    ...sizes[0],
  };
}

function costOf(before: Meter, after: Meter, count: number): Cost {
  const per = (of: keyof Meter) => Number((Math.max(0, after[of] - before[of]) / count).toPrecision(3));
  return {
    webMs: per("web"),
    databaseMs: per("database"),
    workerMs: per("worker"),
    workerDatabaseMs: per("workerDatabase"),
    walBytes: per("wal"),
    storedBytes: per("stored"),
  };
}

async function requestsOf(program: Program): Promise<Record<Kind, (n: number) => Promise<void>>> {
  const { address } = program;
  const [student, supervisor] = await Promise.all(
    ["student@demo.test", "supervisor@demo.test"].map((email) => signIn(address, email)),
  );
  if (!student || !supervisor) throw new Error("the demo school has both");
  const work = await workOf(address, supervisor);
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(address + path, { redirect: "manual", ...init });
    await response.arrayBuffer();
    if (response.status >= 300) throw new Error(`${path}: ${response.status}`);
  };
  const bearer = { authorization: `Bearer ${student.token}` };
  const pages = ["/dashboard/student", "/dashboard/student/competencies", "/notifications"];
  return {
    page: (n) => ask(pages[n % pages.length] ?? "", { headers: { cookie: student.cookie } }),
    read: () => ask(`/api/competency-progress?studentId=${student.user.id}`, { headers: bearer }),
    submit: (n) => {
      const item = work[n % work.length];
      return ask("/api/competency-assessments", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${supervisor.token}`,
          "idempotency-key": randomUUID(),
        },
        body: JSON.stringify({
          ...item,
          evaluationData: {
            overallRating: 1 + (n % 3),
            feedback: "Calm with the patient, and quick to ask when the dose was not clear.",
            nextSteps: "Next time, say the plan aloud before you begin.",
          },
        }),
      });
    },
    // Each from a network of its own, as many people.
    signIn: (n) =>
      ask("/api/auth/sign-in", {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": `10.${n >> 8}.${n & 255}.1` },
        body: JSON.stringify({ email: "student@demo.test", password: "demo-Competency-2026" }),
      }),
  };
}

async function workOf(address: string, supervisor: SignedIn): Promise<{ studentId: string; competencyId: string }[]> {
  const get = <T>(path: string) => getJson<{ items: T[] }>(address, supervisor, path);
  const { items: students } = await get<{ id: string }>("/api/students?limit=200");
  const lists = await Promise.all(
    students.map(async ({ id }) => {
      const { items } = await get<{ competencyId: string; scaleKind: string }>(
        `/api/competency-assignments?studentId=${id}&limit=200`,
      );
      const rated = items.filter(({ scaleKind }) => scaleKind === "ORDINAL");
      return rated.map(({ competencyId }) => ({ studentId: id, competencyId }));
    }),
  );
  return lists.flat();
}
