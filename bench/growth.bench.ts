import pg from "pg";
import { withDatabase } from "./database.ts";

/**
 * `node bench/growth.bench.ts [rows] [tables]`: tables that only grow, a million rows each over three schools. For each time column: no
 * index, BRIN and B-tree, with the size of the index, what 10,000 more rows cost, and what the batch of 5,000 of the job that deletes by
 * age costs: when nothing is old, when much is, and after the table was replaced once by new rows (deleted, vacuumed, filled
 * again), which is the state in which it stays. Then the questions that use such a column, under the policies of who asks them.
 */
const rows = Number(process.argv[2] ?? 1_000_000);
const only = process.argv.slice(3);
const replacedRows = rows / 5;
const addedRows = 10_000;
const people = 6_000;
const batch = 5_000;

type Growing = {
  table: string;
  time: string;
  /** Columns of a candidate before the time: what the deletion knows besides. */
  keyed?: string;
  /** Inserts rows number `from` to `to`; `at` is the instant of row n. */
  insert: string;
  isOld: string;
  /** Its kind in the retention of a school. */
  kind?: string;
  /** What finds the same rows by an index that is there anyway. */
  otherwise?: string;
  /** What else would use the index, as an admin of the school asks it. */
  question?: string;
};
const person = "'person_' || (n * 7919 % 6000)";
const school = "'school_' || (n * 7919 % 6000 % 3)";
/** In the order of time, as the program makes them. */
const id =
  "encode(substr(int8send((extract(epoch from at) * 1000)::bigint), 3), 'hex') || '-7' || substr(md5(n::text), 1, 18)";

const tables: Growing[] = [
  {
    table: "events",
    time: "created_at",
    insert: `insert into events (id, school_id, type, student_id, data, created_at, seq)
      select ${id}, ${school}, 'assessment.submitted', ${person}, '{"assessmentId":"0199f0a2-7a3e-7c41-9d1f-000000000000","competencyId":"0199f0a2-7a3e-7c41-9d1f-000000000001"}', at, n`,
    isOld: "seq is not null and created_at < $1",
    otherwise: `select o.ctid from (select ctid, created_at from events where seq is not null order by seq limit ${batch}) o where o.created_at < $1`,
  },
  {
    table: "idempotency_keys",
    time: "created_at",
    insert: `insert into idempotency_keys (user_id, route, key, school_id, request_hash, state, response_status, response_body, created_at)
      select ${person}, 'POST /api/assessments', ${id}, ${school}, md5(n::text), 'DONE', 201, jsonb_build_object('id', ${id}, 'status', 'SUBMITTED', 'progress', 40.5), at`,
    isOld: "created_at < $1",
  },
  {
    table: "processed_events",
    time: "processed_at",
    insert: `insert into processed_events (handler, event_id, processed_at) select 'progress.recount', ${id}, at`,
    isOld: "processed_at < $1",
  },
  {
    table: "learning_analytics",
    kind: "interactions",
    time: `"timestamp"`,
    keyed: "school_id",
    question: `select date_trunc('week', "timestamp"), interaction_type, count(*) from learning_analytics
      where school_id = 'school_1' and "timestamp" >= $1 and "timestamp" < $2 group by 1, 2`,
    insert: `insert into learning_analytics (school_id, user_id, competency_id, interaction_type, interaction_data, session_id, user_agent, "timestamp")
      select ${school}, ${person}, 'competency_' || n % 300, 'VIEW', null, 'session_' || n % 20000, 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', at`,
    isOld: `school_id = 'school_1' and "timestamp" < $1`,
  },
  {
    table: "notification_queue",
    kind: "notifications",
    time: "created_at",
    keyed: "school_id",
    insert: `insert into notification_queue (id, school_id, user_id, type, status, channel, subject, content, payload, scheduled_for, sent_at, created_at, updated_at)
      select ${id}, ${school}, ${person}, 'FEEDBACK_AVAILABLE', 'SENT', 'IN_APP', 'Feedback on Patient Assessment', repeat('You have new feedback. ', 5), '{"assessmentId":"0199f0a2-7a3e-7c41-9d1f-000000000000"}', at, at, at, at`,
    isOld: "school_id = 'school_1' and created_at < $1 and status <> 'PENDING'",
    otherwise: `select n.ctid from users u cross join lateral (
      select q.ctid from notification_queue q where q.user_id = u.id and q.created_at < $1 and q.status <> 'PENDING' offset 0) n
      where u.school_id = 'school_1' limit ${batch}`,
    question: `select id from notification_queue where user_id = 'person_1' and channel = 'IN_APP' and status <> 'CANCELLED'
      and scheduled_for <= now() order by created_at desc, id desc limit 20`,
  },
  {
    table: "progress_snapshots",
    kind: "snapshots",
    time: "snapshot_date",
    keyed: "school_id",
    insert: `insert into progress_snapshots (school_id, user_id, progress_percentage, category_breakdown, competencies_completed, competencies_total, snapshot_date)
      select ${school}, 'person_' || n % 6000, 40, '[{"category":"Patient Care","completed":12,"total":30},{"category":"Communication","completed":6,"total":15}]', 18, 45, at`,
    isOld: "school_id = 'school_1' and snapshot_date < $1",
    otherwise: `select s.ctid from users u cross join lateral (
      select p.ctid from progress_snapshots p where p.user_id = u.id and p.snapshot_date < $1 offset 0) s where u.school_id = 'school_1' limit ${batch}`,
  },
];
/** Whose rows stay: sizes alone. */
const kept: Growing[] = [
  {
    table: "access_log",
    time: "occurred_at",
    insert: `insert into access_log (id, school_id, occurred_at, actor_id, subject_id, what, request_id, seal_number)
      select ${id}, ${school}, at, ${person}, 'person_' || n % 6000, 'student.progress', ${id}, n / 2000`,
    isOld: "school_id = 'school_1' and occurred_at < $1",
  },
  {
    table: "audit_log",
    time: "occurred_at",
    insert: `insert into audit_log (id, school_id, occurred_at, actor_id, actor_role, action, entity_type, entity_id, student_id, request_id, detail, seal_number, previous_hash, hash)
      select ${id}, ${school}, at, ${person}, 'CLINICAL_SUPERVISOR', 'assessment.submit', 'assessment', ${id}, 'person_' || n % 6000, ${id}, '{"status":"SUBMITTED"}', n, md5(n::text) || md5(n::text), md5(n::text) || md5(n::text)`,
    isOld: "school_id = 'school_1' and occurred_at < $1",
  },
];

await withDatabase(
  {},
  async ({ url }) => {
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query("set session_replication_role = replica; set max_parallel_workers_per_gather = 0");
    await owner.query(
      `insert into schools (id, name, time_zone) select 'school_' || n, 'School ' || n, 'UTC' from generate_series(0, 2) n`,
    );
    await owner.query(`insert into users (id, school_id, role, email, name) select 'person_' || n, 'school_' || n % 3, 'STUDENT', 'p' || n || '@x.org', 'P ' || n
      from generate_series(0, ${people - 1}) n`);
    for (const one of [...tables, ...kept].filter(({ table }) => only.length === 0 || only.includes(table)))
      await measure(owner, one, kept.includes(one));
    await owner.end();
  },
  { synchronous_commit: "off", max_wal_size: "4GB", autovacuum: "off", shared_buffers: "512MB", jit: "off" },
);

async function measure(owner: pg.Client, one: Growing, isKept: boolean): Promise<void> {
  const { table, time } = one;
  const before = await sizeOf(owner, table);
  await fill(owner, one, 0, rows);
  await owner.query(`vacuum analyze ${table}`);
  const size = await sizeOf(owner, table);
  print(
    `\n${table}: ${Math.round((size.heap - before.heap) / rows)} bytes a row, ${Math.round((size.indexes - before.indexes) / rows)} of its indexes`,
  );
  if (isKept) return;
  const kinds = [
    ["none", ""],
    ["brin", `using brin (${time})`],
    ["btree", `(${one.keyed ? `${one.keyed}, ` : ""}${time})`],
  ] as const;
  if (one.kind)
    print(
      `  of the job: nothing old ${await jobCost(owner, one.kind, -1)}, a tenth old ${await jobCost(owner, one.kind, rows / 10)}`,
    );
  // So that the questions are answered by the candidates.
  if (table === "learning_analytics") await owner.query("drop index learning_analytics_school_idx");
  for (const [kind, how] of kinds) {
    if (how) await owner.query(`create index candidate on ${table} ${how}`);
    const bytes = how ? Number((await owner.query("select pg_relation_size('candidate') as b")).rows[0].b) : 0;
    const added: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      await owner.query("begin");
      added.push(await timed(() => fill(owner, one, rows, rows + addedRows)));
      await owner.query("rollback");
    }
    await owner.query(`vacuum ${table}`);
    print(
      `  ${kind}: ${kb(bytes)}; 10,000 rows ${median(added)} ms; batch: nothing old ${await batchCost(owner, one, -1)}, a tenth old ${await batchCost(owner, one, rows / 10)}${await questionCost(owner, one)}`,
    );
    if (how) await owner.query("drop index candidate");
  }
  print(`  ${batch} rows are deleted in ${await deletionCost(owner, one)}`);
  if (one.otherwise)
    print(
      `  by an index that is there: batch: nothing old ${await batchCost(owner, one, -1, one.otherwise)}, a tenth old ${await batchCost(owner, one, rows / 10, one.otherwise)}`,
    );
  // Its rows are replaced a tenth at a time, as the job and autovacuum do.
  for (const [kind, how] of kinds.slice(1)) {
    await owner.query(`truncate ${table}`);
    await fill(owner, one, 0, replacedRows);
    await owner.query(`create index candidate on ${table} ${how}`);
    const step = replacedRows / 10;
    const vacuumed: number[] = [];
    for (let turn = 1; turn <= 12; turn += 1) {
      await owner.query(`delete from ${table} where ${time} < $1`, [instant(turn * step)]);
      vacuumed.push(await timed(() => owner.query(`vacuum ${table}`)));
      await fill(owner, one, replacedRows + (turn - 1) * step, replacedRows + turn * step);
    }
    await owner.query(`vacuum analyze ${table}`);
    print(
      `  ${kind}, ${replacedRows} rows replaced once: ${kb(Number((await owner.query("select pg_relation_size('candidate') as b")).rows[0].b))}; batch: nothing old ${await batchCost(owner, one, 1.2 * replacedRows - 1)}, a tenth old ${await batchCost(owner, one, 1.3 * replacedRows)}; vacuum of a tenth ${median(vacuumed)} ms`,
    );
    await owner.query("drop index candidate");
    if (one.otherwise)
      print(
        `  by an index that is there: nothing old ${await batchCost(owner, one, 1.2 * replacedRows - 1, one.otherwise)}`,
      );
  }
  await owner.query(`truncate ${table}`);
}

/** Of the selection that a batch deletes, as the worker's role: time, pages, plan. */
async function batchCost(owner: pg.Client, { table, isOld }: Growing, upTo: number, how?: string): Promise<string> {
  const text = how ?? `select ctid from ${table} where ${isOld} limit ${batch}`;
  return cost(owner, "set local role app_system", text.replace("$1", `'${instant(upTo)}'`));
}

/** The deletion of a batch with its indexes and the log, without the selection. */
async function deletionCost(owner: pg.Client, { table }: Growing): Promise<string> {
  await owner.query("set session_replication_role = origin");
  await owner.query("begin");
  await owner.query(`create temporary table chosen on commit drop as select ctid as at from ${table} limit ${batch}`);
  const ms = await timed(() => owner.query(`delete from ${table} where ctid = any (array(select at from chosen))`));
  await owner.query("rollback");
  await owner.query("set session_replication_role = replica");
  return `${Math.round(ms)} ms`;
}

function jobCost(owner: pg.Client, kind: string, upTo: number): Promise<string> {
  const asked = `app.retention_rows('${kind}', 'school_1', '${instant(upTo)}', ${batch})`;
  return cost(owner, "set local role app_system", `select count(*) from ${asked}`);
}

/** Four weeks of the rows. */
async function questionCost(owner: pg.Client, { question }: Growing): Promise<string> {
  if (!question) return "";
  const asked = question.replace("$1", `'${instant(rows * 0.8)}'`).replace("$2", `'${instant(rows * 0.88)}'`);
  const admin = `set local role authenticated; set local app.user_id = 'person_1'; set local app.user_role = 'SCHOOL_ADMIN'; set local app.school_id = 'school_1'`;
  return `; its question ${await cost(owner, admin, asked)}`;
}

async function cost(owner: pg.Client, role: string, text: string): Promise<string> {
  await owner.query(`begin; ${role}`);
  const explain = `explain (analyze, buffers, timing off, format json) ${text}`;
  await owner.query(explain);
  const [found] = (await owner.query(explain)).rows[0]["QUERY PLAN"];
  await owner.query("rollback");
  const scans = new Set(JSON.stringify(found).match(/"(Seq|Index|Index Only|Bitmap Heap) Scan"/g));
  const pages = found.Plan["Shared Hit Blocks"] + found.Plan["Shared Read Blocks"];
  const named = scans.size > 0 ? ` (${[...scans].join(", ").replaceAll('"', "")})` : "";
  return `${found["Execution Time"].toFixed(1)} ms ${pages} pages${named}`;
}

/** A row in each half minute, so that a million are a year. */
function instant(n: number): string {
  return new Date(Date.UTC(2024, 0, 1) + n * 31_536).toISOString();
}
function fill(owner: pg.Client, { insert }: Growing, from: number, to: number) {
  return owner.query(`${insert} from generate_series(${from}::bigint, ${to - 1}) n
    cross join lateral (select timestamptz '2024-01-01Z' + n * interval '31.536 seconds' as at) t`);
}
async function sizeOf(owner: pg.Client, table: string): Promise<{ heap: number; indexes: number }> {
  const { rows: found } = await owner.query(
    `select pg_table_size('${table}')::float8 as heap, pg_indexes_size('${table}')::float8 as indexes`,
  );
  return found[0];
}
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
function median(values: number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
}
function kb(bytes: number): string {
  return bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.round(bytes / 1e3)} kB`;
}
function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
