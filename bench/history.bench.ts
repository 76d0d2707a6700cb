import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { seed, yearsSince } from "./analytics-seed.ts";
import { cpuMs } from "./cpu.ts";
import { type BenchDatabase, withDatabase } from "./database.ts";

/**
 * `node bench/history.bench.ts [students] [leaving a year] [requests]`: what a request costs in a school with ten years of
 * former cohorts (2,000 students, and 1,000 who left in each year), and in the same school in its first year. Both are
 * served at once and take turns, so that what else the machine does is the same for both. CPU of web and of all of
 * PostgreSQL without a worker. `--plans` prints the plans of the statements that take longer than 2 ms in the older one.
 */
const [students = 2_000, leaving = 1_000, times = 120] = process.argv
  .slice(2)
  .filter((argument) => /^\d+$/.test(argument))
  .map(Number);
const printsPlans = process.argv.includes("--plans");
const years = 10;
const each = 50;
const turns = 4;
const cohortSize = 200;
const studentsOfSupervisor = 20;

type School = { name: string; postgres: BenchDatabase; owner: pg.Client; web: ChildProcess; port: number };
type Asked = { name: string; by: string; path: string; body?: (n: number) => object };

const asked: Asked[] = [
  { name: "floor: one row", by: "bench_admin", path: "/api/assessment-requests/rules" },
  { name: "school, with its limits", by: "bench_admin", path: "/api/school" },
  { name: "progress of a student", by: "stu7", path: "/api/competency-progress" },
  { name: "submission", by: "sup1", path: "/api/competency-assessments", body: assessment },
  { name: "queue of a supervisor", by: "sup2", path: "/api/competency-assessments/queue?limit=20" },
  { name: "assessment centre", by: "sup2", path: "/api/competency-assessments/centre?tab=submitted" },
  { name: "students of a supervisor", by: "sup2", path: "/api/students?limit=50" },
  { name: "matrix of a cohort", by: "bench_admin", path: "/api/cohort-matrix?cohortId=bench_c1&frameworkId=bench_t" },
  {
    name: "analytics of a cohort",
    by: "bench_admin",
    path: "/api/competency-analytics?scope=cohort&cohortId=bench_c1",
  },
  {
    name: "analytics of the program",
    by: "bench_admin",
    path: "/api/competency-analytics?scope=program&programId=bench_p",
  },
  { name: "people, by name", by: "bench_admin", path: "/api/users?limit=100" },
  { name: "people, found", by: "bench_admin", path: "/api/users?limit=100&search=student+42" },
  { name: "people, counts", by: "bench_admin", path: "/api/users/counts" },
  { name: "students who take part", by: "bench_admin", path: "/api/students?limit=50" },
  { name: "notifications, student", by: "stu7", path: "/api/notifications" },
  { name: "notifications, supervisor", by: "sup2", path: "/api/notifications" },
];

async function main(): Promise<void> {
  const settings = { RATE_LIMIT_PER_MINUTE: "1000000" };
  const logged: Record<string, string> = printsPlans
    ? {
        session_preload_libraries: "auto_explain",
        "auto_explain.log_min_duration": "2ms",
        "auto_explain.log_analyze": "on",
        "auto_explain.log_buffers": "on",
        "auto_explain.log_nested_statements": "on",
        log_min_messages: "log",
      }
    : {};
  await withDatabase(settings, async (young) => {
    const first = await open("first year", young, 0);
    try {
      await withDatabase(
        settings,
        async (old) => {
          const later = await open("ten years on", old, years);
          try {
            const filled = (await log()).length;
            await compare([first, later]);
            if (printsPlans) print((await log()).slice(filled));
          } finally {
            await close(later);
          }
        },
        logged,
      );
    } finally {
      await close(first);
    }
  });
}

/** This process has the keys of the first, which made the passwords and signs for both. */
let keysIn = "";

async function open(name: string, postgres: BenchDatabase, passed: number): Promise<School> {
  keysIn ||= process.env.DATA_DIR ?? "";
  const begun = performance.now();
  const owner = new pg.Client(postgres.url);
  await owner.connect();
  await fill(owner, passed);
  const { rows } = await owner.query("select pg_database_size(current_database()) / 1024 / 1024 as mib");
  print(`${name}: ${rows[0].mib} MiB, filled in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  const port = await freePort();
  const web = fork("bench/api-only.ts", { env: { ...process.env, DATA_DIR: keysIn, PORT: String(port) } });
  await once(web, "message");
  return { name, postgres, owner, web, port };
}

async function close({ owner, web }: School): Promise<void> {
  await owner.end();
  web.kill("SIGKILL");
}

/**
 * Beside what the analytics have: placements, messages, audit, looks, days of progress and opened pages, of which each
 * person has the same number, and as long ago as the program keeps them.
 */
async function fill(owner: pg.Client, passed: number): Promise<void> {
  const former = { current: students, leaving };
  const all = students + passed * leaving;
  await seed(owner, { students: all, each, cohortSize, former });
  const people = `generate_series(1, ${all}) n, lateral (select ${yearsSince("n", former)} as ago) t`;
  const supervisor = `'sup' || (n / ${studentsOfSupervisor}) % ${students / studentsOfSupervisor}`;
  const at = (step: string) => `now() - make_interval(years => ago, days => ${step})`;
  await owner.query(`set session_replication_role = replica;
    insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
      select 'pla' || n || '_' || k, 'bench', 'stu' || n, 'bench_r' || k,
        current_date - 20 - 45 * k - ago * 365, current_date + 30 - 45 * k - ago * 365
      from ${people}, generate_series(0, 7) k;
    insert into placement_supervisors (placement_id, supervisor_id, school_id)
      select 'pla' || n || '_' || k, ${supervisor}, 'bench' from ${people}, generate_series(0, 7) k;
    insert into notification_queue (school_id, user_id, type, status, channel, subject, content, payload, scheduled_for, sent_at, created_at, updated_at)
      select 'bench', case when k % 2 = 0 then 'stu' || n else ${supervisor} end, 'FEEDBACK_AVAILABLE', 'SENT', 'IN_APP', 'Feedback',
        repeat('You have new feedback. ', 5), '{"assessmentId":"as1_1"}', at, at, at, at
      from ${people}, generate_series(1, 40) k, lateral (select ${at("k * 8")} as at) i where ago <= 5;
    insert into audit_log (id, school_id, occurred_at, actor_id, actor_role, action, entity_type, entity_id, student_id, request_id, detail, seal_number, previous_hash, hash)
      select 'au' || n || '_' || k, 'bench', ${at("k * 6")}, ${supervisor}, 'CLINICAL_SUPERVISOR', 'assessment.submit', 'assessment', 'as' || n || '_' || k,
        'stu' || n, 'r' || n, '{"status":"SUBMITTED"}', n * 100 + k, repeat('0', 64), repeat('1', 64)
      from ${people}, generate_series(1, ${each}) k;
    insert into access_log (id, school_id, occurred_at, actor_id, subject_id, what, request_id, seal_number)
      select 'ac' || n || '_' || k, 'bench', ${at("k * 6")}, ${supervisor}, 'stu' || n, 'progress', 'r' || n, n
      from ${people}, generate_series(1, ${each}) k;
    insert into progress_snapshots (school_id, user_id, progress_percentage, category_breakdown, competencies_completed, competencies_total, snapshot_date)
      select 'bench', 'stu' || n, 40, '[{"category":"Patient Care","completed":12,"total":30}]', 18, 45, ${at("k * 7")}
      from ${people}, generate_series(0, 51) k where ago <= 7;
    insert into learning_analytics (school_id, user_id, interaction_type, "timestamp")
      select 'bench', 'stu' || n, 'VIEW', ${at("k * 6")} from ${people}, generate_series(1, 50) k where ago <= 2;
    insert into sessions (id, school_id, user_id, expires_at)
      select 's_' || id, 'bench', id, now() + interval '1 day' from users
      where id in (${[...new Set(asked.map(({ by }) => `'${by}'`))].join()});
    set session_replication_role = origin`);
  await owner.query("vacuum (analyze)");
  // What filling leaves to be written would be counted with the first requests.
  await owner.query("checkpoint");
}

async function compare(schools: readonly School[]): Promise<void> {
  const { signAccessToken } = await import("#src/platform/identity/access-token.ts");
  const tokenOf = (userId: string) => {
    const role = userId.startsWith("stu")
      ? "STUDENT"
      : userId.startsWith("sup")
        ? "CLINICAL_SUPERVISOR"
        : "SCHOOL_ADMIN";
    return signAccessToken({ kind: "user", userId, role, schoolId: "bench", sessionId: `s_${userId}` });
  };
  print(`\n| CPU ms a request (of it the database) | ${schools.map(({ name }) => name).join(" | ")} | ratio |`);
  print(`| --- | ${schools.map(() => "---").join(" | ")} | --- |`);
  for (const one of asked) {
    const token = tokenOf(one.by);
    const spent = schools.map(() => ({ web: 0, database: 0 }));
    for (const school of schools) await askTimes(school, one, token, 30);
    for (let turn = 0; turn < turns; turn += 1) {
      for (const [n, school] of schools.entries()) {
        const before = used(school);
        await askTimes(school, one, token, times / turns);
        const after = used(school);
        const sum = spent[n];
        if (!sum) continue;
        sum.web += after.web - before.web;
        sum.database += after.database - before.database;
      }
    }
    const [first, later] = spent.map(({ web, database }) => web + database);
    const cells = spent.map(
      ({ web, database }) => `${((web + database) / times).toFixed(2)} (${(database / times).toFixed(2)})`,
    );
    print(`| ${one.name} | ${cells.join(" | ")} | ${((later ?? 0) / (first ?? 1)).toFixed(2)} |`);
  }
}

let sent = 0;
async function askTimes({ port }: School, { path, body }: Asked, token: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    sent += 1;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body && { method: "POST", body: JSON.stringify(body(sent)) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}

/** Of a student of supervisor 1, in the order of their competencies. */
function assessment(n: number): object {
  return {
    studentId: `stu${studentsOfSupervisor + (n % studentsOfSupervisor)}`,
    competencyId: `bench_c${21 + (Math.floor(n / studentsOfSupervisor) % 25)}`,
    evaluationData: { overallRating: 2 + (n % 2), strengths: "Explained each step.", nextSteps: "Say the plan aloud." },
  };
}

function used({ web, postgres }: School): { web: number; database: number } {
  return { web: cpuMs(web.pid ?? 0), database: cpuMs(postgres.pid, true) };
}

async function log(): Promise<string> {
  return printsPlans ? readFile(join(process.env.DATA_DIR ?? "", "log", "postgres.log"), "utf8") : "";
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
