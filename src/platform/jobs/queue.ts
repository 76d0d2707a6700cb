import { type Job as BullJob, UnrecoverableError } from "bullmq";
import type { z } from "zod";
import type {
  Backend,
  BulkJob,
  JobOptions,
  QueuePart,
  RunJob,
  StoredJob,
  StoredOptions,
  StoreName,
  WorkerPart,
} from "#src/platform/jobs/backends.ts";
import type { Job, Progress } from "#src/platform/jobs/job.ts";
import type { JobRegistry } from "#src/platform/jobs/registry.ts";
import { plannedRuns } from "#src/platform/jobs/schedule.ts";
import { unreadableFields } from "#src/platform/jobs/unreadable-fields.ts";
import { log } from "#src/platform/log/log.ts";
import { inSpan } from "#src/platform/tracing/tracing.ts";
import { systemActor } from "#src/policy/actor.ts";

export type Addition = {
  job: Job;
  data: unknown;
  /**
   * The same id is not added twice while the store knows the first: while it waits or runs, for an hour after it is
   * completed (fewer where more than 1,000 are), and as long as it is kept as failed. It must not be a number.
   */
  id: string;
  delayMs?: number;
};

/** `retried`: it failed and will be tried again. `failed`: for good. */
export type Outcome = "completed" | "retried" | "failed" | "cancelled";

export type RunningJob = { id: string; job: string; attempt: number; startedAt: string; progress: Progress | null };

/** `busy`: another worker runs it. `scheduled`: the next run of a schedule, which cannot be taken out. */
export type ActOutcome = "done" | "gone" | "busy" | "scheduled";

const maxBackoffJitter = 0.5;
const storeProgressEveryMs = 1_000;

/** The job queue of this process, over either backend. */
export class JobQueue {
  readonly #backend: Backend;
  readonly #registry: JobRegistry;
  readonly #turns = new Map<string, { count: number; waiting: (() => void)[] }>();
  readonly #running = new Map<string, RunningJob>();
  readonly #onOutcome: (job: string, outcome: Outcome) => void;
  #queue: QueuePart | undefined;
  #worker: WorkerPart | undefined;

  constructor(registry: JobRegistry, backend: Backend, onOutcome: (job: string, outcome: Outcome) => void = () => {}) {
    this.#registry = registry;
    this.#backend = backend;
    this.#onOutcome = onOutcome;
  }

  get store(): StoreName {
    return this.#backend.store;
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
    await this.stored().addBulk(bulk);
  }

  /** Starts to run jobs. */
  async work(concurrency: number): Promise<void> {
    // A move of the jobs to another store that was broken off leaves the queue paused.
    await this.stored().resume();
    this.#worker = this.#backend.openWorker((job, _token, signal) => this.#process(job, signal), { concurrency });
    this.#worker.on("error", reportError);
    this.#worker.on("stalled", (jobId) => log.warn({ jobId }, "a job was lost with its worker and starts again"));
    this.#worker.on("completed", (job, result) =>
      this.#onOutcome(job.name, result === cancelled ? "cancelled" : "completed"),
    );
    this.#worker.on("failed", (job, err) => this.#reportFailure(job, err));
    await this.#worker.waitUntilReady();
  }

  /** Updates the schedules to the definitions; a schedule that has not changed keeps its next run. */
  async schedule(timeZones: readonly string[]): Promise<void> {
    const queue = this.stored();
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

  /** What this process runs just now. */
  running(): RunningJob[] {
    return [...this.#running.values()];
  }

  /** Takes out a job that waits, or aborts the signal of one that this process runs. */
  async cancel(id: string): Promise<ActOutcome> {
    if (this.#worker?.cancelJob(id)) return "done";
    const job = await this.stored().getJob(id);
    const state = await job?.getState();
    if (!job || state === "completed" || state === "failed" || state === "unknown") return "gone";
    if (state === "active") return "busy";
    if (job.repeatJobKey !== undefined && state === "delayed") return "scheduled";
    if ((await this.#backend.remove([job])) === 0) return job.repeatJobKey === undefined ? "busy" : "scheduled";
    this.#onOutcome(job.name, "cancelled");
    return "done";
  }

  /** Lets a job that had failed for good run again, with all its attempts. */
  async retry(id: string): Promise<ActOutcome> {
    const job = await this.#failed(id);
    if (!job) return "gone";
    await job.retry("failed", { resetAttemptsMade: true });
    return "done";
  }

  /** Removes a job that had failed for good. */
  async discard(id: string): Promise<ActOutcome> {
    const job = await this.#failed(id);
    if (!job) return "gone";
    return (await this.#backend.remove([job])) > 0 ? "done" : "busy";
  }

  /** The store's own queue, for what reports and moves jobs. */
  stored(): QueuePart {
    if (!this.#queue) throw new Error("the queue is not open");
    return this.#queue;
  }

  /** Running jobs finish first; with `isForced` they are left for another worker to find as stalled. */
  async close(isForced = false): Promise<void> {
    await this.#worker?.close(isForced);
    await this.#queue?.close();
    await this.#backend.close();
  }

  async #failed(id: string): Promise<StoredJob | undefined> {
    const job = await this.stored().getJob(id);
    return job && (await job.getState()) === "failed" ? job : undefined;
  }

  async #process(bullJob: BullJob, signal = neverAborted): Promise<string | undefined> {
    const { moved }: StoredOptions = bullJob.opts;
    if (moved && bullJob.attemptsStarted <= 1) throw new MovedFailure(moved.reason);
    const job = this.#registry.find(bullJob.name);
    // Kept as failed: a version of the program without the handler must not lose the job.
    if (!job) throw new UnrecoverableError(`the job ${bullJob.name} has no handler`);
    const parsed = job.schema.safeParse(bullJob.data);
    if (!parsed.success) {
      throw new UnrecoverableError(
        `the data of ${job.name} cannot be read: ${unreadableFields(parsed.error).join(", ")}`,
      );
    }
    const release = await this.#takeTurn(job);
    const id = bullJob.id ?? "";
    const attempt = bullJob.attemptsMade + 1;
    const running: RunningJob = { id, job: job.name, attempt, startedAt: new Date().toISOString(), progress: null };
    this.#running.set(id, running);
    try {
      signal.throwIfAborted();
      const context = {
        jobId: id,
        attempt,
        log: log.child({ job: job.name, jobId: id }),
        actor: systemActor(`job ${job.name}`),
        signal,
        progress: progressOf(bullJob, running),
      };
      await inSpan("consumer", `job ${job.name}`, { "messaging.message.delivery_count": attempt }, () =>
        job.run(parsed.data, context),
      );
      return undefined;
    } catch (error) {
      if (!signal.aborted) throw error;
      log.info({ job: job.name, jobId: id }, "a job was cancelled");
      return cancelled;
    } finally {
      this.#running.delete(id);
      release();
    }
  }

  #reportFailure(job: RunJob | undefined, err: Error): void {
    // It was counted and logged where it failed.
    if (err instanceof MovedFailure) return;
    const isFinal = !job || job.attemptsMade >= (job.opts.attempts ?? 1) || err instanceof UnrecoverableError;
    this.#onOutcome(job?.name ?? "unknown", isFinal ? "failed" : "retried");
    const fields = { job: job?.name, jobId: job?.id, attempt: job?.attemptsMade, err };
    if (isFinal) log.error(fields, "a job failed for good");
    else log.warn(fields, "a job failed and will be tried again");
  }

  async #takeTurn(job: Job): Promise<() => void> {
    const turns = this.#turns.get(job.name) ?? { count: 0, waiting: [] };
    this.#turns.set(job.name, turns);
    if (turns.count < job.concurrency) turns.count += 1;
    else await new Promise<void>((turn) => turns.waiting.push(turn));
    return () => {
      const next = turns.waiting.shift();
      if (next) next();
      else turns.count -= 1;
    };
  }
}

class MovedFailure extends UnrecoverableError {}

/** What the store keeps as the result of a job that was cancelled. */
const cancelled = "cancelled";
const neverAborted = new AbortController().signal;

/** The store is told now and then; how far the job is now is in `running`. */
function progressOf(bullJob: BullJob, running: RunningJob): (made: Progress) => void {
  let storedAt = Number.NEGATIVE_INFINITY;
  return (made) => {
    running.progress = made;
    if (performance.now() - storedAt < storeProgressEveryMs) return;
    storedAt = performance.now();
    bullJob.updateProgress(made).catch(reportError);
  };
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
