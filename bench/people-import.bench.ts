import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { importAnswer } from "#src/features/people-imports/schema.ts";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { cpuMs } from "./cpu.ts";
import { type BenchDatabase, withDatabase } from "./database.ts";

/**
 * `node bench/people-import.bench.ts [rows]`: a list of people (5,000 rows, 3 % of them bad) from the hand-in to the end
 * of the commit, by the API and the worker as they run. The target is 10 s; CPU is counted over web, worker and
 * PostgreSQL, since a busy machine stretches the wall clock.
 */
const rows = Number(process.argv[2] ?? 5_000);
const targetMs = 10_000 * (rows / 5_000);

async function main(postgres: BenchDatabase): Promise<boolean> {
  const children: ChildProcess[] = [];
  try {
    await seed(postgres.url);
    const port = await freePort();
    const web = await start("bench/api-only.ts", { ...process.env, PORT: String(port) }, children);
    const worker = await start("src/processes/worker.ts", process.env, children);
    const used = () => cpuMs(web.pid ?? 0) + cpuMs(worker.pid ?? 0) + cpuMs(postgres.pid, true);
    const address = `http://127.0.0.1:${port}/api/people-imports`;

    const cpuBefore = used();
    const startedAt = performance.now();
    const { importId } = await send(address, { method: "POST", body: form() });
    const { counts } = await until(`${address}/${importId}`, "READY");
    const readyMs = performance.now() - startedAt;
    await send(`${address}/${importId}/commit`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    const { figures } = await until(`${address}/${importId}`, "COMMITTED");
    const wallMs = performance.now() - startedAt;
    const spentMs = used() - cpuBefore;
    process.stdout.write(
      `${rows} rows: ${counts.fix} to fix, ${figures?.added} added; checked after ${(readyMs / 1000).toFixed(2)} s, ` +
        `done after ${(wallMs / 1000).toFixed(2)} s; CPU ${(spentMs / 1000).toFixed(2)} s\n`,
    );
    return wallMs < targetMs && figures?.added === counts.add;
  } finally {
    for (const child of children) child.kill("SIGKILL");
  }
}

async function seed(url: string): Promise<void> {
  const owner = new pg.Client(url);
  await owner.connect();
  await owner.query(`
    insert into schools (id, name) values ('bench', 'Bench');
    insert into programs (id, school_id, name, code) values ('bsn', 'bench', 'BSc Nursing', 'BSN');
    insert into cohorts (id, school_id, program_id, name)
      select 'c' || n, 'bench', 'bsn', 'BSc Nursing ' || n from generate_series(2027, 2030) n;
    insert into users (id, school_id, name, email, role) values ('boss', 'bench', 'Boss', 'boss@bench.test', 'SCHOOL_ADMIN');
    insert into users (id, school_id, name, email, role, student_number)
      select 's' || n, 'bench', 'Here ' || n, 'here' || n || '@bench.test', 'STUDENT', 'H' || n from generate_series(1, 20000) n;
    insert into sessions (id, school_id, user_id, expires_at) values ('s_boss', 'bench', 'boss', now() + interval '1 day');
    analyze;
  `);
  await owner.end();
}

/** 3 % bad: addresses, cohorts and numbers that are used twice. */
function form(): FormData {
  const lines = Array.from({ length: rows }, (_, n) => {
    const kind = n % 100;
    const email = kind === 7 ? `p${n}@bench` : `p${n}@bench.test`;
    const cohort = kind === 31 ? "BSN 27" : `BSc Nursing ${2027 + (n % 4)}`;
    const number = kind === 63 ? "twice" : `P${n}`;
    return `First ${n},Last ${n},${email},Student,BSN,${cohort},${number},${1 + (n % 3)}`;
  });
  const text = ["First name,Last name,Email,Role,Program,Cohort,Student number,Year", ...lines].join("\n");
  const body = new FormData();
  body.set("file", new File([text], "people.csv"));
  return body;
}

async function send(url: string, init: RequestInit = {}) {
  const token = signAccessToken({
    kind: "user",
    userId: "boss",
    role: "SCHOOL_ADMIN",
    schoolId: "bench",
    sessionId: "s_boss",
  });
  const response = await fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return importAnswer.parse(await response.json());
}

async function until(url: string, status: "READY" | "COMMITTED") {
  for (;;) {
    const answer = await send(url);
    if (answer.status === status) return answer;
    if (answer.status === "FAILED") throw new Error(answer.error ?? "the import failed");
    await sleep(200);
  }
}

async function start(file: string, env: NodeJS.ProcessEnv, children: ChildProcess[]): Promise<ChildProcess> {
  const child = fork(file, [], { env });
  children.push(child);
  await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error(`${file} stopped before it was ready`);
    }),
  ]);
  return child;
}

process.exitCode = (await withDatabase({ RATE_LIMIT_PER_MINUTE: "1000000" }, main)) ? 0 : 1;
