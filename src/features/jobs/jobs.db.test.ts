import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { FailuresAnswer, JobsAnswer } from "#src/features/jobs/schema.ts";
import { postgresBackend } from "#src/platform/jobs/backends.ts";
import { defineJob } from "#src/platform/jobs/job.ts";
import { carryOutCommands } from "#src/platform/jobs/job-commands.ts";
import { JobQueue } from "#src/platform/jobs/queue.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { WorkerReport } from "#src/platform/jobs/worker-report.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();
const actor = systemActor("test");

beforeAll(() => arrangeTwoSchools(database.owner()));

const overview = async () => (await api.get("super", "/api/jobs")).body as JobsAnswer;
const failures = async (query = "") => (await api.get("super", `/api/jobs/failures${query}`)).body as FailuresAnswer;

describe("the jobs of the program", () => {
  let isFixed = false;
  const done: string[] = [];
  const flaky = defineJob({
    name: "test.flaky",
    schema: z.object({ word: z.string() }),
    attempts: 1,
    handler: async ({ word }) => {
      if (!isFixed) throw new Error(`Ada Bell said ${word}: connect ECONNREFUSED`);
      done.push(word);
    },
  });
  const long = defineJob({
    name: "test.long",
    schema: z.object({}),
    handler: async (_data, { signal, progress }) => {
      progress({ done: 3, total: 10 });
      await new Promise((_done, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
    },
  });
  const report = new WorkerReport(actor, "first");
  let queue: JobQueue;

  beforeAll(async () => {
    queue = new JobQueue(createJobRegistry([flaky, long]), postgresBackend(database.workerUrl), (job, outcome) =>
      report.count(job, outcome),
    );
    await queue.open();
    await queue.work(4);
  });
  afterAll(async () => {
    await report.end();
    await queue.close(true);
  });
  beforeEach(() => {
    isFixed = false;
    done.length = 0;
  });

  async function fail(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => `f-${randomUUID()}`);
    const before = (await failures()).items.length;
    await queue.addBulk(ids.map((id) => ({ job: flaky, data: { word: "secret" }, id })));
    await expect
      .poll(
        async () => {
          await report.beat(queue);
          return (await failures()).items.length;
        },
        { timeout: 20_000 },
      )
      .toBe(before + count);
    return ids;
  }

  async function carryOut(): Promise<void> {
    expect(await carryOutCommands(actor, queue)).toBe(true);
    await report.beat(queue);
  }

  it("are listed with why they failed, without a word of the error, and run again one by one or by kind", async () => {
    const ids = await fail(3);
    const listed = await failures("?limit=2");
    expect(listed.items).toMatchObject([
      { job: "test.flaky", cause: "unreachable", attempts: 1, fields: [], asked: null },
      { job: "test.flaky" },
    ]);
    expect(JSON.stringify(listed)).not.toContain("Ada");
    const rest = await failures(`?limit=2&cursor=${listed.nextCursor}`);
    expect([...listed.items, ...rest.items].map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(rest.nextCursor).toBeNull();
    expect((await failures("?job=test.other")).items).toEqual([]);
    await report.beat(queue);
    expect((await overview()).kinds.find(({ job }) => job === "test.flaky")).toMatchObject({
      failed: 3,
      perMinute: { completed: 0, failed: 3 / 5 },
    });

    isFixed = true;
    const [first] = ids;
    expect(await api.post("super", `/api/jobs/failures/${first}/retry`, undefined)).toMatchObject({
      status: 202,
      body: { act: "RETRY" },
    });
    expect((await failures()).items.find(({ id }) => id === first)?.asked).toBe("RETRY");
    await carryOut();
    await expect.poll(() => done.length, { timeout: 10_000 }).toBe(1);
    expect((await failures()).items.map(({ id }) => id)).not.toContain(first);

    await api.post("super", "/api/jobs/kinds/test.flaky/retry", undefined);
    await carryOut();
    await expect.poll(() => done.length, { timeout: 10_000 }).toBe(3);
    expect((await failures()).items).toEqual([]);
    expect((await overview()).counts.failed).toBe(0);
    const { rows } = await database
      .owner()
      .query("select action, entity_id, actor_id from audit_log where action like 'job.%' order by id");
    expect(rows).toEqual([
      { action: "job.retry", entity_id: first, actor_id: "super" },
      { action: "job.retry-all", entity_id: "test.flaky", actor_id: "super" },
    ]);
  });

  it("are discarded, and what is gone is said to be gone", async () => {
    const [id] = await fail(1);
    expect((await api.post("super", `/api/jobs/failures/${id}/discard`, undefined)).status).toBe(202);
    await carryOut();
    expect((await failures()).items).toEqual([]);
    expect((await api.post("super", `/api/jobs/failures/${id}/retry`, undefined)).status).toBe(404);
  });

  it("are seen while they run, and cancelled", async () => {
    const id = `l-${randomUUID()}`;
    await queue.add(long, {}, { id });
    await expect.poll(() => queue.running().length, { timeout: 10_000 }).toBe(1);
    await report.beat(queue);
    const [worker] = (await overview()).workers;
    expect(worker).toMatchObject({ id: "first", isAlive: true, pid: process.pid });
    expect(worker?.running).toMatchObject([
      { id, job: "test.long", attempt: 1, progress: { done: 3, total: 10 }, isCancelling: false },
    ]);
    expect((await overview()).counts.running).toBe(1);

    await api.post("super", `/api/jobs/${id}/cancel`, undefined);
    expect((await overview()).workers[0]?.running).toMatchObject([{ id, isCancelling: true }]);
    await carryOut();
    await expect.poll(() => queue.running(), { timeout: 10_000 }).toEqual([]);
    await report.beat(queue);
    expect((await failures()).items).toEqual([]);
    expect((await overview()).counts).toMatchObject({ running: 0, waiting: 0 });
  });

  it("are cancelled while they are delayed", async () => {
    const id = `d-${randomUUID()}`;
    await queue.add(flaky, { word: "later" }, { id, delayMs: 60_000 });
    await report.beat(queue);
    expect((await overview()).upcoming).toMatchObject([{ id, job: "test.flaky", isCancelling: false }]);
    await api.post("super", `/api/jobs/${id}/cancel`, undefined);
    await carryOut();
    expect((await overview()).upcoming).toEqual([]);
  });

  it("are no longer listed when the store has lost them", async () => {
    const [id] = await fail(1);
    await queue.discard(id ?? "");
    await report.beat(queue);
    expect((await failures()).items).toEqual([]);
  });
});

describe("a worker process", () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  it("does what a super admin asks within two seconds, and is listed as gone after it was killed", async () => {
    const child = fork(join(import.meta.dirname, "../../processes/worker.ts"), {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    children.push(child);
    await new Promise((ready) => child.once("message", ready));
    await expect.poll(async () => (await overview()).schedules.length, { timeout: 20_000 }).toBeGreaterThan(5);
    expect((await overview()).schedules.find(({ job }) => job === "audit.seal")).toMatchObject({
      everyMs: 60_000,
      nextAt: expect.any(String),
    });
    await api.post("super", `/api/jobs/${randomUUID()}/cancel`, undefined);
    const outcome = () =>
      database
        .owner()
        .query("select outcome from job_commands order by requested_at desc limit 1")
        .then(({ rows }) => rows[0]?.outcome);
    await expect.poll(outcome, { timeout: 3_000 }).toBe("gone");
    child.kill("SIGKILL");
    await database
      .owner()
      .query("update leases set expires_at = now() - interval '1 second' where name like 'worker.%'");
    expect((await overview()).workers.filter(({ pid }) => pid === child.pid)).toMatchObject([
      { isAlive: false, running: [] },
    ]);
  }, 60_000);
});
