import { setTimeout as sleep } from "node:timers/promises";
import { Sender } from "#src/features/notifications/sending/sender.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { log } from "#src/platform/log/log.ts";
import { allJobs } from "#src/realtime/jobs.ts";
import { Relay } from "#src/realtime/relay.ts";
import { Work } from "#src/realtime/work.ts";

/** What was begun in time is finished within this much more, a message that is being handed over too. */
export const graceMs = 50_000;
const pauseMs = 250;
/** A job that ends between two looks may have caused the next. */
const quietLooks = 2;

export type WorkedOff = {
  /** How many runs of jobs ended well, and how many messages were looked at. */
  jobs: number;
  messages: number;
  /** False where the time was over before nothing was due any more. */
  isFinished: boolean;
};

/**
 * What a worker does, for as long as something is due and begun for `withinMs` at most, and then no more: for a host on
 * which no process stays. Any number may run at once, beside workers too. A job that is still running when the grace is
 * over is never cancelled: it goes on where its process lives, and otherwise a later run finds it as lost.
 */
export async function workOff(withinMs: number, jobs = allJobs): Promise<WorkedOff> {
  const until = performance.now() + withinMs;
  const left = () => until - performance.now();
  const work = await Work.open(jobs);
  const addJobs: Work["addJobs"] = (additions) => work.addJobs(additions);
  let messages = 0;
  let quiet = 0;
  try {
    await work.start();
    const sender = new Sender(bus());
    while (quiet < quietLooks && left() > 0) {
      await new Relay({ bus: bus(), registry: work.registry, addJobs }).drain(left());
      const taken = left() > 0 ? await sender.pass(left()) : 0;
      messages += taken;
      quiet = taken === 0 && (await work.isIdle()) ? quiet + 1 : 0;
      await sleep(pauseMs);
    }
  } finally {
    await work.stop(Math.max(1_000, left() + graceMs));
  }
  const done = { jobs: work.state.completed, messages, isFinished: quiet >= quietLooks };
  log.info(done, "a worker's work was done in a call");
  return done;
}

const followUpMs = 5_000;
let following: Promise<void> | undefined;
let isWanted = false;

/**
 * After an answer that may have changed something: passes its events on and does the work that they are for, so that nobody
 * waits for the next call. One at a time in a process, and one more for what came meanwhile. Never rejects: what could not be
 * done is left to the next call.
 */
export function followUp(): Promise<void> {
  isWanted = true;
  following ??= followAll();
  return following;
}

async function followAll(): Promise<void> {
  while (isWanted) {
    isWanted = false;
    await passOn().catch((err) => log.warn({ err }, "what followed from a change is left to the next call"));
  }
  following = undefined;
}

/** Without a job to add, as after a sign-in, it costs a few statements. */
async function passOn(): Promise<void> {
  let work: Promise<Work> | undefined;
  const addJobs: Work["addJobs"] = async (additions) => {
    if (additions.length === 0) return;
    work ??= Work.open();
    await (await work).addJobs(additions);
  };
  try {
    await new Relay({ bus: bus(), registry: createJobRegistry(allJobs), addJobs }).drain(followUpMs);
  } finally {
    await (await work)?.stop(1_000);
  }
  if (work) await workOff(followUpMs);
}
