import pg from "pg";
import { systemActor } from "#src/policy/actor.ts";
import { seed } from "./analytics-seed.ts";
import { cpuMs, residentMiB } from "./cpu.ts";
import { withDatabase } from "./database.ts";

/**
 * `node bench/prediction-refresh.bench.ts [students] [assessments a student]`: what it costs to work predictions out again,
 * in a school of 20,000 students in cohorts of 200. It prints the time of the database's statements for a student after
 * each submission and for a burst of them, and the time and memory of the night's work with a model. It fails where a
 * student of a burst takes more than 2 ms of the database.
 */
const students = Number(process.argv[2] ?? 20_000);
const each = Number(process.argv[3] ?? 100);
const mostMs = 2;
const actor = systemActor("bench");

async function main(): Promise<boolean> {
  return withDatabase(
    {},
    async ({ url, pid }) => {
      const owner = new pg.Client(url);
      await owner.connect();
      try {
        await owner.query("create extension pg_stat_statements");
        await timed(`${students} students, ${students * each} evaluations seeded`, () =>
          seed(owner, { students, each, cohortSize: 200 }),
        );
        await timed("plans that have ended", () => endPlans(owner));
        const one = await measureStudents(owner, pid, 1);
        const burst = await measureStudents(owner, pid, 100);
        print(`statements a student, one by one: ${one.toFixed(2)} ms; in a burst of 100: ${burst.toFixed(2)} ms`);
        await measureNight();
        return burst <= mostMs;
      } finally {
        await owner.end();
      }
    },
    { shared_preload_libraries: "pg_stat_statements", "pg_stat_statements.track_planning": "on" },
  );
}

/** Half of the students have a plan that has ended, which every third of them finished in time. */
async function endPlans(owner: pg.Client): Promise<void> {
  await owner.query("set session_replication_role = replica");
  await owner.query(`update competency_assignments set due_date = due_date - interval '400 days',
      status = case when right(user_id, 1)::int in (2, 8) then 'ACHIEVED' else status end,
      completion_date = case when right(user_id, 1)::int in (2, 8) then coalesce(completion_date, now()) - interval '410 days'
        else completion_date end
    where right(user_id, 1)::int % 2 = 0`);
  await owner.query("set session_replication_role = origin");
  await owner.query("vacuum (analyze) competency_assignments");
}

/** @returns milliseconds of the database's statements for one student, planning included, where so many are worked out at once */
async function measureStudents(owner: pg.Client, pid: number, atOnce: number): Promise<number> {
  const { refreshStudents } = await import("#src/features/predictions/refresh-students.ts");
  const { withActor } = await import("#src/platform/db/transaction.ts");
  // A deployment of 200 students, each of whom is worked out once before, so that the statements are prepared.
  const ids = Array.from({ length: 200 }, (_, n) => `stu${n + 200}`).sort();
  const runs = Array.from({ length: ids.length / atOnce }, (_, n) => ids.slice(n * atOnce, (n + 1) * atOnce));
  const work = async () => {
    for (const run of runs) await withActor(actor, (tx) => refreshStudents(tx, "bench", run));
  };
  await work();
  await owner.query("select pg_stat_statements_reset()");
  const before = cpuMs(pid, true);
  await work();
  const cpu = cpuMs(pid, true) - before;
  const { rows } = await owner.query(
    `select left(regexp_replace(query, '\\s+', ' ', 'g'), 60) as query, calls::int, (total_exec_time + total_plan_time) as ms
     from pg_stat_statements where query not like '%pg_stat_statements%' order by 3 desc`,
  );
  print(`${atOnce} at once: ${(cpu / ids.length).toFixed(2)} ms of CPU a student in the database`);
  for (const { query, calls, ms } of rows.slice(0, 5))
    print(`  ${(ms / ids.length).toFixed(3)} ms a student, ${calls} calls: ${query}`);
  return rows.reduce((sum, { ms }) => sum + ms, 0) / ids.length;
}

async function measureNight(): Promise<void> {
  const { refreshSchool } = await import("#src/features/predictions/refresh-school.ts");
  const before = residentMiB(process.pid);
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMiB(process.pid));
  }, 50);
  await timed("the night's work of the school", () =>
    refreshSchool({ actor, signal: new AbortController().signal, progress: () => {} }, "bench"),
  );
  clearInterval(timer);
  print(`memory before ${Math.round(before)} MiB, at most ${Math.round(peak)} MiB`);
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
