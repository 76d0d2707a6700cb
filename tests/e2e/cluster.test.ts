import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import tls from "node:tls";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { sleep } from "#src/processes/start/postmaster.mjs";
import { supervisors } from "../../db/demo/people.ts";
import { Cluster, missingPrograms, webProxy } from "../support/cluster.ts";
import { getJson, signIn } from "../support/http-client.ts";
import { NodeProcess } from "../support/node-process.ts";
import { useRedis } from "../support/redis.ts";
import { Submitters, type Target, waitFor } from "../support/submitters.ts";

const root = join(import.meta.dirname, "../..");
const missing = missingPrograms();
const sitePort = 8443;

/**
 * What `deploy/` describes, on this machine: two web and two worker processes behind its proxy, over PgBouncer and HAProxy
 * on a primary and a replica under Patroni, and Redis; while supervisors submit without pause.
 */
describe.skipIf(missing.length > 0)("a cluster", { timeout: 900_000 }, () => {
  const redis = useRedis({ isDurable: true });
  const cluster = new Cluster();
  const dir = join(cluster.dir, "program");
  const address = `https://${cluster.host}:${sitePort}`;
  const target: Target = { addresses: [address], ownerUrl: () => cluster.ownerUrl };
  const webs: NodeProcess[] = [];
  const workers: NodeProcess[] = [];
  let settings: NodeJS.ProcessEnv;
  let proxy: Awaited<ReturnType<typeof webProxy>>;

  beforeAll(async () => {
    tls.setDefaultCACertificates([...tls.getCACertificates(), readFileSync(cluster.caPath, "utf8")]);
    await cluster.start();
    mkdirSync(dir);
    settings = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      NODE_COMPILE_CACHE: join(root, "node_modules/.cache/compiled"),
      DATA_DIR: dir,
      APP_SECRET: randomBytes(32).toString("base64url"),
      APP_URL: address,
      TRUST_PROXY: "1",
      DATABASE_URL: cluster.poolerUrl,
      DATABASE_POOLER: "1",
      DIRECT_URL: cluster.directUrl,
      REPLICA_URL: cluster.replicaUrl,
      REDIS_URL: redis.url(),
      RATE_LIMIT_PER_MINUTE: "100000",
    };
    runAsOwner(root, "migrate.ts", "up");
    runAsOwner(root, "demo.ts", "load");
    for (const n of [1, 2]) {
      webs.push(new NodeProcess({ part: "web", port: await freePort(), ...place(`web${n}`) }));
      workers.push(new NodeProcess({ part: "worker", port: 1, ...place(`worker${n}`) }));
    }
    await Promise.all([...webs, ...workers].map((one) => one.start()));
    proxy = await webProxy(cluster, { port: sitePort, webs: webs.map((one) => one.address) });
    await waitFor(() =>
      fetch(address).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  }, 300_000);
  afterAll(async () => {
    await proxy?.kill();
    await Promise.all([...webs, ...workers].map((one) => one.kill()));
    await cluster.discard();
  });

  it("reads reports from the replica, and from the primary while the replica has not all that was written", async () => {
    const admin = await signIn(address, "admin@demo.test");
    const isReplica = async () => {
      const path = "/api/competency-analytics?scope=program&programId=demo_program_bsn";
      const { asOf } = await getJson<{ asOf: { isReplica: boolean } }>(address, admin, path);
      return asOf.isReplica;
    };
    await waitFor(isReplica);
    const replica = new pg.Client((await cluster.replica()).url);
    await replica.connect();
    // Each reading writes a row, so that there is always something to apply.
    await replica.query("select pg_wal_replay_pause()");
    await waitFor(async () => !(await isReplica()));
    for (let n = 0; n < 4; n += 1) expect(await isReplica()).toBe(false);
    await replica.query("select pg_wal_replay_resume()");
    await replica.end();
    await waitFor(isReplica);
  });

  it("answers every request while a migration runs and each process gives way to the next version", async () => {
    const next = await nextVersion();
    const lost: string[] = [];
    let [isOver, answered, written] = [false, 0, 0];
    const person = await signIn(address, "student@demo.test");
    const ask = async (n: number) => {
      const paths = ["/api/competency-progress", "/dashboard/student", "/api/me", "/sign-in"];
      for (; !isOver; n += 1) {
        const path = paths[n % paths.length] ?? "/";
        const response = await fetch(address + path, { headers: { cookie: person.cookie }, redirect: "manual" })
          .then(async (answer) => answer.text().then(() => answer.status))
          .catch((error) => `${error.cause ?? error}`);
        if (typeof response === "number" && response < 400) answered += 1;
        else lost.push(`${path}: ${response}`);
      }
    };
    const supervisor = await signIn(address, "supervisor@demo.test");
    const { items: students } = await getJson<{ items: { id: string }[] }>(address, supervisor, "/api/students");
    const studentId = students[0]?.id;
    type Assigned = { items: { competencyId: string; scaleKind: string }[] };
    const assigned = await getJson<Assigned>(address, supervisor, `/api/competency-assignments?studentId=${studentId}`);
    const { competencyId } = assigned.items.find(({ scaleKind }) => scaleKind === "ORDINAL") ?? {};
    const write = async () => {
      for (; !isOver; await sleep(50)) {
        const status = await fetch(`${address}/api/competency-assessments`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            authorization: `Bearer ${supervisor.token}`,
            "idempotency-key": randomUUID(),
          },
          body: JSON.stringify({ studentId, competencyId, evaluationData: { overallRating: 2 } }),
        }).then(
          (answer) => answer.status,
          (error) => `${error.cause ?? error}`,
        );
        if (status === 201) written += 1;
        else lost.push(`a rating: ${status}`);
      }
    };
    const clients = [0, 1, 2, 3].map(ask).concat(write());
    await sleep(2_000);
    runAsOwner(next, "migrate.ts", "up");
    for (const list of [webs, workers]) {
      for (const [n, old] of list.entries()) {
        await old.stop();
        const { part, port } = old;
        const fresh = new NodeProcess({ part, port, root: next, ...place(`${part}${n + 1}-next`) });
        list[n] = fresh;
        await fresh.start();
        await waitFor(async () => part === "worker" || (await isUp(fresh)));
        // The proxy looks once a second.
        await sleep(2_500);
      }
    }
    isOver = true;
    await Promise.all(clients);
    process.stdout.write(
      `${answered} requests answered and ${written} ratings confirmed while four processes gave way to the next version\n`,
    );
    expect(lost).toEqual([]);
    expect(answered).toBeGreaterThan(300);
    expect(written).toBeGreaterThan(50);
  });

  it("confirms nothing that is lost, whichever part is killed, cut off or full", async () => {
    const submitters = new Submitters(target);
    await submitters.start(
      8,
      supervisors.slice(0, 4).map(({ email }) => email),
    );
    const [web, worker, etcd] = [webs[0], workers[0], cluster.etcds[0]];
    if (!web || !worker || !etcd) throw new Error("there are two of each");
    const breakAndMend = async (what: string, happens: () => Promise<unknown>, mend: () => Promise<unknown>) => {
      const pause = await longestPause(submitters, happens);
      process.stdout.write(`${what}: the longest pause between two confirmed ratings ${pause.toFixed(1)} s\n`);
      await mend();
      await sleep(1_000);
    };
    await breakAndMend(
      "nothing happens",
      async () => {},
      async () => {},
    );
    await breakAndMend(
      "a web process is killed",
      () => web.kill(),
      () => web.start(),
    );
    await breakAndMend(
      "a worker is killed",
      () => worker.kill(),
      () => worker.start(),
    );
    await breakAndMend(
      "an etcd is killed",
      () => etcd.kill(),
      () => etcd.start(),
    );
    await breakAndMend(
      "Redis is killed and started",
      () => redis.restart(),
      async () => {},
    );
    await breakAndMend(
      "Redis does not answer for 8 s",
      () => redis.pause(8_000),
      async () => {},
    );
    for (const one of [cluster.pgbouncer, cluster.haproxy]) {
      await breakAndMend(
        `${one.name} is killed and started 2 s later`,
        () =>
          one
            .kill()
            .then(() => sleep(2_000))
            .then(() => one.start()),
        async () => {},
      );
    }
    const replica = await cluster.replica();
    await breakAndMend(
      "the replica is killed",
      () => replica.kill(),
      () => replica.start(),
    );
    await cluster.untilHealthy();
    const primary = await cluster.primary();
    await breakAndMend(
      "the primary is killed",
      () => primary.kill(),
      () => primary.start(),
    );
    await cluster.untilHealthy();
    const promoted = await cluster.primary();
    expect(promoted).not.toBe(primary);
    if (promoted.hasDisk) {
      // It refuses what it cannot write, and hands over only where it cannot start any more.
      await breakAndMend(
        "the disk of the primary is full for 20 s",
        async () => {
          promoted.fillDisk();
          await sleep(20_000);
          promoted.freeDisk();
        },
        async () => {},
      );
      await cluster.untilHealthy();
    }
    await submitters.stop();
    expect(submitters.acknowledged.length).toBeGreaterThan(200);
    await submitters.expectAssessments();
    await submitters.expectEvents();
    await submitters.expectProgress();
  });

  function place(name: string) {
    return { settings: () => settings, logPath: join(dir, `${name}.log`) };
  }

  /** This program with one migration more, as an installation beside the running one. */
  async function nextVersion(): Promise<string> {
    const copy = join(cluster.dir, "next");
    mkdirSync(copy);
    for (const name of readdirSync(root)) {
      if (![".git", ".data"].includes(name)) execFileSync("cp", ["-al", join(root, name), copy]);
    }
    writeFileSync(join(copy, "db/migrations/9000_next.sql"), nextMigration);
    return copy;
  }

  function runAsOwner(root: string, script: string, ...args: string[]): void {
    const owner = {
      ...settings,
      DATABASE_URL: cluster.ownerUrl,
      DATABASE_POOLER: "0",
      DIRECT_URL: "",
      REPLICA_URL: "",
    };
    execFileSync(process.execPath, [join("src/processes", script), ...args], { cwd: root, env: owner });
  }
});

const nextMigration = `-- Up Migration
alter table public.rotations add column next_note text;
create table public.next_version (id text primary key);

-- Down Migration
drop table public.next_version;
alter table public.rotations drop column next_note;
`;

function isUp(node: NodeProcess): Promise<boolean> {
  return fetch(`${node.address}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Seconds for which nothing was confirmed at the longest, from the act on until twenty more are confirmed after it. */
async function longestPause(submitters: Submitters, act: () => Promise<unknown>): Promise<number> {
  let [known, last, longest] = [submitters.acknowledged.length, performance.now(), 0];
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    if (submitters.acknowledged.length === known) return;
    known = submitters.acknowledged.length;
    last = now;
  }, 20);
  try {
    await act();
    await sleep(500);
    const wanted = submitters.acknowledged.length + 20;
    await waitFor(() => submitters.acknowledged.length >= wanted, 180_000);
  } finally {
    clearInterval(timer);
  }
  return longest / 1000;
}
