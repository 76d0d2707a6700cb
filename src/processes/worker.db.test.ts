import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { events } from "#src/features/deployments/events.ts";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import { observeJobs } from "#src/platform/jobs/observe-jobs.ts";
import { metricsText, onScrape } from "#src/platform/metrics/metrics.ts";
import { systemActor } from "#src/policy/actor.ts";
import { isWorkerAlive } from "#src/realtime/relay-state.ts";
import { useDatabase } from "../../tests/support/database.ts";

describe("the worker", () => {
  const database = useDatabase();
  // What is looked at is the store in PostgreSQL; tests/e2e/nodes.test.ts has workers on a Redis.
  delete process.env.REDIS_URL;
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });
  afterAll(closePools);

  async function start(): Promise<ChildProcess> {
    const child = fork(join(import.meta.dirname, "worker.ts"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    children.push(child);
    await new Promise<void>((ready, fail) => {
      child.once("message", () => ready());
      child.once("exit", (code) => fail(new Error(`the worker ended with ${code}`)));
    });
    return child;
  }

  function ended(child: ChildProcess): Promise<number | null> {
    return new Promise((done) => child.once("exit", (code) => done(code)));
  }

  /** Writes an event that starts a job. */
  async function request(): Promise<string> {
    const deploymentId = `deployment-${Math.random()}`;
    await withActor(systemActor("test"), (tx) =>
      emit(tx, [events.requested.of({ schoolId: "default", data: { deploymentId } })]),
    );
    return deploymentId;
  }
  async function wasTaken(deploymentId: string): Promise<boolean> {
    const { rows } = await database
      .owner()
      .query("select 1 from jobs.job where data -> 'data' ->> 'deploymentId' = $1 and attempts_started > 0", [
        deploymentId,
      ]);
    return rows.length === 1;
  }

  it("numbers events, runs their jobs and schedules, and reports that it is running", async () => {
    const child = await start();
    const deploymentId = await request();
    await expect.poll(() => wasTaken(deploymentId), { timeout: 10_000 }).toBe(true);
    expect(await isWorkerAlive()).toBe(true);
    const { rows } = await database.owner().query("select distinct name from jobs.job");
    expect(rows.map(({ name }) => name)).toContain("audit.seal");
    const checked = async () =>
      (await database.owner().query("select kind, state from integrity_checks order by kind")).rows;
    await expect.poll(checked, { timeout: 40_000 }).toEqual([
      { kind: "audit", state: "SKIPPED" },
      { kind: "backups", state: "SKIPPED" },
      { kind: "files", state: "OK" },
      { kind: "indexes", state: "OK" },
      { kind: "pages", state: "OK" },
      { kind: "progress", state: "OK" },
    ]);
    const end = ended(child);
    child.kill("SIGTERM");
    expect(await end).toBe(0);
    expect(await isWorkerAlive()).toBe(false);
  }, 60_000);

  it("is one of several, each of which is seen with what it ran, also in the metrics of a web process", async () => {
    const [first] = [await start(), await start()];
    const workers = () =>
      database
        .owner()
        .query("select detail from leases where name like 'worker.%' and expires_at > now()")
        .then(({ rows }) => rows.map(({ detail }) => detail));
    expect(await workers()).toMatchObject([{ store: "postgres" }, { store: "postgres" }]);
    const stop = onScrape(observeJobs);
    await expect
      .poll(metricsText, { timeout: 20_000 })
      .toMatch(/jobs_finished_total\{job="sessions.send-mails",outcome="completed"\} [1-9]/);
    const text = await metricsText();
    expect(text).toContain("jobs_workers_alive 2");
    expect(text).toMatch(/jobs_queue_length\{state="delayed"\} [1-9]/);
    expect(text).toMatch(/jobs_oldest_waiting_seconds \d/);
    expect(text).toContain("notifications_due 0");
    const end = ended(first);
    first.kill("SIGTERM");
    await end;
    expect((await workers()).length).toBe(1);
    expect(await metricsText()).toContain("jobs_workers_alive 1");
    stop();
  }, 60_000);

  it("continues after it was killed, and after the database dropped all its connections", async () => {
    const killed = await start();
    killed.kill("SIGKILL");
    const second = await start();
    const first = await request();
    await expect.poll(() => wasTaken(first), { timeout: 40_000 }).toBe(true);
    await database
      .owner()
      .query(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename in ('app_worker', 'app_web') and datname = current_database()",
      );
    await sleep(200);
    const after = await request();
    await expect.poll(() => wasTaken(after), { timeout: 40_000 }).toBe(true);
    expect(second.exitCode).toBeNull();
  }, 120_000);

  it("refuses to leave jobs behind in a Redis that it is not told of", async () => {
    const before = await database.owner().query("select detail from leases where name = 'jobs.store'");
    expect(before.rows).toEqual([{ detail: { store: "postgres" } }]);
    await database.owner().query("update leases set detail = '{\"store\": \"redis\"}' where name = 'jobs.store'");
    const refused = fork(join(import.meta.dirname, "worker.ts"), { stdio: ["ignore", "ignore", "pipe", "ipc"] });
    children.push(refused);
    let words = "";
    refused.stderr?.on("data", (text) => {
      words += String(text);
    });
    expect(await ended(refused)).toBe(97);
    expect(words).toContain("Set JOBS_DRAIN_FROM to the address that it had");
    const child = fork(join(import.meta.dirname, "worker.ts"), {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { ...process.env, JOBS_DRAIN_FROM: "nothing" },
    });
    children.push(child);
    await new Promise((ready) => child.once("message", ready));
    const { rows } = await database.owner().query("select detail from leases where name = 'jobs.store'");
    expect(rows).toEqual([{ detail: { store: "postgres" } }]);
  }, 60_000);

  it("stops when its supervisor has ended", async () => {
    const child = await start();
    const end = ended(child);
    child.disconnect();
    expect(await end).toBe(0);
  }, 30_000);
});
