import { setTimeout as sleep } from "node:timers/promises";
import { config } from "#src/config.ts";
import { flushExposures } from "#src/features/flags/note-exposure.ts";
import { Sender } from "#src/features/notifications/sending/sender.ts";
import { newId } from "#src/lib/ids.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { directUrl } from "#src/platform/db/client.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { keepErrors } from "#src/platform/errors/store-errors.ts";
import { type Backend, postgresBackend, redisBackend, type StoreName } from "#src/platform/jobs/backends.ts";
import { carryOutCommands } from "#src/platform/jobs/job-commands.ts";
import { JobQueue } from "#src/platform/jobs/queue.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { lastStore, StoreUnknown, settleStore } from "#src/platform/jobs/settle-store.ts";
import { WorkerReport } from "#src/platform/jobs/worker-report.ts";
import { log } from "#src/platform/log/log.ts";
import { connectPatientRedis } from "#src/platform/redis/redis.ts";
import { startTracing } from "#src/platform/tracing/start-tracing.ts";
import { systemActor } from "#src/policy/actor.ts";
import { stopOnFault, stopOnSignal } from "#src/processes/end-of-process.ts";
import { allJobs } from "#src/processes/jobs.ts";
import { openKeysOrEnd, warnOfPlainKeys } from "#src/processes/open-keys-or-end.ts";
import { Relay } from "#src/realtime/relay.ts";

/** The exit code that tells the supervisor that starting again would not help. */
const neverStarts = 97;
const jobsAtOnce = 5;
const heartbeatEveryMs = 5_000;
const commandsEveryMs = 1_000;
const schedulesEveryMs = 10 * 60_000;
/** How long jobs may take to finish; after that they are left for another worker to find. */
const jobsGraceMs = 5_000;

const actor = systemActor("worker");

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

/** The relay, the sender of notifications, the jobs and their schedules. It may run several times; one leads the relay. */
async function main(): Promise<void> {
  await openKeysOrEnd();
  warnOfPlainKeys();
  keepErrors("WORKER");
  await startTracing("worker");
  const holder = newId();
  const registry = createJobRegistry(allJobs);
  const signals = bus("app_worker");
  const report = new WorkerReport(actor, holder);
  const queue = new JobQueue(
    registry,
    config.redis ? redisBackend(connectPatientRedis(config.redis)) : postgresBackend(directUrl("app_worker")),
    (job, outcome) => report.count(job, outcome),
  );
  // Refused before anything is begun.
  const last = await lastStore(actor);
  if (last !== queue.store) oldStore(last);
  const opened = queue.open();
  // The relay starts at once: sockets must not wait for the job store.
  const relay = new Relay({
    bus: signals,
    registry,
    addJobs: async (additions) => {
      await opened;
      await queue.addBulk(additions);
    },
  });
  relay.start();
  const sender = new Sender(signals);
  sender.start();
  const timers: NodeJS.Timeout[] = [];

  stopOnSignal(async () => {
    for (const timer of timers) clearInterval(timer);
    await Promise.all([relay.stop(), sender.stop()]);
    await Promise.race([queue.close(), sleep(jobsGraceMs)]);
    await flushExposures();
    await report.end().catch(() => {});
  });

  await opened;
  await settleStore(actor, holder, queue, (store) => oldStore(store)?.());
  await updateSchedules(queue);
  await queue.work(jobsAtOnce);
  const beat = onlyOnce(() => report.beat(queue), "the worker could not report");
  const carryOut = onlyOnce(async () => {
    if (await carryOutCommands(actor, queue)) await report.beat(queue);
  }, "the worker could not carry out what was asked of the jobs");
  await beat();
  timers.push(setInterval(beat, heartbeatEveryMs), setInterval(carryOut, commandsEveryMs));
  timers.push(
    setInterval(() => {
      updateSchedules(queue).catch((err) => log.warn({ err }, "the schedules could not be brought up to date"));
    }, schedulesEveryMs),
  );
  log.info({ jobs: registry.jobs.length, store: queue.store }, "worker ready");
  process.send?.("ready");
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

/** Reads the schools' time zones again, so that a school in a new one gets its nightly jobs. */
async function updateSchedules(queue: JobQueue): Promise<void> {
  const zones = await withActor(actor, (tx) => tx.query(selectTimeZones));
  await queue.schedule(zones.map(({ timeZone }) => timeZone));
}

const selectTimeZones = statement("school_time_zones", (db) =>
  db
    .selectDistinct({ timeZone: schools.timeZone })
    .from(schools)
    .where(isNoneOf(schools.id, "default"))
    .orderBy(schools.timeZone),
);

stopOnFault();
try {
  await main();
} catch (err) {
  log.fatal({ err }, "the worker could not start");
  process.stderr.write(`The worker could not start: ${err instanceof Error ? err.message : String(err)}\n`);
  process.exit(err instanceof StoreUnknown ? neverStarts : 1);
}
