import { setTimeout as sleep } from "node:timers/promises";
import { config } from "#src/config.ts";
import { Sender } from "#src/features/notifications/sending/sender.ts";
import { newId } from "#src/lib/ids.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { directUrl } from "#src/platform/db/client.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { describeLease, releaseLease, takeLease } from "#src/platform/db/leases.ts";
import { statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { postgresBackend, redisBackend } from "#src/platform/jobs/backends.ts";
import { JobQueue } from "#src/platform/jobs/queue.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { log } from "#src/platform/log/log.ts";
import { smsSegmentsSent } from "#src/platform/metrics/metrics.ts";
import { connectPatientRedis } from "#src/platform/redis/redis.ts";
import { systemActor } from "#src/policy/actor.ts";
import { stopOnFault, stopOnSignal } from "#src/processes/end-of-process.ts";
import { allJobs } from "#src/processes/jobs.ts";
import { Relay } from "#src/realtime/relay.ts";
import { workerLeaseName } from "#src/realtime/relay-state.ts";

const jobsAtOnce = 5;
const heartbeatEveryMs = 5_000;
const heartbeatLastsMs = 15_000;
const schedulesEveryMs = 10 * 60_000;
/** How long jobs may take to finish; after that they are left for another worker to find. */
const jobsGraceMs = 5_000;

const actor = systemActor("worker");

/** The relay, the sender of notifications, the jobs and their schedules. It may run several times; one leads the relay. */
async function main(): Promise<void> {
  const holder = newId();
  const registry = createJobRegistry(allJobs);
  const signals = bus("app_worker");
  const queue = new JobQueue(
    registry,
    config.redisUrl ? redisBackend(connectPatientRedis(config.redisUrl)) : postgresBackend(directUrl("app_worker")),
  );
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
    await withActor(actor, (tx) => releaseLease(tx, workerLeaseName, holder)).catch(() => {});
  });

  await opened;
  await updateSchedules(queue);
  await queue.work(jobsAtOnce);
  const beat = () => reportAlive(queue, holder).catch((err) => log.warn({ err }, "the worker could not report"));
  await beat();
  timers.push(setInterval(beat, heartbeatEveryMs));
  timers.push(
    setInterval(() => {
      updateSchedules(queue).catch((err) => log.warn({ err }, "the schedules could not be brought up to date"));
    }, schedulesEveryMs),
  );
  log.info({ jobs: registry.jobs.length, store: config.redisUrl ? "redis" : "postgres" }, "worker ready");
  process.send?.("ready");
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

/** Reports to the web processes that a worker is running, how many jobs wait, and which failed last. */
async function reportAlive(queue: JobQueue, holder: string): Promise<void> {
  const [lengths, report] = await Promise.all([queue.lengths(), queue.report()]);
  await withActor(actor, async (tx) => {
    if (await takeLease(tx, workerLeaseName, holder, heartbeatLastsMs)) {
      await describeLease(tx, workerLeaseName, holder, { queue: lengths, smsSegments: smsSegmentsSent(), ...report });
    }
  });
}

stopOnFault();
try {
  await main();
} catch (err) {
  log.fatal({ err }, "the worker could not start");
  process.stderr.write(`The worker could not start: ${err instanceof Error ? err.message : String(err)}\n`);
  process.exit(1);
}
