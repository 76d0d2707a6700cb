import { type ChildProcess, fork, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { cpuMs } from "./cpu.ts";
import { type BenchDatabase, withDatabase } from "./database.ts";
import { seedSchool } from "./seed.ts";

/**
 * `node bench/cache.bench.ts [students]`: what is cached, each with a hit, with a miss (another version or an invalidated
 * tag before each read), and as it was before, by a process whose caches keep nothing. Beside them the least that a
 * request costs here: an answer of one row. Then the caches alone: a hit, and a miss with and without Redis.
 * CPU is counted over the web process, PostgreSQL and Redis.
 */
const students = Number(process.argv[2] ?? 2_000);
const competencies = 300;
const actor = { kind: "user", userId: "bench_admin", role: "SCHOOL_ADMIN", schoolId: "bench", sessionId: "b" } as const;

/** Each with the statement that makes what is kept stale. `runs` is smaller where one takes long. */
const reads = [
  { name: "floor: school's rules, one row", path: "/api/assessment-requests/rules", runs: 1_500 },
  {
    name: `framework of ${competencies} competencies`,
    path: "/api/competency-frameworks/bench_big",
    runs: 300,
    stale: "update rating_scales set question = question where school_id = 'default'",
  },
  {
    name: "the same as a CASE package",
    path: "/api/competency-frameworks/bench_big/case",
    runs: 100,
    stale: "update rating_scales set question = question where school_id = 'default'",
  },
  { name: "rating scales (not cached)", path: "/api/rating-scales", runs: 500 },
  { name: "the school (not cached)", path: "/api/school", runs: 500 },
  {
    name: `cohorts of ${students} students`,
    path: "/api/cohorts",
    runs: Math.max(20, Math.round(100_000 / students)),
    stale: "select pg_notify('competency_cache', 'bench cohorts:bench')",
  },
];

async function main(postgres: BenchDatabase): Promise<void> {
  const children: ChildProcess[] = [];
  const owner = new pg.Client(postgres.url);
  try {
    await owner.connect();
    await seedSchool(owner, students);
    await seedFramework(owner);
    await owner.query("analyze");
    const uncached = await start("bench/api-only.ts", { ...process.env, BENCH_UNCACHED: "1" }, children);
    const cached = await start("bench/api-only.ts", process.env, children);
    const parts = { owner, postgresPid: postgres.pid };
    for (const { name, path, runs, stale } of reads) {
      const before = await measure(uncached, path, { ...parts, runs });
      const line = [`before ${before}`];
      if (stale) {
        line.push(`hit ${await measure(cached, path, { ...parts, runs: Math.max(500, runs) })}`);
        line.push(`miss ${await measure(cached, path, { ...parts, runs, stale })}`);
      }
      process.stdout.write(`${name.padEnd(40)} ${line.join("   ")}\n`);
    }
    await measureAlone();
  } finally {
    await owner.end().catch(() => {});
    for (const child of children) child.kill("SIGKILL");
  }
}

/** A published framework of one school, as an import makes it. */
async function seedFramework(owner: pg.Client): Promise<void> {
  await owner.query("set session_replication_role = replica");
  await owner.query(`
    insert into competency_templates (id, school_id, name, status, created_by, published_at)
      values ('bench_big', 'bench', 'Big', 'PUBLISHED', 'bench_admin', now());
    insert into competencies (id, school_id, template_id, name, description, category, level, rating_scale_id,
        target_rating, created_by, sort_order)
      select 'big_c' || n, 'bench', 'bench_big', 'Cares for a patient in situation ' || n, repeat('What it asks for. ', 8),
             'Category ' || n % 12, 'FUNDAMENTAL', 'scale_entrustment', 4, 'bench_admin', n
      from generate_series(1, ${competencies}) n;
    insert into competency_template_items (id, school_id, template_id, identifier, kind, statement, sort_order, competency_id)
      select 'big_i' || n, 'bench', 'bench_big', 'big-' || n, 'COMPETENCY', 'Statement ' || n, n, 'big_c' || n
      from generate_series(1, ${competencies}) n`);
  await owner.query("set session_replication_role = origin");
}

type Web = { pid: number; port: number };

async function measure(
  { pid, port }: Web,
  path: string,
  { owner, postgresPid, runs, stale }: { owner: pg.Client; postgresPid: number; runs: number; stale?: string },
): Promise<string> {
  const headers = { authorization: `Bearer ${signAccessToken(actor)}` };
  const read = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  for (let n = 0; n < Math.min(200, runs); n += 1) await read();
  let wallMs = 0;
  const used = () => cpuMs(pid) + cpuMs(postgresPid, true);
  const cpuBefore = used();
  for (let n = 0; n < runs; n += 1) {
    if (stale) await owner.query(stale);
    const startedAt = performance.now();
    await read();
    wallMs += performance.now() - startedAt;
  }
  // What makes the value stale is the bench's and not the cache's.
  const spent = used() - cpuBefore - (stale ? await cpuOf(owner, stale, { runs, postgresPid, pid }) : 0);
  return `${(spent / runs).toFixed(2)} ms CPU, ${(wallMs / runs).toFixed(2)} ms`;
}

async function cpuOf(
  owner: pg.Client,
  statement: string,
  { runs, postgresPid, pid }: { runs: number; postgresPid: number; pid: number },
): Promise<number> {
  const before = cpuMs(pid) + cpuMs(postgresPid, true);
  for (let n = 0; n < runs; n += 1) await owner.query(statement);
  return cpuMs(pid) + cpuMs(postgresPid, true) - before;
}

async function start(file: string, env: NodeJS.ProcessEnv, children: ChildProcess[]): Promise<Web> {
  const port = await freePort();
  const child = fork(file, [], { env: { ...env, PORT: String(port) } });
  children.push(child);
  await once(child, "message");
  return { pid: child.pid ?? 0, port };
}

/** The interface by itself, with a value of 64 KB. */
async function measureAlone(): Promise<void> {
  const { Caches } = await import("#src/platform/cache/cache.ts");
  const { RedisStore } = await import("#src/platform/cache/redis-store.ts");
  const { connectRedis } = await import("#src/platform/redis/redis.ts");
  const bus = {
    publish: () => {},
    subscribe: () => () => {},
    ready: async () => {},
    settle: async () => {},
    close: async () => {},
  };
  const options = { name: "bench", ttlMs: 600_000, maxBytes: 64 * 1024 * 1024 };
  const value = "x".repeat(64 * 1024);
  const load = async () => ({ value });
  const cache = new Caches(bus).open(options);
  await cache.read({ key: "one", load });
  const print = async (name: string, runs: number, act: (n: number) => Promise<unknown>) => {
    for (let n = 0; n < runs / 10; n += 1) await act(-n - 1);
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    for (let n = 0; n < runs; n += 1) await act(n);
    const { user, system } = process.cpuUsage(cpu);
    const us = (ms: number) => `${((ms * 1_000) / runs).toFixed(1)} µs`;
    process.stdout.write(
      `${name.padEnd(40)} ${us((user + system) / 1_000)} CPU, ${us(performance.now() - startedAt)}\n`,
    );
  };
  await print("alone: hit", 200_000, () => cache.read({ key: "one", tags: ["a", "b"], load }));
  await print("alone: miss, kept", 20_000, (n) => cache.read({ key: `k${n}`, tags: ["a", "b"], load }));
  if (spawnSync("redis-server", ["--version"]).status !== 0) return;
  const port = await freePort();
  const server = spawn("redis-server", ["--port", String(port), "--save", ""], { stdio: "ignore" });
  const redis = connectRedis({ url: `redis://127.0.0.1:${port}` }, { commandTimeout: 1_000 });
  const store = new RedisStore(redis, "bench");
  try {
    await redis.ping().catch(() => redis.ping());
    const first = new Caches(bus, store).open({ ...options, isShared: true });
    await print("alone: miss, asked and put in Redis", 1_000, (n) => first.read({ key: `k${n}`, load }));
    const second = new Caches(bus, store).open({ ...options, isShared: true });
    await print("alone: found in Redis", 1_000, (n) => second.read({ key: `k${n}`, load }));
  } finally {
    store.close();
    server.kill("SIGKILL");
  }
}

await withDatabase({ RATE_LIMIT_PER_MINUTE: "1000000" }, main);
