import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { cpuMs } from "./cpu.ts";
import { type BenchDatabase, withDatabase } from "./database.ts";

/**
 * `node bench/analytics.bench.ts [students] [assessments a student]`: analytics over 20,000 students with 100 assessments
 * each, which is 2 million evaluations. It prints the CPU of each scope over web and database beside its floor (the same
 * server reading one progress row), what a signature costs with and without the kept line, and how long the history takes
 * to be computed. It fails where a cohort of 200 takes more than 20 ms.
 */
const students = Number(process.argv[2] ?? 20_000);
const each = Number(process.argv[3] ?? 100);
const cohortSize = 200;
const cohortMostMs = 20;
const times = 60;

async function main(): Promise<boolean> {
  return withDatabase({ RATE_LIMIT_PER_MINUTE: "1000000" }, async (postgres) => {
    const children: ChildProcess[] = [];
    const owner = new pg.Client(postgres.url);
    await owner.connect();
    try {
      await timed(`${students} students, ${students * each} evaluations seeded`, () => seed(owner));
      await timed("kept lines rebuilt", () => rebuild(owner));
      await timed("history computed for the first time", () => owner.query("select app.refresh_history()"));
      await timed("history computed again", () => owner.query("select app.refresh_history()"));
      await owner.query("vacuum (analyze)");
      await measureSigning(owner);
      const port = await freePort();
      const web = await start(port, children);
      return await measureScopes(postgres, port, web);
    } finally {
      await owner.end();
      for (const child of children) child.kill("SIGKILL");
    }
  });
}

async function measureScopes(postgres: BenchDatabase, port: number, web: ChildProcess): Promise<boolean> {
  const { signAccessToken } = await import("#src/platform/identity/access-token.ts");
  const token = signAccessToken({
    kind: "user",
    userId: "bench_admin",
    role: "SCHOOL_ADMIN",
    schoolId: "bench",
    sessionId: "bench_session",
  });
  const used = () => cpuMs(web.pid ?? 0) + cpuMs(postgres.pid, true);
  const cohort = "/api/competency-analytics?scope=cohort&cohortId=bench_c1";
  const asked: [name: string, path: string, mostMs?: number][] = [
    ["floor: one progress row", "/api/competency-progress?studentId=stu7"],
    ["student, 90 days", "/api/competency-analytics?scope=student&studentId=stu7"],
    ["student, all", "/api/competency-analytics?scope=student&studentId=stu7&timeframe=all"],
    [`cohort of ${cohortSize}, 90 days`, cohort, cohortMostMs],
    [`cohort of ${cohortSize}, all`, `${cohort}&timeframe=all`],
    [`cohort of ${cohortSize}, 90 days, ratings only`, `${cohort}&metrics=ratings`],
    [`cohort of ${cohortSize}, 90 days, completion and pace`, `${cohort}&metrics=completion,pace,overdue`],
    ["program, 90 days", "/api/competency-analytics?scope=program&programId=bench_p"],
    ["list behind a figure", "/api/competency-analytics/ratings?cohortId=bench_c1&band=below&limit=50"],
    ["programs", "/api/competency-analytics/programs"],
  ];
  let isFast = true;
  for (const [name, path, mostMs] of asked) {
    const get = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.arrayBuffer()).byteLength;
    };
    for (let n = 0; n < 10; n += 1) await get();
    const before = { all: used(), web: cpuMs(web.pid ?? 0) };
    let bytes = 0;
    for (let n = 0; n < times; n += 1) bytes = await get();
    const ms = (used() - before.all) / times;
    const webMs = (cpuMs(web.pid ?? 0) - before.web) / times;
    isFast &&= mostMs === undefined || ms <= mostMs;
    print(
      `${name.padEnd(46)} CPU ${ms.toFixed(2)} ms (web ${webMs.toFixed(2)}), ${bytes} bytes${mostMs ? `, at most ${mostMs} ms` : ""}`,
    );
  }
  return isFast;
}

/** The trigger's part of a signature: an evaluation inserted with and without it, in a transaction that is rolled back. */
async function measureSigning(owner: pg.Client): Promise<void> {
  const insert = async (n: number) => {
    const { rows } = await owner.query(`explain (analyze, format json)
      insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, feedback, signed_at)
      values ('x' || clock_timestamp()::text, 'bench', 'stu${n}', 'bench_c2', 'as${n}_1', 'sup1', 'SIGNED', 4, 'Well done, again tomorrow.', now())`);
    const triggers: { "Trigger Name": string; Time: number }[] = rows[0]["QUERY PLAN"][0].Triggers;
    return triggers.find((one) => one["Trigger Name"] === "evaluations_rated")?.Time ?? 0;
  };
  await owner.query("begin");
  await owner.query("set local plan_cache_mode = force_generic_plan");
  const taken: number[] = [];
  for (let n = 1; n <= 200; n += 1) taken.push(await insert(n));
  await owner.query("rollback");
  taken.sort((a, b) => a - b);
  print(`kept line of one signature: ${taken[100]?.toFixed(3)} ms in the database (median of 200)`);
}

async function rebuild(owner: pg.Client): Promise<void> {
  for (let first = 1; first <= students; first += 500) {
    await owner.query("select app.rate_assessments(array_agg(id)) from assessments where student_id = any($1)", [
      Array.from({ length: Math.min(500, students - first + 1) }, (_, n) => `stu${first + n}`),
    ]);
  }
}

/** Cohorts of 200, 45 competencies each, 20 of them completed, over two years. Triggers and foreign keys are off. */
async function seed(owner: pg.Client): Promise<void> {
  await owner.query("set session_replication_role = replica");
  await owner.query(`
    insert into schools (id, name, time_zone) values ('bench', 'Bench', 'Europe/London');
    insert into programs (id, school_id, name, code) values ('bench_p', 'bench', 'Bench', 'B');
    insert into cohorts (id, school_id, program_id, name)
      select 'bench_c' || n, 'bench', 'bench_p', 'Cohort ' || n from generate_series(0, ${Math.ceil(students / cohortSize)}) n;
    insert into rotations (id, school_id, name, site, unit, starts_on, ends_on)
      select 'bench_r' || n, 'bench', 'Ward ' || n, 'Site ' || n % 4, 'Unit', current_date - 400, current_date + 60 from generate_series(0, 11) n;
    insert into users (id, school_id, name, email, role) values ('bench_admin', 'bench', 'Admin', 'admin@bench.test', 'SCHOOL_ADMIN');
    insert into sessions (id, school_id, user_id, expires_at) values ('bench_session', 'bench', 'bench_admin', now() + interval '1 day');
    insert into competency_templates (id, school_id, name, status, created_by, published_at) values ('bench_t', 'bench', 'Bench', 'PUBLISHED', 'bench_admin', now());
    insert into competency_deployments (id, school_id, template_id, status, effective_at, created_by)
      values ('bench_d', 'bench', 'bench_t', 'ACTIVE', now() - interval '700 days', 'bench_admin');
    insert into competencies (id, school_id, template_id, name, description, category, level, rating_scale_id, target_rating, created_by, sort_order)
      select 'bench_c' || n, 'bench', 'bench_t', 'Competency number ' || n, '', 'Category ' || n % 6, 'FUNDAMENTAL', 'scale_entrustment', 4, 'bench_admin', n
      from generate_series(1, 45) n;
    insert into users (id, school_id, name, email, role)
      select 'sup' || n, 'bench', 'Supervisor ' || n, 'sup' || n || '@bench.test', 'CLINICAL_SUPERVISOR' from generate_series(0, 400) n;
    insert into users (id, school_id, name, email, role, cohort_id, program_id)
      select 'stu' || n, 'bench', 'Student ' || n, 'stu' || n || '@bench.test', 'STUDENT', 'bench_c' || n / ${cohortSize}, 'bench_p' from generate_series(1, ${students}) n;
    insert into competency_assignments (id, school_id, user_id, competency_id, deployment_id, status, progress_percentage, due_date, completion_date, result, observations, evaluators, days)
      select 'a' || s || '_' || c, 'bench', 'stu' || s, 'bench_c' || c, 'bench_d', case when c <= 20 then 'ACHIEVED' else 'NOT_STARTED' end, case when c <= 20 then 100 else 0 end,
        date_trunc('day', now()) + make_interval(days => 15 * (c - 20)), case when c <= 20 then now() - make_interval(days => 16 * (21 - c) + s % 11) end,
        case when c <= 20 then 4 end, 2, 2, 2
      from generate_series(1, ${students}) s, generate_series(1, 45) c;
    insert into assessments (id, school_id, student_id, competency_id, assignment_id, assessor_id, rotation_id, status, observed_at, submitted_at, created_at, requested_by)
      select 'as' || s || '_' || n, 'bench', 'stu' || s, 'bench_c' || 1 + n % 45, 'a' || s || '_' || 1 + n % 45, 'sup' || (s / 50 + n % 5) % 400, 'bench_r' || (n * 12 / ${each + 1}),
        'SUBMITTED', at, at + interval '1 hour', at - make_interval(hours => (n * 7 + s) % 240), case when n % 3 = 0 then 'stu' || s end
      from generate_series(1, ${students}) s, generate_series(1, ${each}) n, lateral (select now() - make_interval(hours => ((${each} - n) * 16800.0 / ${each})::int + s % 24 + 2) as at) t;
    insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, feedback, next_steps, signed_at)
      select 'e' || id, school_id, student_id, competency_id, id, assessor_id, 'SIGNED', 2 + abs(hashtext(id)) % 4, repeat('word ', abs(hashtext(id)) % 40), case when abs(hashtext(id)) % 3 = 0 then 'Again.' end, submitted_at
      from assessments;
    insert into student_progress (student_id, school_id, total, completed, category_breakdown)
      select 'stu' || n, 'bench', 45, 20, (select jsonb_agg(jsonb_build_object('category', 'Category ' || c, 'frameworkId', 'bench_t', 'framework', 'Bench', 'completed', 3, 'total', 8, 'percentage', 37.5)) from generate_series(0, 5) c)
      from generate_series(1, ${students}) n`);
  await owner.query("set session_replication_role = origin");
  await owner.query("analyze");
}

async function start(port: number, children: ChildProcess[]): Promise<ChildProcess> {
  const child = fork("bench/api-only.ts", { env: { ...process.env, PORT: String(port) } });
  children.push(child);
  await once(child, "message");
  return child;
}

async function timed(name: string, work: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  await work();
  print(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = (await main()) ? 0 : 1;
