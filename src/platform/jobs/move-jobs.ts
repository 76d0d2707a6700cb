import { setTimeout as sleep } from "node:timers/promises";
import type { Backend, BulkJob, JobOptions, QueuePart, StoredJob } from "#src/platform/jobs/backends.ts";
import { log } from "#src/platform/log/log.ts";

const atOnce = 200;
const lookEveryMs = 500;
const logEveryMs = 10_000;

/**
 * Moves all jobs from the store that was used before into the one that is used now, with their ids: those that wait, those
 * for later with what is left of their delay, and those that failed. Schedules are removed there, as every worker makes them
 * anew. A job that a worker still runs there is waited for; that of a dead worker is found after its lock has run out. Each
 * job is added before it is removed, so that a crash in between loses nothing, and adding it again does nothing.
 *
 * Returns how many were moved. `onStep` is called between the steps and may throw to give up.
 */
export async function moveJobs(from: Backend, to: QueuePart, onStep: () => Promise<void>): Promise<number> {
  await from.prepare();
  const old = from.openQueue();
  old.on("error", () => {});
  await old.waitUntilReady();
  // Workers that still use it must not take what is being moved.
  await old.pause();
  const stalled = from.openWorker(null, { concurrency: 1 });
  stalled.on("error", () => {});
  try {
    await stalled.waitUntilReady();
    await stalled.startStalledCheckTimer();
    let moved = 0;
    let loggedAt = performance.now();
    for (;;) {
      for (const { key } of await old.getJobSchedulers()) await old.removeJobScheduler(key);
      moved += await moveAll(from, old, to, onStep);
      const left = await old.getJobCounts("active", "prioritized", "delayed", "failed");
      // Those that wait are counted apart: PostgreSQL counts none in a queue that is paused.
      const [waiting] = await old.getJobs(["waiting"], 0, 0, true);
      if (!waiting && Object.values(left).every((count) => count === 0)) break;
      if (performance.now() - loggedAt > logEveryMs) {
        loggedAt = performance.now();
        log.info(
          { from: from.store, left },
          "waiting for jobs that are still running in the store that was used before",
        );
      }
      await onStep();
      await sleep(lookEveryMs);
    }
    return moved;
  } finally {
    await stalled.close(true);
    await old.resume().catch(() => {});
    await old.close();
    await from.close();
  }
}

async function moveAll(from: Backend, old: QueuePart, to: QueuePart, onStep: () => Promise<void>): Promise<number> {
  let moved = 0;
  for (const state of ["waiting", "prioritized", "delayed", "failed"] as const) {
    for (;;) {
      const found = await old.getJobs([state], 0, atOnce - 1, true);
      const jobs = found.flatMap((job) => job ?? []);
      if (jobs.length === 0) break;
      await to.addBulk(jobs.flatMap((job) => (isNextOfSchedule(job, state) ? [] : [additionOf(job, state)])));
      const removed = await from.remove(jobs);
      moved += removed;
      await onStep();
      // A worker has taken them meanwhile.
      if (removed === 0) break;
    }
  }
  return moved;
}

/** The new store plans that run itself. One that is due was not run, and is moved. */
function isNextOfSchedule(job: StoredJob, state: string): boolean {
  return state === "delayed" && job.repeatJobKey !== undefined && job.timestamp + job.delay > Date.now();
}

function additionOf(job: StoredJob, state: string): BulkJob {
  const { attempts, backoff, priority, moved } = job.opts;
  const opts: JobOptions = {
    // The id of a scheduled run has colons, which only the store itself may give.
    jobId: (job.id ?? "").replaceAll(":", "-"),
    ...(attempts === undefined ? {} : { attempts }),
    ...(backoff === undefined ? {} : { backoff }),
    ...(priority === undefined ? {} : { priority }),
    ...(state === "delayed" ? { delay: Math.max(0, job.timestamp + job.delay - Date.now()) } : {}),
    ...(moved === undefined || job.attemptsStarted > 1 ? {} : { moved }),
  };
  if (state !== "failed" || opts.moved !== undefined) return { name: job.name, data: job.data, opts };
  const failure = { reason: job.failedReason, attempts: job.attemptsMade, failedAt: job.finishedOn ?? job.timestamp };
  return { name: job.name, data: job.data, opts: { ...opts, moved: failure } };
}
