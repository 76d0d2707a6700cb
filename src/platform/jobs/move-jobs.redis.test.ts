import { randomUUID } from "node:crypto";
import { afterEach, expect, it } from "vitest";
import { z } from "zod";
import { type Backend, postgresBackend, redisBackend, type StoreName } from "#src/platform/jobs/backends.ts";
import { defineJob } from "#src/platform/jobs/job.ts";
import { JobQueue } from "#src/platform/jobs/queue.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { settleStore } from "#src/platform/jobs/settle-store.ts";
import { listFailures, reportStore } from "#src/platform/jobs/store-report.ts";
import { connectPatientRedis } from "#src/platform/redis/redis.ts";
import { systemActor } from "#src/policy/actor.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { describeWithRedis, useRedis } from "../../../tests/support/redis.ts";

describeWithRedis("jobs of which the store changes", () => {
  const database = useDatabase();
  const redis = useRedis();
  const actor = systemActor("test");
  const queues: JobQueue[] = [];
  afterEach(async () => {
    await Promise.all(queues.splice(0).map((queue) => queue.close(true).catch(() => {})));
  });

  const backends: Record<StoreName, () => Backend> = {
    postgres: () => postgresBackend(database.workerUrl),
    redis: () => redisBackend(connectPatientRedis({ url: redis.url() })),
  };
  const done: string[] = [];
  let isFixed = false;
  let hangs = false;
  const word = z.object({ word: z.string() });
  const job = defineJob({
    name: "test.word",
    schema: word,
    handler: async (data) => {
      if (hangs) await new Promise(() => {});
      done.push(data.word);
    },
  });
  const failing = defineJob({
    name: "test.fails",
    schema: word,
    attempts: 2,
    firstRetryAfterMs: 10,
    handler: async (data) => {
      if (!isFixed) throw new Error("connect ECONNREFUSED");
      done.push(data.word);
    },
  });
  const nightly = defineJob({
    name: "test.nightly",
    schema: z.object({}),
    schedule: { pattern: "0 3 * * *" },
    handler: async () => {},
  });

  async function open(store: StoreName): Promise<JobQueue> {
    const queue = new JobQueue(createJobRegistry([job, failing, nightly]), backends[store]());
    await queue.open();
    queues.push(queue);
    return queue;
  }
  const settle = (queue: JobQueue, holder = "one") => settleStore(actor, holder, queue, (store) => backends[store]());

  it.each([
    ["postgres", "redis"],
    ["redis", "postgres"],
  ] as const)(
    "moves what waits, is for later, has failed, or was running, from %s to %s",
    async (from, to) => {
      done.length = 0;
      isFixed = false;
      const id = (name: string) => `${name}-${from}`;
      const old = await open(from);
      await settle(old);
      await old.schedule([]);
      // One that its worker is running when it is killed.
      hangs = true;
      await old.work(1);
      await old.add(failing, { word: "failed" }, { id: id("failed") });
      await expect.poll(() => listFailures(old.stored(), 0, 9), { timeout: 10_000 }).toHaveLength(1);
      const [failedBefore] = await listFailures(old.stored(), 0, 9);
      await old.add(job, { word: "ran" }, { id: id("ran") });
      await expect.poll(() => old.running().length, { timeout: 10_000 }).toBe(1);
      await old.add(job, { word: "waits" }, { id: id("waits") });
      await old.add(job, { word: "later" }, { id: id("later"), delayMs: 60_000 });
      const before = await reportStore(old.stored());
      const dueBefore = before.upcoming.find((one) => one.id === id("later"))?.dueAt;
      await old.close(true);
      queues.pop();
      hangs = false;

      // Two workers start at once: one of them moves, and the other waits.
      const [first, second] = [await open(to), await open(to)];
      await Promise.all([settle(first, "first"), settle(second, "second")]);
      await first.schedule([]);
      await first.work(4);
      await expect.poll(() => [...done].sort(), { timeout: 10_000 }).toEqual(["ran", "waits"]);
      await expect.poll(() => listFailures(first.stored(), 0, 9), { timeout: 10_000 }).toHaveLength(1);
      expect(await listFailures(first.stored(), 0, 9)).toMatchObject([
        { ...failedBefore, addedAt: expect.any(Date), cause: "unreachable", attempts: 2 },
      ]);
      const report = await reportStore(first.stored());
      const due = report.upcoming.find((one) => one.id === id("later"))?.dueAt;
      expect(Math.abs(Date.parse(due ?? "") - Date.parse(dueBefore ?? ""))).toBeLessThan(2_000);
      expect(report.schedules.map(({ id: key }) => key)).toEqual(["test.nightly"]);

      isFixed = true;
      expect(await first.retry(id("failed"))).toBe("done");
      await expect.poll(() => done, { timeout: 10_000 }).toContain("failed");
      expect(await first.cancel(id("later"))).toBe("done");

      // Nothing is left where they were, and nothing is moved again.
      const left = await open(from);
      expect(await reportStore(left.stored())).toMatchObject({
        queue: { delayed: 0, failed: 0, active: 0 },
        schedules: [],
      });
      expect(await left.stored().getJobs(["waiting"], 0, 9, true)).toEqual([]);
      await settle(first);
      expect(done).toHaveLength(3);
    },
    120_000,
  );

  it("adds and removes each job so that a move that is broken off loses none and runs none twice", async () => {
    done.length = 0;
    const old = await open("postgres");
    const ids = Array.from({ length: 450 }, () => `m-${randomUUID()}`);
    await old.addBulk(ids.map((id) => ({ job, data: { word: id }, id })));
    await database.owner().query("delete from leases where name = 'jobs.store'");
    const queue = await open("redis");
    let steps = 0;
    const { moveJobs } = await import("#src/platform/jobs/move-jobs.ts");
    await expect(
      moveJobs(backends.postgres(), queue.stored(), async () => {
        steps += 1;
        if (steps === 2) throw new Error("killed");
      }),
    ).rejects.toThrow("killed");
    await settle(queue);
    await queue.work(8);
    await expect.poll(() => done.length, { timeout: 20_000 }).toBe(450);
    expect(new Set(done)).toEqual(new Set(ids));
  }, 60_000);
});
