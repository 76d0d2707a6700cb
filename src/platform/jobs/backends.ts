import {
  createPostgresBackend,
  type Processor,
  Queue,
  type QueueOptions,
  runMigrations,
  Worker,
  type WorkerOptions,
  withBackend,
} from "bullmq";
import type { Redis } from "ioredis";
import type pg from "pg";
import { PooledClient } from "#src/platform/db/client.ts";

/** One queue for all jobs: each further queue and worker would open connections of its own. */
const queueName = "main";
const schema = "jobs";

type Scheduler = { key: string; name: string; pattern?: string; every?: number; tz?: string; next?: number };

export type BulkJob = { name: string; data: unknown; opts: JobOptions };
export type JobOptions = {
  jobId?: string;
  delay?: number;
  priority?: number;
  attempts?: number;
  backoff?: number | { type: string; delay?: number; jitter?: number };
  /** Of a job that had failed for good in the store that was used before: it fails again, without being run. */
  moved?: { reason: string; attempts: number; failedAt: number };
};

/** As they are read back: any of them may be missing. */
export type StoredOptions = { [Name in keyof JobOptions]?: JobOptions[Name] | undefined };

export type JobState = "waiting" | "prioritized" | "active" | "delayed" | "failed";

/** A job as the store keeps it; times are milliseconds. */
export type StoredJob = {
  id?: string | undefined;
  name: string;
  data: unknown;
  opts: StoredOptions;
  timestamp: number;
  delay: number;
  attemptsMade: number;
  attemptsStarted: number;
  finishedOn?: number | undefined;
  failedReason: string;
  progress: unknown;
  /** Of a run of a schedule. */
  repeatJobKey?: string | undefined;
  getState(): Promise<string>;
  remove(): Promise<void>;
  retry(state: "failed", options: { resetAttemptsMade: boolean }): Promise<void>;
};

/** The part of a BullMQ queue that is used here; the same over both backends. */
export type QueuePart = {
  waitUntilReady(): Promise<unknown>;
  addBulk(jobs: BulkJob[]): Promise<unknown>;
  upsertJobScheduler(
    id: string,
    repeat: { pattern?: string; every?: number; tz?: string },
    template: { name: string; data: unknown; opts: JobOptions },
  ): Promise<unknown>;
  getJobSchedulers(): Promise<Scheduler[]>;
  removeJobScheduler(id: string): Promise<unknown>;
  getJobCounts(...states: JobState[]): Promise<Record<string, number>>;
  /** A job that is removed meanwhile is left out, or undefined. */
  getJobs(states: JobState[], start: number, end: number, asc: boolean): Promise<(StoredJob | undefined)[]>;
  getJob(id: string): Promise<StoredJob | undefined>;
  /** Of the whole queue, for every worker. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
};

export type RunJob = Pick<StoredJob, "id" | "name" | "attemptsMade" | "opts">;

export type WorkerPart = {
  waitUntilReady(): Promise<unknown>;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "failed", listener: (job: RunJob | undefined, error: Error) => void): unknown;
  on(event: "completed", listener: (job: RunJob, result: unknown) => void): unknown;
  on(event: "stalled", listener: (jobId: string) => void): unknown;
  /** Aborts the signal of a job that runs here; false where none of this id does. */
  cancelJob(id: string): boolean;
  /** Puts back what a dead worker was running, now and then again. */
  startStalledCheckTimer(): Promise<void>;
  close(force?: boolean): Promise<void>;
};

export type StoreName = "postgres" | "redis";

export type Backend = {
  store: StoreName;
  prepare(): Promise<void>;
  openQueue(): QueuePart;
  /** Without a processor it runs nothing, and only finds what dead workers have left. */
  openWorker(processor: Processor | null, options: { concurrency: number }): WorkerPart;
  /**
   * Removes those that no worker runs, and says how many there were of them. The next run of a schedule that goes on is left
   * too, since the schedule would end without it.
   */
  remove(jobs: readonly StoredJob[]): Promise<number>;
  close(): Promise<void>;
};

const queueOptions = { streams: { events: { maxLen: 1_000 } } };
const workerOptions = {
  // A dead worker is noticed within seconds, and others take over its jobs.
  lockDuration: 15_000,
  stalledInterval: 5_000,
  // Jobs must not count as failed because their process was killed a few times.
  maxStalledCount: 10,
  removeOnComplete: { age: 60 * 60, count: 1_000 },
  // The count bounds the store where something fails every few seconds.
  removeOnFail: { age: 14 * 24 * 60 * 60, count: 10_000 },
};

/** `url` must be a session connection; the pools are capped, and the worker LISTENs on one more. */
export function postgresBackend(url: string): Backend {
  const Backed = withBackend(createPostgresBackend);
  const connection = (max: number) => ({
    Client: PooledClient,
    connectionString: url,
    schema,
    max,
    application_name: "competency-jobs",
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  return {
    store: "postgres",
    prepare: () => migrate(url),
    openQueue: () => new Backed.Queue(queueName, { ...queueOptions, connection: connection(1) }),
    openWorker: (processor, options) =>
      new Backed.Worker(queueName, processor, {
        ...workerOptions,
        ...options,
        autorun: processor !== null,
        connection: connection(2),
      }),
    remove: async (jobs) => {
      const runs = jobs.filter(({ repeatJobKey }) => repeatJobKey !== undefined).map(({ id }) => id);
      if (runs.length > 0) await detachFromSchedules(url, runs);
      return remove(jobs);
    },
    close: async () => {},
  };
}

export function redisBackend(redis: Redis): Backend {
  const options = { connection: redis, prefix: "competency" } satisfies Partial<QueueOptions & WorkerOptions>;
  return {
    store: "redis",
    prepare: async () => {},
    openQueue: () => new Queue(queueName, { ...queueOptions, ...options }),
    openWorker: (processor, { concurrency }) =>
      new Worker(queueName, processor, { ...workerOptions, ...options, concurrency, autorun: processor !== null }),
    remove,
    close: async () => redis.disconnect(),
  };
}

async function remove(jobs: readonly StoredJob[]): Promise<number> {
  const outcomes = await Promise.allSettled(jobs.map((job) => job.remove()));
  return outcomes.filter(({ status }) => status === "fulfilled").length;
}

/**
 * Over PostgreSQL BullMQ removes no run of a schedule, whether it has failed or its schedule is gone; over Redis it
 * keeps only the next run of one that goes on. This makes both the same.
 */
async function detachFromSchedules(url: string, ids: (string | undefined)[]): Promise<void> {
  await withClient(url, (client) =>
    client.query(
      `update ${schema}.job as run set scheduler_id = null
       where queue = $1 and id = any($2) and state <> 'active' and not exists (
         select from ${schema}.scheduler as one
         where one.queue = run.queue and one.scheduler_id = run.scheduler_id
           and run.id = 'repeat:' || one.scheduler_id || ':' || one.next_run_ms)`,
      [queueName, ids],
    ),
  );
}

/**
 * BullMQ creates its own tables. It would also create the schema, which needs a right on the whole database even if the
 * schema exists; a migration has created it, so this one statement is skipped.
 */
async function migrate(url: string): Promise<void> {
  await withClient(url, (client) =>
    runMigrations(
      {
        async query<R>(text: string, values?: readonly unknown[]) {
          if (text.startsWith("CREATE SCHEMA IF NOT EXISTS")) return { rows: [] };
          return client.query<R & pg.QueryResultRow>(text, values ? [...values] : undefined);
        },
      },
      schema,
    ),
  );
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new PooledClient({ connectionString: url, application_name: "competency-jobs" });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
