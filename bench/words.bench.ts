import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { reseal } from "#src/platform/sealed/reseal.ts";
import { systemActor } from "#src/policy/actor.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { cpuMs } from "./cpu.ts";
import { type BenchDatabase, withDatabase } from "./database.ts";
import { seedBusySupervisor, seedSchool } from "./seed.ts";

/**
 * `node bench/words.bench.ts [runs]`: pages that open many sealed words, by the same program before the job has sealed them
 * and after, in milliseconds of CPU of the web process and of PostgreSQL. Beside them how many values each page opens.
 */
const runs = Number(process.argv[2] ?? 400);

const as = (userId: string, role: "STUDENT" | "CLINICAL_SUPERVISOR") =>
  ({ kind: "user", userId, role, schoolId: "bench", sessionId: "b" }) as const;
const student = as("stu1", "STUDENT");
const pages = [
  { name: "hours of a student, 50 of 200", path: "/api/time-records", who: student, values: 150 },
  { name: "hours of a student, 200", path: "/api/time-records?limit=200", who: student, values: 600 },
  { name: "evidence of a student, 50 lines", path: "/api/submissions", who: student, values: 0 },
  { name: "one submission, 3 versions", path: "/api/submissions/sub1", who: student, values: 10 },
  {
    name: "requests that wait, 40",
    path: "/api/assessment-requests/waiting",
    who: as("busy", "CLINICAL_SUPERVISOR"),
    values: 40,
  },
] as const;

async function main(postgres: BenchDatabase): Promise<void> {
  const children: ChildProcess[] = [];
  const owner = new pg.Client(postgres.url);
  try {
    await owner.connect();
    await seedSchool(owner, 40);
    await seedBusySupervisor(owner);
    await seedWords(owner);
    const web = await start(children);
    // Once for the compiler.
    await measureAll(web, postgres.pid);
    const plain = await measureAll(web, postgres.pid);
    const run = { signal: new AbortController().signal, progress: () => {} };
    const { fields: sealed } = await reseal(systemActor("bench"), run);
    await owner.query("vacuum analyze");
    const after = await measureAll(web, postgres.pid);
    process.stdout.write(`${sealed} values sealed; CPU of web + PostgreSQL in ms\n`);
    for (const [n, { name, values }] of pages.entries()) {
      const line = [plain[n], after[n]].map((spent) => `${spent?.web.toFixed(2)} + ${spent?.database.toFixed(2)}`);
      process.stdout.write(`${name.padEnd(34)}${line.join("  ->  ")}   ${values} values\n`);
    }
  } finally {
    await owner.end().catch(() => {});
    for (const child of children) child.kill("SIGKILL");
  }
}

/** 200 entries of hours with an activity, a note and a reason each, 50 submissions with a conversation, and words of requests. */
async function seedWords(owner: pg.Client): Promise<void> {
  await owner.query("set session_replication_role = replica");
  await owner.query(`
    insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity, note, status, reason)
      select 'h' || n, 'bench', 'stu1', 'pla1', 'bench_r', now() - make_interval(hours => n * 4), now() - make_interval(hours => n * 4 - 3), 180,
             'Clinical practice on the ward', repeat('What I did on this shift. ', 6), 'NOT_APPROVED', repeat('Why not approved. ', 4)
      from generate_series(1, 200) n;
    insert into competency_submissions (id, school_id, student_id, competency_id, submitted_by, status, submitted_at, evidence, revision, reviewed_by, review_comment)
      select 'sub' || n, 'bench', 'stu1', 'bench_c' || 1 + n % 45, 'stu1', 'REJECTED', now(), repeat('A case that I followed. ', 80), 3, 'sup1', 'Say more.'
      from generate_series(1, 50) n;
    insert into submission_acts (id, school_id, student_id, submission_id, act, actor_id, actor_name, words, evidence)
      select 'act' || s || '_' || n || given.act, 'bench', 'stu1', 'sub' || s, given.act, 'stu1', 'Student 1', repeat('Because of this. ', 10),
             case when given.act = 'SUBMITTED' then repeat('A case that I followed. ', 80) end
      from generate_series(1, 50) s, generate_series(1, 3) n, (values ('SUBMITTED'), ('RETURNED')) given (act);
    update assessments set request_words = 'At the morning handover, with you beside me.', observed_at = now()
      where assessor_id = 'busy' and status = 'REQUESTED'`);
  await owner.query("set session_replication_role = origin");
  await owner.query("analyze");
}

type Spent = { web: number; database: number };
type Web = { pid: number; port: number };

async function measureAll(web: Web, postgresPid: number): Promise<Spent[]> {
  const spent: Spent[] = [];
  for (const page of pages) spent.push(await measure(web, page, postgresPid));
  return spent;
}

async function measure({ pid, port }: Web, { path, who }: (typeof pages)[number], postgresPid: number): Promise<Spent> {
  const headers = { authorization: `Bearer ${signAccessToken(who)}` };
  const read = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  for (let n = 0; n < 200; n += 1) await read();
  const used = () => ({ web: cpuMs(pid), database: cpuMs(postgresPid, true) });
  const before = used();
  for (let n = 0; n < runs; n += 1) await read();
  const after = used();
  return { web: (after.web - before.web) / runs, database: (after.database - before.database) / runs };
}

async function start(children: ChildProcess[]): Promise<Web> {
  const port = await freePort();
  const child = fork("bench/api-only.ts", [], { env: { ...process.env, PORT: String(port) } });
  children.push(child);
  await once(child, "message");
  return { pid: child.pid ?? 0, port };
}

await withDatabase({ RATE_LIMIT_PER_MINUTE: "1000000" }, main);
