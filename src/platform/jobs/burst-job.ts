import { and, asc, gt, lte, sql } from "drizzle-orm";
import { z } from "zod";
import { fixedLimit } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { events, leases } from "#src/platform/db/tables/events.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { EventDefinition } from "#src/platform/events/event.ts";
import {
  type DeliveredEvent,
  defineJob,
  deliveredSchema,
  type Job,
  type JobContext,
  type Schedule,
} from "#src/platform/jobs/job.ts";

/** The relay's clock and the one by which a delayed job starts may differ by this. */
const clocksDifferMs = 500;

type BurstDefinition<E extends EventDefinition> = Partial<Pick<Job, "priority" | "attempts">> & {
  name: string;
  on: readonly E[];
  mergeMs: number;
  /** Runs it also by the clock, for what it was given and has not done. */
  schedule?: Schedule;
  /** May answer that it is not the time: it is given the same again when it runs next. */
  handler(
    events: readonly DeliveredEvent<E>[],
    context: JobContext,
  ): Promise<void> | Promise<typeof notNow | undefined>;
};

export const notNow = Symbol("not now");

/**
 * One job for all events of these types within `mergeMs`, for work that costs less when it is done for many at once. The
 * handler is given the events since the last run that succeeded, oldest first, at most 2,000 at a time; after a failure it
 * is given them again.
 */
export function defineBurstJob<const E extends EventDefinition>(definition: BurstDefinition<E>): Job {
  const { handler, on, mergeMs, ...rest } = definition;
  const schema = z.union(on.map(deliveredSchema));
  const types = on.map(({ type }) => type);
  const cursor = cursorOf(definition.name);
  const job = defineJob({
    ...rest,
    // Which events there are is read when it runs. What is left of jobs that were given one runs as well.
    schema: z.object({}),
    concurrency: 1,
    handler: async (_data, context) => {
      for (;;) {
        context.signal.throwIfAborted();
        const { rows, to } = await withActor(context.actor, async (tx) => {
          const [position] = await tx.query(selectPosition, { cursor });
          const from = position?.delivered ?? 0;
          const found = await tx.query(selectSince, { from, to: position?.highest ?? from, types });
          const isMore = found.length === batchSize;
          return { rows: found, to: (isMore ? found.at(-1)?.seq : position?.highest) ?? from };
        });
        if (rows.length > 0) {
          // The union is of the definitions' own schemas, which its type cannot follow.
          const given = rows.map((row) => schema.parse({ ...row, createdAt: row.createdAt.toISOString() }));
          if ((await handler(given as DeliveredEvent<E>[], context)) === notNow) return;
          await withActor(context.actor, (tx) => tx.query(keepPosition, { cursor, position: to }));
        }
        if (rows.length < batchSize) return;
      }
    },
  });
  return { ...job, on: types, mergeMs };
}

/** The name of the row that keeps up to which event a job was run. */
function cursorOf(name: string): string {
  return `jobs.${name}`;
}

/** When the job of a burst that is under way runs, and its id, which is the same until then. */
export function burstAt(
  { name, mergeMs }: Pick<Job, "name" | "mergeMs">,
  atMs: number,
): { id: string; delayMs: number } {
  const end = (Math.floor(atMs / mergeMs) + 1) * mergeMs;
  return { id: `burst-${name}-${end}`, delayMs: end - atMs + clocksDifferMs };
}

const batchSize = 2_000;

const selectPosition = sqlStatement(
  "burst_position",
  z.object({ delivered: z.coerce.number(), highest: z.coerce.number() }),
  (p: Params<{ cursor: string }>) => sql`
    select coalesce((select ${leases.lastSeq} from ${leases} where ${leases.name} = ${p.cursor}), 0) as delivered,
           coalesce((select max(${events.seq}) from ${events}), 0) as highest`,
);

const selectSince = statement("burst_events", (db, p: Params<{ from: number; to: number; types: readonly string[] }>) =>
  db
    .select({
      id: events.id,
      type: events.type,
      schoolId: events.schoolId,
      studentId: events.studentId,
      data: events.data,
      createdAt: events.createdAt,
      seq: sql`${events.seq}`.mapWith(Number),
    })
    .from(events)
    .where(and(gt(events.seq, p.from), lte(events.seq, p.to), sql`${events.type} = any(${p.types})`))
    .orderBy(asc(events.seq))
    .limit(fixedLimit(batchSize)),
);

/** It only increases, so that two workers that ran the same events do no harm. */
const keepPosition = statement("burst_keep", (db, p: Params<{ cursor: string; position: number }>) =>
  db
    .insert(leases)
    .values({ name: p.cursor, holder: "jobs", expiresAt: sql`'infinity'`, lastSeq: p.position })
    .onConflictDoUpdate({
      target: leases.name,
      set: { lastSeq: sql`greatest(${leases.lastSeq}, excluded.last_seq)` },
    }),
);
