import { type Job as BullJob, UnrecoverableError } from "bullmq";
import { z } from "zod";
import type { Backend, BulkJob, JobOptions, QueuePart, WorkerPart } from "#src/platform/jobs/backends.ts";
import { causeOf, type FailureCause } from "#src/platform/jobs/failure-cause.ts";
import type { Job } from "#src/platform/jobs/job.ts";
import type { JobRegistry } from "#src/platform/jobs/registry.ts";
import { plannedRuns } from "#src/platform/jobs/schedule.ts";
import { log } from "#src/platform/log/log.ts";
import { countJob } from "#src/platform/metrics/metrics.ts";
import { systemActor } from "#src/policy/actor.ts";

export type Addition = {
  job: Job;
  data: unknown;
  /** The same id is not added twice while the first is still known; it must not be a number. */
  id: string;
  delayMs?: number;
};

/** Without the words of its error, which may hold what somebody typed. */
export type FailedJob = { job: string; at: string; attempts: number; cause: FailureCause };

/** A job of the store, as far as it is reported. */
const keptJob = z.object({
  name: z.string(),
  timestamp: z.number(),
  finishedOn: z.number().optional(),
  attemptsMade: z.number(),
  failedReason: z.string().optional(),
});

const maxBackoffJitter = 0.5;

/** The job queue of this process, over either backend. */
export class JobQueue {
  readonly #backend: Backend;
  readonly #registry: JobRegistry;
  readonly #running = new Map<string, { count: number; waiting: (() => void)[] }>();
  #queue: QueuePart | undefined;
  #worker: WorkerPart | undefined;

  constructor(registry: JobRegistry, backend: Backend) {
    this.#registry = registry;
    this.#backend = backend;
  }

  async open(): Promise<void> {
    await this.#backend.prepare();
    this.#queue = this.#backend.openQueue();
    this.#queue.on("error", reportError);
    await this.#queue.waitUntilReady();
  }

  async add<S extends z.ZodType>(
    job: Job<S>,
    data: z.input<S>,
    options: { id: string; delayMs?: number },
  ): Promise<void> {
    await this.addBulk([{ job, data, ...options }]);
  }

  async addBulk(additions: readonly Addition[]): Promise<void> {
    if (additions.length === 0) return;
    const bulk = additions.map(({ job, data, id, delayMs }): BulkJob => {
      if (this.#registry.find(job.name) !== job) throw new Error(`the job ${job.name} has no handler`);
      return { name: job.name, data, opts: { ...optionsOf(job), jobId: id, ...(delayMs ? { delay: delayMs } : {}) } };
    });
    await this.#opened().addBulk(bulk);
  }

  /** Starts to run jobs. */
  async work(concurrency: number): Promise<void> {
    this.#worker = this.#backend.openWorker((job) => this.#process(job), { concurrency });
    this.#worker.on("error", reportError);
    this.#worker.on("stalled", (jobId) => log.warn({ jobId }, "a job was lost with its worker and starts again"));
    this.#worker.on("completed", (job) => countJob(job.name, "completed"));
    this.#worker.on("failed", (job, err) => {
      const isFinal = !job || job.attemptsMade >= (job.opts.attempts ?? 1) || err instanceof UnrecoverableError;
      countJob(job?.name ?? "unknown", isFinal ? "failed" : "retried");
      const fields = { job: job?.name, jobId: job?.id, attempt: job?.attemptsMade, err };
      if (isFinal) log.error(fields, "a job failed for good");
      else log.warn(fields, "a job failed and will be tried again");
    });
    await this.#worker.waitUntilReady();
  }

  /** Updates the schedules to the definitions; a schedule that has not changed keeps its next run. */
  async schedule(timeZones: readonly string[]): Promise<void> {
    const queue = this.#opened();
    const wanted = new Map(
      this.#registry.jobs.flatMap((job) => plannedRuns(job, timeZones)).map((run) => [run.id, run]),
    );
    for (const known of await queue.getJobSchedulers()) {
      const run = wanted.get(known.key);
      if (!run) await queue.removeJobScheduler(known.key);
      else if (
        run.repeat.pattern === known.pattern &&
        run.repeat.tz === known.tz &&
        (run.repeat.every ?? 0) === Number(known.every ?? 0)
      ) {
        wanted.delete(known.key);
      }
    }
    for (const { id, repeat, job, data } of wanted.values()) {
      await queue.upsertJobScheduler(id, repeat, { name: job.name, data, opts: optionsOf(job) });
    }
  }

  async lengths(): Promise<Record<string, number>> {
    const {
      prioritized = 0,
      waiting = 0,
      ...rest
    } = await this.#opened().getJobCounts("waiting", "prioritized", "active", "delayed", "failed");
    return { ...rest, waiting: waiting + prioritized };
  }

  /** Since when the oldest job waits, and the last of those that failed, for whoever runs the program. */
  async report(): Promise<{ oldestWaitingSeconds: number | null; failed: FailedJob | null }> {
    const queue = this.#opened();
    const [waiting, failed] = await Promise.all([
      queue.getJobs(["waiting", "prioritized"], 0, 0, true),
      queue.getJobs(["failed"], 0, 0, false),
    ]);
    const since = waiting.flatMap((job) => keptJob.safeParse(job).data?.timestamp ?? []);
    const last = keptJob.safeParse(failed[0]).data;
    return {
      oldestWaitingSeconds: since.length === 0 ? null : Math.max(0, (Date.now() - Math.min(...since)) / 1000),
      failed: last
        ? {
            job: last.name,
            at: new Date(last.finishedOn ?? last.timestamp).toISOString(),
            attempts: last.attemptsMade,
            cause: causeOf(last.failedReason ?? ""),
          }
        : null,
    };
  }

  /** Running jobs finish first; with `isForced` they are left for another worker to find as stalled. */
  async close(isForced = false): Promise<void> {
    await this.#worker?.close(isForced);
    await this.#queue?.close();
    await this.#backend.close();
  }

  #opened(): QueuePart {
    if (!this.#queue) throw new Error("the queue is not open");
    return this.#queue;
  }

  async #process(bullJob: BullJob): Promise<void> {
    const job = this.#registry.find(bullJob.name);
    // Kept as failed: a version of the program without the handler must not lose the job.
    if (!job) throw new UnrecoverableError(`the job ${bullJob.name} has no handler`);
    const parsed = job.schema.safeParse(bullJob.data);
    if (!parsed.success) throw new UnrecoverableError(`the data of ${job.name} is not valid: ${parsed.error.message}`);
    const release = await this.#takeTurn(job);
    try {
      const jobId = bullJob.id ?? "";
      await job.run(parsed.data, {
        jobId,
        attempt: bullJob.attemptsMade + 1,
        log: log.child({ job: job.name, jobId }),
        actor: systemActor(`job ${job.name}`),
      });
    } finally {
      release();
    }
  }

  async #takeTurn(job: Job): Promise<() => void> {
    const turns = this.#running.get(job.name) ?? { count: 0, waiting: [] };
    this.#running.set(job.name, turns);
    if (turns.count < job.concurrency) turns.count += 1;
    else await new Promise<void>((turn) => turns.waiting.push(turn));
    return () => {
      const next = turns.waiting.shift();
      if (next) next();
      else turns.count -= 1;
    };
  }
}

function optionsOf(job: Job): JobOptions {
  return {
    attempts: job.attempts,
    backoff: { type: "exponential", delay: job.firstRetryAfterMs, jitter: maxBackoffJitter },
    ...(job.priority > 0 ? { priority: job.priority } : {}),
  };
}

const reportEveryMs = 10_000;
let reportedAt = 0;

/** The backend reconnects by itself, so the log needs only one line now and then. */
function reportError(err: Error): void {
  if (Date.now() - reportedAt < reportEveryMs) return;
  reportedAt = Date.now();
  log.warn({ err }, "the jobs' store cannot be reached");
}
