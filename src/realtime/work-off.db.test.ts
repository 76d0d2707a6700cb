import { fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { closeBus } from "#src/platform/bus/open-bus.ts";
import { closePools } from "#src/platform/db/client.ts";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";
import { Work } from "#src/realtime/work.ts";
import { workOff } from "#src/realtime/work-off.ts";
import { useDatabase } from "../../tests/support/database.ts";

describe("work that is done in calls", () => {
  const database = useDatabase();
  const ran: string[] = [];
  beforeEach(() => {
    ran.length = 0;
  });
  afterAll(async () => {
    await closeBus();
    await closePools();
  });

  /** Waits for its turn in the store until a call runs it. */
  async function add(job: Job, ids: readonly string[], delayMs = 0): Promise<void> {
    const work = await Work.open([job]);
    await work.addJobs(ids.map((id) => ({ job, data: {}, id, delayMs })));
    await work.stop(5_000);
  }

  async function counted(job: Job) {
    const { rows } = await database.owner().query(
      `select completed::int, retried::int, failed::int, cancelled::int from job_counts
       where job = $1 and minute = '-infinity'`,
      [job.name],
    );
    return rows[0];
  }

  function jobOf(name: string, takesMs = 0): Job {
    return defineJob({
      name,
      schema: z.object({}),
      concurrency: 100,
      handler: async (_data, { jobId }) => {
        await sleep(takesMs);
        ran.push(jobId);
      },
    });
  }

  it("ends soon where nothing is due", async () => {
    const startedAt = performance.now();
    expect(await workOff(60_000, [jobOf("test.nothing")])).toEqual({ jobs: 0, messages: 0, isFinished: true });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it("finishes what it has begun and leaves the rest to the next call, which runs nothing again", async () => {
    const slow = jobOf("test.slow", 700);
    const ids = Array.from({ length: 20 }, (_, n) => `slow-${n}`);
    await add(slow, ids);
    const startedAt = performance.now();
    const first = await workOff(1_000, [slow]);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect(first.isFinished).toBe(false);
    expect(first.jobs).toBe(ran.length);
    expect(ran.length).toBeLessThan(20);
    await sleep(1_000);
    expect(ran.length).toBe(first.jobs);
    let jobs = first.jobs;
    // On a busy machine a call may end before it has begun any.
    for (let calls = 1; jobs < 20 && calls < 20; calls += 1) jobs += (await workOff(1_000, [slow])).jobs;
    expect([...ran].sort()).toEqual([...ids].sort());
    expect(await counted(slow)).toEqual({ completed: 20, retried: 0, failed: 0, cancelled: 0 });
    expect(await workOff(1_000, [slow])).toEqual({ jobs: 0, messages: 0, isFinished: true });
  });

  it("shares the jobs between calls at the same time", async () => {
    const shared = jobOf("test.shared", 100);
    const ids = Array.from({ length: 40 }, (_, n) => `shared-${n}`);
    await add(shared, ids);
    const both = await Promise.all([workOff(30_000, [shared]), workOff(30_000, [shared])]);
    expect([...ran].sort()).toEqual([...ids].sort());
    expect(both.map(({ isFinished }) => isFinished)).toEqual([true, true]);
    expect((both[0]?.jobs ?? 0) + (both[1]?.jobs ?? 0)).toBe(40);
  });

  it("runs what has become due, and not what is due later", async () => {
    const delayed = jobOf("test.delayed");
    await add(delayed, ["delayed-soon"], 300);
    await add(delayed, ["delayed-long"], 600_000);
    await sleep(500);
    expect((await workOff(10_000, [delayed])).jobs).toBe(1);
    expect(ran).toEqual(["delayed-soon"]);
  });

  it("runs a schedule once, however many calls there are", async () => {
    const ticks: number[] = [];
    const tick = defineJob({
      name: "test.tick",
      schema: z.object({}),
      schedule: { everyMs: 8_000 },
      handler: async () => void ticks.push(Date.now()),
    });
    const pair = () => Promise.all([workOff(3_000, [tick]), workOff(3_000, [tick])]);
    await pair();
    expect(ticks.length).toBe(1);
    await pair();
    expect(ticks.length).toBe(1);
    await sleep(Math.max(0, (ticks[0] ?? 0) + 8_200 - Date.now()));
    await pair();
    expect(ticks.length).toBe(2);
  });

  it("runs a job again whose process was killed, once its lock has ended and two calls have looked", async () => {
    const lost = jobOf("test.lost");
    await add(lost, ["lost-1"]);
    const child = fork(join(import.meta.dirname, "../../tests/support/work-off-process.ts"));
    await new Promise((begun) => child.once("message", begun));
    child.kill("SIGKILL");
    expect((await workOff(2_000, [lost])).jobs).toBe(0);
    await sleep(16_000);
    const calls: number[] = [];
    while (ran.length === 0 && calls.length < 4) {
      calls.push((await workOff(2_000, [lost])).jobs);
      // The store looks for lost jobs no more often than that.
      await sleep(5_000);
    }
    expect(ran).toEqual(["lost-1"]);
    expect(calls.length).toBeLessThanOrEqual(2);
    expect(await counted(lost)).toEqual({ completed: 1, retried: 0, failed: 0, cancelled: 0 });
  }, 90_000);
});
