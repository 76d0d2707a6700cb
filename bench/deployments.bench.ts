import { fork } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { type BenchDatabase, withDatabase } from "./database.ts";

/**
 * `node bench/deployments.bench.ts [students]`: two competencies for each student of a school (20,000), made by the job,
 * moved by a week, withdrawn and restored, each in a process of its own that is killed with -9 in the middle once and
 * started again. Prints the time of each, and fails where something is lost or doubled. `--no-kill` only measures.
 */
const kills = !process.argv.includes("--no-kill");
const students = Number(process.argv.find((each) => /^\d+$/.test(each)) ?? 20_000);
const competencies = 2;

async function main(postgres: BenchDatabase): Promise<void> {
  const owner = new pg.Client(postgres.url);
  await owner.connect();
  await seed(owner);
  const all = students * competencies;
  await carryOut(owner, "assign", "bench_d", (n) => n >= all / 3);
  await expectCount(
    owner,
    "assigned",
    "select count(*) from competency_assignments where deployment_id = 'bench_d'",
    all,
  );
  await expectCount(owner, "given once", "select count(*) from assignment_deployments", all);
  await expectCount(owner, "told once", "select count(*) from events where type = 'progress.updated'", students);
  for (const [kind, detail, undoes] of [
    ["MOVE_DUE", { scope: { type: "all" }, due: { moveByDays: 7 } }, null],
    ["WITHDRAW", { scope: { type: "all" }, competencyIds: null, completedToo: false }, null],
    ["UNDO", {}, "act_WITHDRAW"],
  ] as const) {
    const actId = `act_${kind}`;
    await owner.query(
      `insert into deployment_acts (id, school_id, deployment_id, kind, status, detail, students, actor_id, undoes_id)
         values ($1, 'bench', 'bench_d', $2, 'RUNNING', $3, $4, 'bench_admin', $5)`,
      [actId, kind, JSON.stringify(detail), students, undoes],
    );
    await carryOut(owner, "act", actId, (n) => n >= students / 3);
    await expectCount(owner, `${kind} changed`, `select changed from deployment_acts where id = '${actId}'`, all);
  }
  await expectCount(
    owner,
    "restored",
    "select count(*) from competency_assignments where status = 'NOT_STARTED' and due_date is not null",
    all,
  );
  await owner.end();
}

/** The part of the worker that is measured, in a process that can be killed. */
async function work(kind: string, id: string): Promise<void> {
  const { systemActor } = await import("#src/policy/actor.ts");
  const actor = systemActor("bench");
  if (kind === "assign") {
    const { activateDeployment } = await import("#src/features/deployments/activate-deployment.ts");
    await activateDeployment(actor, id);
  } else {
    const { runAct } = await import("#src/features/deployments/run-act.ts");
    await runAct(actor, id);
  }
  process.exit(0);
}

async function carryOut(
  owner: pg.Client,
  kind: string,
  id: string,
  isMiddle: (done: number) => boolean,
): Promise<void> {
  const start = () =>
    fork(import.meta.filename, ["--work", kind, id], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const begun = performance.now();
  if (kills) {
    const first = start();
    const column =
      kind === "assign"
        ? "assignments_done as n from competency_deployments"
        : "students_done as n from deployment_acts";
    const done = async () => (await owner.query<{ n: number }>(`select ${column} where id = $1`, [id])).rows[0]?.n ?? 0;
    while (!isMiddle(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
    first.kill("SIGKILL");
    await once(first, "exit");
    process.stdout.write(`${kind} ${id}: killed after ${await done()}\n`);
  }
  const child = start();
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${kind} ${id} ended with ${code}`);
  process.stdout.write(`${kind} ${id}: ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
}

async function expectCount(owner: pg.Client, what: string, query: string, expected: number): Promise<void> {
  const { rows } = await owner.query({ text: query, rowMode: "array" });
  const found = Number(rows[0]?.[0]);
  if (found !== expected) throw new Error(`${what}: ${found} instead of ${expected}`);
}

async function seed(owner: pg.Client): Promise<void> {
  await owner.query("set session_replication_role = replica");
  await owner.query(`
    insert into schools (id, name, time_zone) values ('bench', 'Bench', 'Europe/Berlin');
    insert into programs (id, school_id, name, code) values ('bench_p', 'bench', 'Bench', 'B');
    insert into cohorts (id, school_id, program_id, name) values ('bench_c', 'bench', 'bench_p', 'Bench');
    insert into users (id, school_id, name, email, role)
      values ('bench_admin', 'bench', 'Admin', 'admin@bench.test', 'SCHOOL_ADMIN');
    insert into competency_templates (id, school_id, name, status, created_by, published_at)
      values ('bench_t', 'bench', 'Bench', 'PUBLISHED', 'bench_admin', now());
    insert into competency_deployments (id, school_id, template_id, status, due_at, created_by)
      values ('bench_d', 'bench', 'bench_t', 'SCHEDULED', now() + interval '60 days', 'bench_admin');
    insert into deployment_targets (deployment_id, school_id, target_type, target_id)
      values ('bench_d', 'bench', 'cohort', 'bench_c');
    insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
      select 'bench_c' || n, 'bench', 'bench_t', 'Competency ' || n, 'Category', 'FUNDAMENTAL', 'scale_entrustment', 4,
             'bench_admin' from generate_series(1, ${competencies}) n`);
  await owner.query(
    `insert into users (id, school_id, name, email, role, cohort_id, program_id)
     select 'stu' || n, 'bench', 'Student ' || n, 'stu' || n || '@bench.test', 'STUDENT', 'bench_c', 'bench_p'
     from generate_series(1, $1::int) n`,
    [students],
  );
  await owner.query("set session_replication_role = default");
  await owner.query("analyze");
}

const [, , part, kind, id] = process.argv;
await (part === "--work" && kind && id ? work(kind, id) : withDatabase({}, main));
