import { z } from "zod";
import type { EventDefinition } from "#src/platform/events/event.ts";
import type { Log } from "#src/platform/log/log.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/**
 * A job is work outside a request, run at least once: its handler must accept being called again with the same data (a
 * row of `processed_events`, written in its transaction, records what it has handled). A job that fails is retried with
 * growing delays, then kept as failed for 14 days and logged.
 */
export type Job<S extends z.ZodType = z.ZodType> = {
  name: string;
  schema: S;
  /** Types of the events that start this job; the relay adds the job with the event as its data. */
  on: readonly string[];
  /** Above 0, one job for all such events within this time; see `defineBurstJob`. */
  mergeMs: number;
  schedule: Schedule | undefined;
  attempts: number;
  firstRetryAfterMs: number;
  /** How many run at once in one process. */
  concurrency: number;
  /** Smaller goes first; 0 is the default and the most urgent. */
  priority: number;
  run(data: unknown, context: JobContext): Promise<void>;
};

export type JobContext = {
  jobId: string;
  /** 1 for the first try. */
  attempt: number;
  /** Its lines contain the job's name and id. */
  log: Log;
  actor: SystemActor;
  /**
   * Aborted when somebody cancels the job. A handler that runs long checks it between its steps, by `throwIfAborted()`:
   * a job whose handler throws after that counts as cancelled and is not tried again. One that returns is completed.
   */
  signal: AbortSignal;
  /** Reports how far the job is; cheap enough to be called after each step. */
  progress(made: Progress): void;
};

/** A share from 0 to 1, or steps; the total is left out where it is not known. */
export type Progress = number | { done: number; total?: number };

/** `pattern` is a cron line in the time zone (UTC when absent), or, per school time zone, in each of them. */
export type Schedule =
  | { everyMs: number }
  | { pattern: string; timeZone?: string }
  | { pattern: string; perSchoolTimeZone: true };

/** The data of a job that is scheduled per school time zone. */
export const timeZoneData = z.object({ timeZone: z.string() });

type Options = Partial<Pick<Job, "attempts" | "firstRetryAfterMs" | "concurrency" | "priority">>;

const defaults = { attempts: 5, firstRetryAfterMs: 1_000, concurrency: 4, priority: 0, mergeMs: 0 };

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
export type DeliveredEvent<E extends EventDefinition = EventDefinition> =
  E extends EventDefinition<infer Type, infer Data>
    ? {
        id: string;
        type: Type;
        schoolId: string;
        studentId: string | null;
        data: z.output<Data>;
        /** ISO */
        createdAt: string;
      }
    : never;

/** A job for each of these events. */
export function defineEventJob<const E extends EventDefinition>(
  definition: Options & {
    name: string;
    on: readonly E[];
    handler(event: DeliveredEvent<E>, context: JobContext): Promise<void>;
  },
): Job {
  const { handler, on, ...rest } = definition;
  const schema = z.union(on.map(deliveredSchema));
  return {
    ...defaults,
    ...rest,
    on: on.map(({ type }) => type),
    schema,
    schedule: undefined,
    // The union is of the definitions' own schemas, which its type cannot follow.
    run: (data, context) => handler(schema.parse(data) as DeliveredEvent<E>, context),
  };
}

/** An event of this definition as a job is given it. */
export function deliveredSchema({ type, data }: EventDefinition) {
  return z.object({
    id: z.string(),
    type: z.literal(type),
    schoolId: z.string(),
    studentId: z.string().nullable(),
    data,
    createdAt: z.string(),
  });
}
