import type { FailureCause } from "#src/lib/failure-causes.ts";
import type { QueuePart, StoredJob } from "#src/platform/jobs/backends.ts";
import { causeOf } from "#src/platform/jobs/failure-cause.ts";

/** What the jobs' store holds, for whoever runs the program; times are ISO. Nothing of a job's data is in it. */
export type StoreReport = {
  queue: Record<string, number>;
  oldestWaitingSeconds: number | null;
  /** The latest of those that failed for good. */
  failed: { job: string; at: string; attempts: number; cause: FailureCause } | null;
  /** By name, over the oldest `counted` jobs that wait: more are not looked at one by one. */
  kinds: Record<string, { waiting: number; oldestWaitingSeconds: number }>;
  counted: number;
  /** The first of those that wait or are delayed, without the next runs of schedules. */
  upcoming: UpcomingJob[];
  schedules: ScheduleLine[];
};

export type UpcomingJob = { id: string; job: string; addedAt: string; dueAt: string | null };
export type ScheduleLine = {
  id: string;
  job: string;
  everyMs: number | null;
  pattern: string | null;
  timeZone: string | null;
  nextAt: string | null;
};

/** A job that failed for good. The words of its error may hold what somebody typed; its cause and fields do not. */
export type Failure = {
  id: string;
  job: string;
  cause: FailureCause;
  fields: string[];
  attempts: number;
  addedAt: Date;
  failedAt: Date;
};

const mostCounted = 500;
const mostUpcoming = 20;

export async function reportStore(queue: QueuePart): Promise<StoreReport> {
  const [counts, waiting, delayed, failed, schedulers] = await Promise.all([
    lengthsOf(queue),
    queue.getJobs(["waiting", "prioritized"], 0, mostCounted - 1, true),
    queue.getJobs(["delayed"], 0, mostUpcoming * 3, true),
    listFailures(queue, 0, 0),
    queue.getJobSchedulers(),
  ]);
  const present = waiting.flatMap((job) => job ?? []);
  const kinds = kindsOf(present);
  const [last] = failed;
  return {
    queue: counts,
    oldestWaitingSeconds:
      present.length === 0 ? null : Math.max(...Object.values(kinds).map((kind) => kind.oldestWaitingSeconds)),
    failed: last
      ? { job: last.job, at: last.failedAt.toISOString(), attempts: last.attempts, cause: last.cause }
      : null,
    kinds,
    counted: present.length,
    upcoming: [
      ...present.map((job) => upcomingOf(job, null)),
      ...delayed.flatMap((job) =>
        job && job.repeatJobKey === undefined ? [upcomingOf(job, job.timestamp + job.delay)] : [],
      ),
    ].slice(0, mostUpcoming),
    schedules: schedulers
      .map(({ key, name, every, pattern, tz, next }) => ({
        id: key,
        job: name,
        everyMs: every === undefined ? null : Number(every),
        pattern: pattern ?? null,
        timeZone: tz ?? null,
        nextAt: next === undefined ? null : iso(Number(next)),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** How many jobs there are of each state. */
export async function lengthsOf(queue: QueuePart): Promise<Record<string, number>> {
  const {
    prioritized = 0,
    waiting = 0,
    ...rest
  } = await queue.getJobCounts("waiting", "prioritized", "active", "delayed", "failed");
  return { ...rest, waiting: waiting + prioritized };
}

/** Those that failed for good, the latest first. */
export async function listFailures(queue: QueuePart, start: number, end: number): Promise<Failure[]> {
  const jobs = await queue.getJobs(["failed"], start, end, false);
  return jobs.flatMap((job) => (job?.id === undefined ? [] : [failureOf(job, job.id)]));
}

function failureOf(job: StoredJob, id: string): Failure {
  const { moved } = job.opts;
  const wasMoved = moved !== undefined && job.attemptsStarted <= 1;
  const cause = causeOf(job.failedReason);
  return {
    id,
    job: job.name,
    cause,
    // The program's own words, which name fields only.
    fields: cause === "unreadable" ? (job.failedReason.split(" cannot be read: ")[1]?.split(", ") ?? []) : [],
    attempts: wasMoved ? moved.attempts : job.attemptsMade,
    addedAt: new Date(job.timestamp),
    failedAt: new Date(wasMoved ? moved.failedAt : (job.finishedOn ?? job.timestamp)),
  };
}

function kindsOf(waiting: readonly StoredJob[]): StoreReport["kinds"] {
  const kinds: StoreReport["kinds"] = {};
  for (const job of waiting) {
    const known = kinds[job.name] ?? { waiting: 0, oldestWaitingSeconds: 0 };
    // It waits from when it was due: one that is tried again has been there for longer.
    const seconds = Math.max(0, (Date.now() - job.timestamp - (job.opts.delay ?? 0)) / 1000);
    kinds[job.name] = {
      waiting: known.waiting + 1,
      oldestWaitingSeconds: Math.max(known.oldestWaitingSeconds, seconds),
    };
  }
  return kinds;
}

function upcomingOf(job: StoredJob, dueAt: number | null): UpcomingJob {
  return {
    id: job.id ?? "",
    job: job.name,
    addedAt: iso(job.timestamp),
    dueAt: dueAt === null ? null : iso(dueAt),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
