import { z } from "zod";
import { jobActs } from "#src/features/jobs/values.ts";
import { failureCauses } from "#src/lib/failure-causes.ts";
import { page, pageQuery, text } from "#src/lib/fields.ts";

const progress = z.union([z.number(), z.object({ done: z.number(), total: z.number().optional() })]).nullable();

const runningJob = z.object({
  id: z.string(),
  job: z.string(),
  attempt: z.number().int(),
  startedAt: z.string(),
  /** A share from 0 to 1, or steps. */
  progress,
  isCancelling: z.boolean(),
});
export type RunningJobLine = z.infer<typeof runningJob>;

const worker = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number().int(),
  startedAt: z.string(),
  seenAt: z.string(),
  /** Whether it reported within 15 s; one that was killed is listed for ten minutes. */
  isAlive: z.boolean(),
  running: z.array(runningJob),
});
export type WorkerLine = z.infer<typeof worker>;

const perMinute = z.object({ completed: z.number(), retried: z.number(), failed: z.number() });

const kind = z.object({
  job: z.string(),
  waiting: z.number().int(),
  oldestWaitingSeconds: z.number().nullable(),
  running: z.number().int(),
  failed: z.number().int(),
  /** Runs that ended a minute, over the last five. */
  perMinute,
});
export type JobKind = z.infer<typeof kind>;

const schedule = z.object({
  id: z.string(),
  job: z.string(),
  everyMs: z.number().nullable(),
  /** A cron line. */
  pattern: z.string().nullable(),
  timeZone: z.string().nullable(),
  nextAt: z.string().nullable(),
});
export type ScheduleOfJob = z.infer<typeof schedule>;

const upcomingJob = z.object({
  id: z.string(),
  job: z.string(),
  addedAt: z.string(),
  /** Null where it waits for a worker only. */
  dueAt: z.string().nullable(),
  isCancelling: z.boolean(),
});
export type UpcomingJobLine = z.infer<typeof upcomingJob>;

export const jobsAnswer = z.object({
  store: z.enum(["postgres", "redis"]).nullable(),
  /** When a worker last reported; null before the first did. */
  reportedAt: z.string().nullable(),
  counts: z.object({
    waiting: z.number().int(),
    running: z.number().int(),
    delayed: z.number().int(),
    failed: z.number().int(),
  }),
  oldestWaitingSeconds: z.number().nullable(),
  kinds: z.array(kind),
  workers: z.array(worker),
  /** The first twenty that wait or are delayed, without the next runs of schedules. */
  upcoming: z.array(upcomingJob),
  schedules: z.array(schedule),
});
export type JobsAnswer = z.infer<typeof jobsAnswer>;

/** An id of the store, or the name of a kind; the ids of scheduled runs have colons. */
const key = text({ min: 1, max: 400 });

export const failuresQuery = z.strictObject({
  job: key.optional(),
  ...pageQuery,
});

const failure = z.object({
  id: z.string(),
  job: z.string(),
  cause: z.enum(failureCauses),
  /** Of what could not be read: the fields and how, without their values. */
  fields: z.array(z.string()),
  attempts: z.number().int(),
  addedAt: z.string(),
  failedAt: z.string(),
  /** What a worker has been asked to do with it and has not done yet. */
  asked: z.enum(jobActs).nullable(),
});
export type FailedJob = z.infer<typeof failure>;
export const failuresAnswer = page(failure);
export type FailuresAnswer = z.infer<typeof failuresAnswer>;

export const jobParams = z.strictObject({ id: key });
export const kindParams = z.strictObject({ job: key });
/** A worker carries it out within a second or two. */
export const askedAnswer = z.object({ id: z.string(), act: z.enum(jobActs) });
export type AskedAnswer = z.infer<typeof askedAnswer>;
