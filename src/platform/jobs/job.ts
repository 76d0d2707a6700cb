import { z } from "zod";
import type { EventData, EventType } from "#src/platform/events/events.ts";
import type { Log } from "#src/platform/log/log.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/**
 * A job is work outside a request, run at least once: its handler must bear being called again with the same data
 * (a row of `processed_events` in its transaction remembers what it has handled). What fails is tried again with growing pauses, then kept as failed and logged.
 */
export type Job<S extends z.ZodType = z.ZodType> = {
  name: string;
  schema: S;
  /** Events that call for this job; the relay adds it with the event as its data. */
  on: readonly EventType[];
  schedule: Schedule | undefined;
  attempts: number;
  firstRetryAfterMs: number;
  /** How many of it run at once in one process. */
  concurrency: number;
  /** Smaller goes first; 0 is the default and the most urgent. */
  priority: number;
  run(data: unknown, context: JobContext): Promise<void>;
};

export type JobContext = {
  jobId: string;
  /** 1 for the first try. */
  attempt: number;
  /** Lines carry the job's name and id. */
  log: Log;
  actor: SystemActor;
};

/** `pattern` is a cron line in the time zone (UTC when absent), or, per school time zone, in each of them. */
export type Schedule =
  | { everyMs: number }
  | { pattern: string; timeZone?: string }
  | { pattern: string; perSchoolTimeZone: true };

/** The data of a job that is scheduled per school time zone. */
export const timeZoneData = z.object({ timeZone: z.string() });

type Options = Partial<Pick<Job, "attempts" | "firstRetryAfterMs" | "concurrency" | "priority">>;

const defaults = { attempts: 5, firstRetryAfterMs: 1_000, concurrency: 4, priority: 0 };

export function defineJob<S extends z.ZodType>(
  definition: Options & {
    name: string;
    schema: S;
    schedule?: Schedule;
    handler(data: z.output<S>, context: JobContext): Promise<void>;
  },
): Job<S> {
  const { handler, schedule, ...rest } = definition;
  return {
    ...defaults,
    ...rest,
    on: [],
    schedule,
    run: (data, context) => handler(definition.schema.parse(data), context),
  };
}

/** An event as a job receives it. */
export type DeliveredEvent<T extends EventType = EventType> = {
  [K in T]: {
    id: string;
    type: K;
    schoolId: string;
    studentId: string | null;
    data: EventData[K];
    /** ISO */
    createdAt: string;
  };
}[T];

/** A job for each event of these types. */
export function defineEventJob<const T extends EventType>(
  definition: Options & {
    name: string;
    on: readonly T[];
    handler(event: DeliveredEvent<T>, context: JobContext): Promise<void>;
  },
): Job {
  const { handler, ...rest } = definition;
  const schema = z.object({
    id: z.string(),
    type: z.enum(definition.on),
    schoolId: z.string(),
    studentId: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
    createdAt: z.string(),
  });
  return {
    ...defaults,
    ...rest,
    schema,
    schedule: undefined,
    // `emit` takes only data of the type's shape, so the type tells the shape.
    run: (data, context) => handler(schema.parse(data) as unknown as DeliveredEvent<T>, context),
  };
}
