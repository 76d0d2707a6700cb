import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { seed } from "./analytics-seed.ts";
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
      await timed(`${students} students, ${students * each} evaluations seeded`, () =>
        seed(owner, { students, each, cohortSize }),
      );
      await timed("history computed for the first time", () => owner.query("select app.refresh_history()"));
      await timed("history computed again", () => owner.query("select app.refresh_history()"));
      await owner.query("vacuum (analyze)");
      await measureSigning(owner);
      const port = await freePort();
      const web = await start(port, children);
      return await measureScopes(postgres, { port, web, owner });
    } finally {
      await owner.end();
      for (const child of children) child.kill("SIGKILL");
    }
  });
}

async function measureScopes(
  postgres: BenchDatabase,
  { port, web, owner }: { port: number; web: ChildProcess; owner: pg.Client },
): Promise<boolean> {
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
  const touch = (which: string) => () =>
    owner.query(`update student_cells set version = version + 1 where student_id in (
      select id from users where cohort_id = 'bench_c1' ${which})`);
  const asked: [name: string, path: string, mostMs?: number | undefined, before?: () => Promise<unknown>][] = [
    ["floor: one progress row", "/api/competency-progress?studentId=stu7"],
    ["student, 90 days", "/api/competency-analytics?scope=student&studentId=stu7"],
    ["student, all", "/api/competency-analytics?scope=student&studentId=stu7&timeframe=all"],
    [`cohort of ${cohortSize}, 90 days`, cohort, cohortMostMs],
    [`cohort of ${cohortSize}, one changed (with update)`, cohort, cohortMostMs, touch("order by id limit 1")],
    [`cohort of ${cohortSize}, all changed (with update)`, cohort, undefined, touch("")],
    [`cohort of ${cohortSize}, all`, `${cohort}&timeframe=all`],
    [`cohort of ${cohortSize}, 90 days, ratings only`, `${cohort}&metrics=ratings`],
    [`cohort of ${cohortSize}, 90 days, completion and pace`, `${cohort}&metrics=completion,pace,overdue`],
    ["program, 90 days", "/api/competency-analytics?scope=program&programId=bench_p"],
    ["list behind a figure", "/api/competency-analytics/ratings?cohortId=bench_c1&band=below&limit=50"],
    ["programs", "/api/competency-analytics/programs"],
  ];
  let isFast = true;
  for (const [name, path, mostMs, before] of asked) {
    const get = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.arrayBuffer()).byteLength;
    };
    for (let n = 0; n < 20; n += 1) await get();
    const start = { all: used(), web: cpuMs(web.pid ?? 0) };
    let bytes = 0;
    for (let n = 0; n < times; n += 1) {
      await before?.();
      bytes = await get();
    }
    const ms = (used() - start.all) / times;
    const webMs = (cpuMs(web.pid ?? 0) - start.web) / times;
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
      insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, words, word_count, signed_at)
      values ('x' || clock_timestamp()::text, 'bench', 'stu${n}', 'bench_c2', 'as${n}_1', 'sup1', 'SIGNED', 4, 's1.bench.' || repeat('A', 80), 4, now())`);
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
