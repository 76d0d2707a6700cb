import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { config } from "#src/config.ts";
import { flushExposures } from "#src/features/flags/note-exposure.ts";
import { newId } from "#src/lib/ids.ts";
import { directUrl } from "#src/platform/db/client.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { sqlStatement, statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { type Backend, postgresBackend, redisBackend, type StoreName } from "#src/platform/jobs/backends.ts";
import type { Job } from "#src/platform/jobs/job.ts";
import { carryOutCommands } from "#src/platform/jobs/job-commands.ts";
import { type Addition, JobQueue } from "#src/platform/jobs/queue.ts";
import { createJobRegistry, type JobRegistry } from "#src/platform/jobs/registry.ts";
import { lastStore, StoreUnknown, settleStore } from "#src/platform/jobs/settle-store.ts";
import { WorkerReport } from "#src/platform/jobs/worker-report.ts";
import { log } from "#src/platform/log/log.ts";
import { connectPatientRedis } from "#src/platform/redis/redis.ts";
import { systemActor } from "#src/policy/actor.ts";
import { allJobs } from "#src/realtime/jobs.ts";

const jobsAtOnce = 5;
const heartbeatEveryMs = 5_000;
const commandsEveryMs = 1_000;

const actor = systemActor("worker");

/** The jobs and their schedules, for a worker that stays and for one call of `/api/cron/jobs`. */
export class Work {
  readonly registry: JobRegistry;
  readonly #holder = newId();
  readonly #report = new WorkerReport(actor, this.#holder);
  readonly #queue: JobQueue;
  readonly #timers: NodeJS.Timeout[] = [];
  #opened: Promise<void> | undefined;
  #completed = 0;

  private constructor(jobs: readonly Job[]) {
    this.registry = createJobRegistry(jobs);
    const backend = config.redis
      ? redisBackend(connectPatientRedis(config.redis))
      : postgresBackend(directUrl("app_worker"));
    this.#queue = new JobQueue(this.registry, backend, (job, outcome) => {
      if (outcome === "completed") this.#completed += 1;
      this.#report.count(job, outcome);
    });
  }

  /** Throws `StoreUnknown`, before anything is begun, where the jobs are in a store that cannot be reached. */
  static async open(jobs = allJobs): Promise<Work> {
    const work = new Work(jobs);
    try {
      const last = await lastStore(actor);
      if (last !== work.#queue.store) oldStore(last);
    } catch (error) {
      await work.#queue.close();
      throw error;
    }
    work.#opened = work.#queue.open();
    return work;
  }

  /** The store's name, and how many runs of jobs ended well. */
  get state(): { store: StoreName; completed: number } {
    return { store: this.#queue.store, completed: this.#completed };
  }

  async addJobs(additions: readonly Addition[]): Promise<void> {
    await this.#opened;
    await this.#queue.addBulk(additions);
  }

  /** Takes the jobs over from the store that was used before, brings the schedules up to date, and runs what is due. */
  async start(): Promise<void> {
    await this.#opened;
    await settleStore(actor, this.#holder, this.#queue, (store) => oldStore(store)?.());
    await this.updateSchedules();
    await this.#queue.work(jobsAtOnce);
    const beat = onlyOnce(() => this.#report.beat(this.#queue), "the worker could not report");
    const carryOut = onlyOnce(async () => {
      if (await carryOutCommands(actor, this.#queue)) await this.#report.beat(this.#queue);
    }, "the worker could not carry out what was asked of the jobs");
    await beat();
    await carryOut();
    this.#timers.push(setInterval(beat, heartbeatEveryMs), setInterval(carryOut, commandsEveryMs));
  }

  /**
   * Reads the schools' time zones again, so that a school in a new one gets its nightly jobs. Left out where another process
   * does it just now: of a schedule that two made at the same moment there would be two first runs.
   */
  async updateSchedules(): Promise<void> {
    await withActor(actor, async (tx) => {
      const [lock] = await tx.query(lockSchedules);
      if (!lock?.isMine) return;
      const zones = await tx.query(selectTimeZones);
      await this.#queue.schedule(zones.map(({ timeZone }) => timeZone));
    });
  }

  /** Whether nothing waits and nothing runs here; what another worker runs is left to it. */
  async isIdle(): Promise<boolean> {
    if (this.#queue.running().length > 0) return false;
    const { waiting = 0, prioritized = 0 } = await this.#queue.stored().getJobCounts("waiting", "prioritized");
    return waiting + prioritized === 0 && this.#queue.running().length === 0;
  }

  /** Begins no job any more. Those that run have this long; after it they are left for another worker to find. */
  async stop(withinMs: number): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    const closing = this.#queue.close();
    closing.catch(() => {});
    await Promise.race([closing, sleep(withinMs)]);
    await flushExposures();
    await this.#report.end().catch(() => {});
  }
}

/** The store in which the jobs were kept before REDIS_URL was set or removed. */
function oldStore(store: StoreName): (() => Backend) | undefined {
  if (store === "postgres") return () => postgresBackend(directUrl("app_worker"));
  const address = config.jobsDrainFrom;
  if (address === "nothing") return undefined;
  if (address !== undefined) return () => redisBackend(connectPatientRedis({ url: address }));
  throw new StoreUnknown(
    "the jobs were kept in Redis until now, and REDIS_URL is no longer set. Set JOBS_DRAIN_FROM to the address that it had, so that they are moved to PostgreSQL, or to the word nothing to give them up.",
  );
}

/** Is left out while the one before is under way; a failure is logged, and the next follows. */
function onlyOnce(run: () => Promise<void>, words: string): () => Promise<void> {
  let isRunning = false;
  return async () => {
    if (isRunning) return;
    isRunning = true;
    await run().catch((err) => log.warn({ err }, words));
    isRunning = false;
  };
}

const selectTimeZones = statement("school_time_zones", (db) =>
  db
    .selectDistinct({ timeZone: schools.timeZone })
    .from(schools)
    .where(isNoneOf(schools.id, "default"))
    .orderBy(schools.timeZone),
);

const lockSchedules = sqlStatement(
  "job_schedules_lock",
  z.object({ isMine: z.boolean() }),
  () => sql`select pg_try_advisory_xact_lock(hashtextextended('job schedules', 0)) as "isMine"`,
);
