import { Sender } from "#src/features/notifications/sending/sender.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { keepErrors } from "#src/platform/errors/store-errors.ts";
import { StoreUnknown } from "#src/platform/jobs/settle-store.ts";
import { log } from "#src/platform/log/log.ts";
import { startTracing } from "#src/platform/tracing/start-tracing.ts";
import { stopOnFault, stopOnSignal } from "#src/processes/end-of-process.ts";
import { openKeysOrEnd, warnOfPlainKeys } from "#src/processes/open-keys-or-end.ts";
import { Relay } from "#src/realtime/relay.ts";
import { Work } from "#src/realtime/work.ts";

/** The exit code that tells the supervisor that starting again would not help. */
const neverStarts = 97;
const schedulesEveryMs = 10 * 60_000;
const jobsGraceMs = 5_000;

/** The relay, the sender of notifications, the jobs and their schedules. It may run several times; one leads the relay. */
async function main(): Promise<void> {
  await openKeysOrEnd();
  warnOfPlainKeys();
  keepErrors("WORKER");
  await startTracing("worker");
  const signals = bus("app_worker");
  const work = await Work.open();
  const { registry } = work;
  // The relay starts at once: sockets must not wait for the job store.
  const relay = new Relay({ bus: signals, registry, addJobs: (additions) => work.addJobs(additions) });
  relay.start();
  const sender = new Sender(signals);
  sender.start();
  let schedules: NodeJS.Timeout | undefined;

  stopOnSignal(async () => {
    clearInterval(schedules);
    await Promise.all([relay.stop(), sender.stop()]);
    await work.stop(jobsGraceMs);
  });

  await work.start();
  schedules = setInterval(() => {
    work.updateSchedules().catch((err) => log.warn({ err }, "the schedules could not be brought up to date"));
  }, schedulesEveryMs);
  log.info({ jobs: registry.jobs.length, store: work.state.store }, "worker ready");
  process.send?.("ready");
}

stopOnFault();
try {
  await main();
} catch (err) {
  log.fatal({ err }, "the worker could not start");
  process.stderr.write(`The worker could not start: ${err instanceof Error ? err.message : String(err)}\n`);
  process.exit(err instanceof StoreUnknown ? neverStarts : 1);
}
