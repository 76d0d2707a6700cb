import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { z } from "zod";
import type { Backend } from "#src/platform/jobs/backends.ts";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";
import { JobQueue } from "#src/platform/jobs/queue.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { type Failure, lengthsOf, listFailures, reportStore } from "#src/platform/jobs/store-report.ts";

const word = z.object({ word: z.string() });

/** What the queue guarantees over every backend. */
export function jobsContract(openBackend: () => Backend): void {
  const opened: JobQueue[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((queue) => queue.close(true)));
  });

  async function open(jobs: Job[], { works = true, outcomes = [] as string[] } = {}): Promise<JobQueue> {
    const queue = new JobQueue(createJobRegistry(jobs), openBackend(), (_job, outcome) => void outcomes.push(outcome));
    await queue.open();
    opened.push(queue);
    if (works) await queue.work(8);
    return queue;
  }

  /** A new name in every test, so that jobs left by an earlier test do not count. */
  function recordingJob(options: Partial<Job> = {}): { job: Job<typeof word>; done: string[] } {
    const done: string[] = [];
    const name = `test.${randomUUID().replaceAll(/[^a-z]/g, "")}x`;
    const { attempts, firstRetryAfterMs, concurrency, schedule } = options;
    const job = defineJob({
      name,
      schema: word,
      ...(attempts ? { attempts } : {}),
      ...(firstRetryAfterMs ? { firstRetryAfterMs } : {}),
      ...(concurrency ? { concurrency } : {}),
      ...(schedule ? { schedule } : {}),
      handler: async (data) => void done.push(data.word),
    });
    return { job, done };
  }

  it("runs what was added, one by one or in bulk", async () => {
    const { job, done } = recordingJob();
    const queue = await open([job]);
    await queue.add(job, { word: "one" }, { id: `a-${randomUUID()}` });
    const data = Array.from({ length: 50 }, (_, index) => ({ word: `bulk ${index}` }));
    await queue.addBulk(data.map((each) => ({ job, data: each, id: `b-${randomUUID()}` })));
    await expect.poll(() => done.length, { timeout: 10_000 }).toBe(51);
    expect(new Set(done).size).toBe(51);
  });

  it("adds the same id once", async () => {
    const { job, done } = recordingJob();
    const queue = await open([job], { works: false });
    const id = `evt-${randomUUID()}`;
    await Promise.all(Array.from({ length: 5 }, () => queue.add(job, { word: "once" }, { id })));
    await queue.work(4);
    await expect.poll(() => done).toEqual(["once"]);
    await queue.add(job, { word: "once" }, { id });
    await sleep(200);
    expect(done).toEqual(["once"]);
  });

  it("retries after a failure, and keeps as failed what fails every time", async () => {
    const tries: number[] = [];
    const { job: sibling, done } = recordingJob();
    const job = defineJob({
      name: `${sibling.name}-fails`,
      schema: word,
      attempts: 3,
      firstRetryAfterMs: 20,
      handler: async (_data, { attempt }) => {
        tries.push(attempt);
        throw new Error("no luck");
      },
    });
    const queue = await open([job, sibling]);
    const before = (await lengthsOf(queue.stored())).failed ?? 0;
    await queue.add(job, { word: "x" }, { id: `f-${randomUUID()}` });
    await expect.poll(() => tries, { timeout: 10_000 }).toEqual([1, 2, 3]);
    await expect.poll(async () => (await lengthsOf(queue.stored())).failed).toBe(before + 1);
    await queue.add(sibling, { word: "unharmed" }, { id: `g-${randomUUID()}` });
    await expect.poll(() => done).toEqual(["unharmed"]);
  });

  /** What is kept of this job among those that failed. */
  async function failureOf(queue: JobQueue, id: string): Promise<Failure | undefined> {
    return (await listFailures(queue.stored(), 0, 500)).find((failure) => failure.id === id);
  }

  async function untilFailed(queue: JobQueue, id: string): Promise<Failure | undefined> {
    await expect.poll(() => failureOf(queue, id), { timeout: 10_000 }).toBeDefined();
    return failureOf(queue, id);
  }

  it("does not run a handler on data that its schema refuses, and reports the fields without their values", async () => {
    const { job, done } = recordingJob();
    const outcomes: string[] = [];
    const queue = await open([job], { outcomes });
    const id = `w-${randomUUID()}`;
    await queue.addBulk([{ job, data: { word: 5, secret: "Ada Bell" }, id }]);
    expect(await untilFailed(queue, id)).toMatchObject({
      job: job.name,
      cause: "unreadable",
      fields: ["word (invalid_type)"],
      attempts: 1,
    });
    expect(done).toEqual([]);
    expect(outcomes).toEqual(["failed"]);
  });

  it("keeps a job that no handler knows, and runs it after an upgrade", async () => {
    const { job, done } = recordingJob();
    const newer = await open([job], { works: false });
    const id = `u-${randomUUID()}`;
    const older = await open([recordingJob().job]);
    await newer.add(job, { word: "from the future" }, { id });
    expect(await untilFailed(older, id)).toMatchObject({ job: job.name, cause: "no_handler", fields: [] });
    await older.close();
    await newer.work(2);
    expect(await newer.retry(id)).toBe("done");
    await expect.poll(() => done, { timeout: 10_000 }).toEqual(["from the future"]);
    expect(await failureOf(newer, id)).toBeUndefined();
    expect(await newer.retry(id)).toBe("gone");
  });

  it("lets a run of a schedule that failed be discarded, and the schedule goes on", async () => {
    const job = defineJob({
      name: `${recordingJob().job.name}-scheduled`,
      schema: z.object({}),
      attempts: 1,
      schedule: { everyMs: 3_600_000 },
      handler: async () => {
        throw new Error("no luck");
      },
    });
    const queue = await open([job]);
    await queue.schedule([]);
    const failed = async () =>
      (await listFailures(queue.stored(), 0, 500)).filter(({ job: name }) => name === job.name);
    await expect.poll(failed, { timeout: 10_000 }).toHaveLength(1);
    const id = (await failed())[0]?.id ?? "";
    expect(await queue.discard(id)).toBe("done");
    expect(await failed()).toEqual([]);
    const { schedules } = await reportStore(queue.stored());
    expect(schedules.map(({ id: key }) => key)).toContain(job.name);
    const next = await queue.stored().getJobs(["delayed"], 0, -1, true);
    expect(next.filter((one) => one?.name === job.name)).toHaveLength(1);
    await queue.stored().removeJobScheduler(job.name);
  });

  it("lets what failed run again with all its attempts, or be discarded", async () => {
    const attempts: number[] = [];
    const job = defineJob({
      name: `${recordingJob().job.name}-again`,
      schema: word,
      attempts: 2,
      firstRetryAfterMs: 10,
      handler: async (_data, { attempt }) => {
        attempts.push(attempt);
        throw new Error("no luck");
      },
    });
    const queue = await open([job]);
    const id = `r-${randomUUID()}`;
    await queue.add(job, { word: "x" }, { id });
    expect(await untilFailed(queue, id)).toMatchObject({ cause: "in_program", attempts: 2 });
    await queue.retry(id);
    await expect.poll(() => attempts, { timeout: 10_000 }).toEqual([1, 2, 1, 2]);
    await untilFailed(queue, id);
    expect(await queue.discard(id)).toBe("done");
    expect(await failureOf(queue, id)).toBeUndefined();
    expect(await queue.discard(id)).toBe("gone");
  });

  it("cancels what waits, and aborts what runs, which is not tried again", async () => {
    let tries = 0;
    const { job: sibling, done } = recordingJob();
    const long = defineJob({
      name: `${sibling.name}-long`,
      schema: word,
      handler: async (_data, { signal, progress }) => {
        tries += 1;
        for (let step = 0; step < 200; step += 1) {
          progress({ done: step, total: 200 });
          await sleep(50);
          signal.throwIfAborted();
        }
      },
    });
    const outcomes: string[] = [];
    const queue = await open([long, sibling], { outcomes });
    const [id, later, free] = [`c-${randomUUID()}`, `l-${randomUUID()}`, `n-${randomUUID()}`];
    await queue.add(long, { word: "x" }, { id });
    await queue.add(sibling, { word: "later" }, { id: later, delayMs: 60_000 });
    const report = await reportStore(queue.stored());
    expect(report.upcoming.find((one) => one.id === later)?.dueAt).toEqual(expect.any(String));
    await expect.poll(() => queue.running(), { timeout: 10_000 }).toMatchObject([{ id, job: long.name, attempt: 1 }]);
    await expect.poll(() => queue.running()[0]?.progress, { timeout: 10_000 }).toMatchObject({ total: 200 });
    const storedProgress = async () => (await queue.stored().getJob(id))?.progress;
    await expect.poll(storedProgress, { timeout: 10_000 }).toMatchObject({ total: 200 });
    const idle = await open([long, sibling], { works: false });
    expect(await idle.cancel(id)).toBe("busy");
    expect(await queue.cancel(later)).toBe("done");
    expect(await queue.cancel(id)).toBe("done");
    await expect.poll(() => outcomes, { timeout: 10_000 }).toEqual(["cancelled", "cancelled"]);
    expect(await queue.cancel(id)).toBe("gone");
    await queue.add(sibling, { word: "on" }, { id: free });
    await expect.poll(() => done, { timeout: 10_000 }).toEqual(["on"]);
    expect(tries).toBe(1);
    expect(await failureOf(queue, id)).toBeUndefined();
  });

  it("waits for the delay", async () => {
    const { job, done } = recordingJob();
    const queue = await open([job]);
    const startedAt = Date.now();
    await queue.add(job, { word: "later" }, { id: `d-${randomUUID()}`, delayMs: 700 });
    await expect.poll(() => done, { timeout: 10_000 }).toEqual(["later"]);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(690);
  });

  it("runs no more of a job at once than it allows, while others go on", async () => {
    let running = 0;
    let most = 0;
    const { job: other, done } = recordingJob();
    const narrow = defineJob({
      name: `${other.name}-narrow`,
      schema: word,
      concurrency: 2,
      handler: async () => {
        running += 1;
        most = Math.max(most, running);
        await sleep(60);
        running -= 1;
        done.push("narrow");
      },
    });
    const queue = await open([narrow, other]);
    await queue.addBulk(
      Array.from({ length: 6 }, () => ({ job: narrow, data: { word: "n" }, id: `n-${randomUUID()}` })),
    );
    await expect.poll(() => done.length, { timeout: 10_000 }).toBe(6);
    expect(most).toBe(2);
  });

  it("shares the work between two workers, each job for one of them", async () => {
    const { job, done } = recordingJob();
    const first = await open([job]);
    await open([job]);
    await first.addBulk(
      Array.from({ length: 40 }, (_, index) => ({ job, data: { word: `${index}` }, id: `s-${randomUUID()}` })),
    );
    await expect.poll(() => done.length, { timeout: 10_000 }).toBe(40);
    await sleep(100);
    expect(done.length).toBe(40);
  });

  it("runs what is scheduled, without a second series after a second start", async () => {
    const { job, done } = recordingJob();
    const scheduled = defineJob({
      name: `${job.name}-tick`,
      schema: z.object({}),
      schedule: { everyMs: 400 },
      handler: async () => void done.push("tick"),
    });
    const queue = await open([scheduled]);
    await queue.schedule([]);
    await queue.schedule([]);
    await expect.poll(() => done.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
    const before = done.length;
    await sleep(1_300);
    expect(done.length - before).toBeLessThanOrEqual(4);
    // A schedule that is no longer defined is removed.
    const without = await open([job]);
    await without.schedule([]);
    await sleep(500);
    const after = done.length;
    await sleep(900);
    expect(done.length).toBe(after);
  });
}
