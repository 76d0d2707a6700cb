import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, gt, lte, sql } from "drizzle-orm";
import { z } from "zod";
import { newId } from "#src/lib/ids.ts";
import type { Bus } from "#src/platform/bus/bus.ts";
import { fixedLimit } from "#src/platform/db/conditions.ts";
import { releaseLease, takeLease } from "#src/platform/db/leases.ts";
import { columns, type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { eventCounts, events, leases } from "#src/platform/db/tables/events.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { burstAt } from "#src/platform/jobs/burst-job.ts";
import type { Job } from "#src/platform/jobs/job.ts";
import type { Addition } from "#src/platform/jobs/queue.ts";
import type { JobRegistry } from "#src/platform/jobs/registry.ts";
import { log } from "#src/platform/log/log.ts";
import { systemActor } from "#src/policy/actor.ts";
import { type FeedRow, feedColumns } from "#src/realtime/feed-rows.ts";
import { relayLeaseName } from "#src/realtime/relay-state.ts";
import { liveEvents } from "#src/realtime/schema.ts";

/** The position up to which jobs were added. A row of its own, so that numbering never waits for the jobs. */
const jobsCursorName = "relay.jobs";
const leaseMs = 5_000;
const renewEveryMs = 1_500;
const pollMs = 500;
/** Pause between two numberings, so that a burst is numbered in batches. */
const pauseMs = 10;
const batchSize = 2_000;
const jobsBatchSize = 500;
const broadcastBatchSize = 100;
const keepPositionEvery = 1_000;

const actor = systemActor("relay");

export type RelayParts = {
  bus: Bus;
  registry: JobRegistry;
  addJobs(additions: readonly Addition[]): Promise<void>;
};

/**
 * Gives every committed event its number and passes it on: to the sockets' feed by a signal, and to the jobs that it
 * starts. Only one relay of all processes does so at a time, so numbers become visible in their order, and a reader
 * that knows the last one misses none. (A sequence would number in the order of insertion, which is not that of
 * commits.)
 */
export class Relay {
  readonly #parts: RelayParts;
  readonly #holder = newId();
  #isStopped = false;
  #isWoken = false;
  #wake = () => {};
  #leads = false;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #highest = 0;
  #delivered: number | undefined;
  #deliveredKept = 0;
  /** The last job that was added of each that merges a burst, by name. */
  readonly #bursts = new Map<string, string>();
  #delivering: Promise<void> | undefined;
  #broadcasting: Promise<void> | undefined;
  /** Until the database says that there is no Supabase Realtime. */
  #hasRealtime = true;
  #isBroadcastDue = false;
  #running: Promise<void> | undefined;
  #stopListening = () => {};

  constructor(parts: RelayParts) {
    this.#parts = parts;
  }

  get leads(): boolean {
    return this.#leads;
  }

  start(): void {
    this.#stopListening = this.#parts.bus.subscribe("relay", () => {
      this.#isWoken = true;
      this.#wake();
    });
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopListening();
    this.#wake();
    await this.#running;
    await this.#delivering;
    await this.#broadcasting;
    if (this.#delivered !== undefined) await this.#keepDelivered(this.#delivered).catch(() => {});
    if (this.#leads) await withActor(actor, (tx) => releaseLease(tx, relayLeaseName, this.#holder)).catch(() => {});
    this.#leads = false;
  }

  /**
   * Instead of `start`, for a process that does not stay: numbers what waits and adds its jobs, then gives the lease back.
   * Nothing is begun after `withinMs`. Does nothing where another relay leads, and throws where numbering fails.
   */
  async drain(withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    try {
      for (let isMore = true; isMore && performance.now() < until; ) {
        await this.#lead();
        if (!this.#leads) return;
        isMore = await this.#pass();
      }
      // Each piece of them sets the next; a job store that is away is tried again until the time is over.
      while ((this.#delivering ?? this.#broadcasting) && performance.now() < until)
        await (this.#delivering ?? this.#broadcasting);
    } finally {
      await this.stop();
    }
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      this.#isWoken = false;
      let isMore = false;
      try {
        await this.#lead();
        if (this.#leads) isMore = await this.#pass();
      } catch (err) {
        this.#leads = false;
        this.#renewedAt = Number.NEGATIVE_INFINITY;
        log.warn({ err }, "the relay could not number events and tries again");
        await this.#rest(pollMs);
      }
      await sleep(pauseMs);
      if (!isMore) await this.#rest(pollMs);
    }
  }

  /** Waits for a signal, at most for this time. */
  async #rest(ms: number): Promise<void> {
    if (this.#isWoken || this.#isStopped) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  async #lead(): Promise<void> {
    if (this.#leads && performance.now() - this.#renewedAt < renewEveryMs) return;
    const led = this.#leads;
    const askedAt = performance.now();
    this.#leads = await withActor(actor, (tx) => takeLease(tx, relayLeaseName, this.#holder, leaseMs));
    this.#renewedAt = askedAt;
    if (led && !this.#leads) log.warn("the relay lost its lease to another process");
    if (!this.#leads || led) return;
    if (this.#running) log.info("the relay leads");
    await this.#takeOver();
  }

  /** Numbers continue after the highest ever given, and jobs after the last event whose jobs were added. */
  async #takeOver(): Promise<void> {
    const [positions] = await withActor(actor, (tx) => {
      tx.send(updateHighest, { lease: relayLeaseName, holder: this.#holder });
      tx.send(insertJobsCursor, { lease: jobsCursorName });
      return tx.query(selectPositions, { lease: relayLeaseName, jobsCursor: jobsCursorName });
    });
    this.#highest = positions?.highest ?? 0;
    this.#delivered = positions?.delivered ?? 0;
    this.#deliveredKept = this.#delivered;
    this.#deliver();
    this.#broadcast();
  }

  /** Numbers a batch. Returns whether there may be more. */
  async #pass(): Promise<boolean> {
    const [outcome] = await withActor(actor, (tx) =>
      tx.query(numberEvents, { lease: relayLeaseName, holder: this.#holder }),
    );
    if (!outcome || outcome.numbered === 0) {
      if (outcome && !outcome.isHeld) this.#leads = false;
      this.#deliver();
      return false;
    }
    this.#highest = outcome.highest;
    this.#parts.bus.publish("realtime", String(this.#highest));
    this.#deliver();
    this.#broadcast();
    return outcome.numbered === batchSize;
  }

  /** Runs beside the numbering: a job store that is slow or cannot be reached does not delay the sockets. */
  #deliver(): void {
    if (this.#delivering || this.#delivered === undefined || this.#delivered >= this.#highest) return;
    this.#delivering = this.#addJobs()
      .catch(async (err) => {
        log.warn({ err }, "the relay could not add jobs and tries again");
        await sleep(pollMs);
      })
      .finally(() => {
        this.#delivering = undefined;
        if (!this.#isStopped && this.#leads) this.#deliver();
      });
  }

  /**
   * The position is written after the jobs were added: after a crash in between they are added again, under the same
   * ids. It only increases, so a relay that lost its lease meanwhile does no harm.
   */
  async #addJobs(): Promise<void> {
    const [from = 0, to] = [this.#delivered, this.#highest];
    const { subscribedTypes } = this.#parts.registry;
    const rows = await withActor(actor, (tx) => tx.query(selectSubscribed, { from, to, types: subscribedTypes }));
    const additions = rows.flatMap((row) => additionsOf(row, this.#parts.registry)).filter(isFirst(this.#bursts));
    await this.#parts.addJobs(additions);
    for (const { job, id } of additions) if (job.mergeMs > 0) this.#bursts.set(job.name, id);
    const last = rows.length === jobsBatchSize ? (rows.at(-1)?.seq ?? to) : to;
    // Also kept where no job subscribes to the events: a job that subscribes later must not receive old ones.
    if (rows.length > 0 || last - this.#deliveredKept >= keepPositionEvery) await this.#keepDelivered(last);
    this.#delivered = last;
  }

  /** Beside the rest too. The database keeps the position, since it sends in the same transaction. */
  #broadcast(): void {
    this.#isBroadcastDue = this.#hasRealtime;
    if (!this.#isBroadcastDue || this.#broadcasting) return;
    this.#broadcasting = this.#broadcastAll()
      .catch(async (err) => {
        this.#isBroadcastDue = true;
        log.warn({ err }, "the relay could not pass events to Supabase Realtime and tries again");
        await sleep(pollMs);
      })
      .finally(() => {
        this.#broadcasting = undefined;
        if (this.#isBroadcastDue && !this.#isStopped && this.#leads) this.#broadcast();
      });
  }

  async #broadcastAll(): Promise<void> {
    while (this.#isBroadcastDue && !this.#isStopped) {
      this.#isBroadcastDue = false;
      const [outcome] = await withActor(actor, (tx) =>
        tx.query(broadcastEvents, { names: liveNames, most: broadcastBatchSize }),
      );
      this.#hasRealtime = typeof outcome?.sent === "number";
      if (outcome?.sent === broadcastBatchSize) this.#isBroadcastDue = true;
    }
  }

  async #keepDelivered(position: number): Promise<void> {
    await withActor(actor, (tx) => tx.query(updateDelivered, { lease: jobsCursorName, position }));
    this.#deliveredKept = position;
  }
}

const updateHighest = statement("relay_highest", (db, p: Params<{ lease: string; holder: string }>) =>
  db
    .update(leases)
    .set({ lastSeq: sql`greatest(${leases.lastSeq}, (select coalesce(max(${events.seq}), 0) from ${events}))` })
    .where(and(eq(leases.name, p.lease), eq(leases.holder, p.holder))),
);

const insertJobsCursor = statement("relay_jobs_cursor", (db, p: Params<{ lease: string }>) =>
  db.insert(leases).values({ name: p.lease, holder: "relay", expiresAt: sql`'infinity'` }).onConflictDoNothing(),
);

const selectPositions = sqlStatement(
  "relay_positions",
  // Null without a row of the lease; counts as 0.
  z.object({ highest: z.coerce.number(), delivered: z.coerce.number() }),
  (p: Params<{ lease: string; jobsCursor: string }>) => sql`
    select (select ${leases.lastSeq} from ${leases} where ${leases.name} = ${p.lease}) as highest,
           (select ${leases.lastSeq} from ${leases} where ${leases.name} = ${p.jobsCursor}) as delivered`,
);

/**
 * One statement checks the lease and locks its row, so of two relays that both believe they lead, one waits and then
 * finds that it does not. Nothing is written where no event waits for a number.
 */
const numberEvents = sqlStatement(
  "relay_number",
  z.object({ numbered: z.number(), highest: z.coerce.number(), isHeld: z.boolean() }),
  (p: Params<{ lease: string; holder: string }>) => sql`
    with pending as materialized (
      select id, row_number() over (order by id) as place
      from (select ${events.id} from ${events} where ${events.seq} is null
            order by ${events.id} limit ${sql.raw(String(batchSize))}) first),
    held as (
      update ${leases}
      set ${columns(leases.lastSeq)} = ${leases.lastSeq} + (select count(*) from pending),
          ${columns(leases.expiresAt)} = clock_timestamp() + interval '${sql.raw(String(leaseMs))} milliseconds'
      where ${leases.name} = ${p.lease} and ${leases.holder} = ${p.holder} and exists (select from pending)
      returning ${leases.lastSeq}),
    numbered as (
      update ${events} set ${columns(events.seq)} = held.last_seq - (select count(*) from pending) + pending.place
      -- Repeats "without a number", so that the partial index is used also in a table without statistics.
      from pending, held where ${events.id} = pending.id and ${events.seq} is null
      returning ${events.type}),
    -- In the statement that numbers them, so that each event is counted once, whenever the process ends.
    counted as (
      insert into ${eventCounts} as c (${columns(eventCounts.type, eventCounts.count)})
      select type, count(*) from numbered group by type
      on conflict (type) do update set count = c.count + excluded.count)
    select (select count(*) from numbered)::int as numbered, (select last_seq from held) as highest,
           exists (select from ${leases} where ${leases.name} = ${p.lease} and ${leases.holder} = ${p.holder})
             as "isHeld"`,
);

/** By type; others are for jobs alone. */
const liveNames = JSON.stringify(Object.fromEntries(liveEvents.map(({ type, liveName }) => [type, liveName])));

const broadcastEvents = sqlStatement(
  "relay_broadcast",
  // Null where there is no Realtime.
  z.object({ sent: z.number().nullable() }),
  (p: Params<{ names: string; most: number }>) =>
    sql`select app.broadcast_events(${p.names}::jsonb, ${p.most}::int) as sent`,
);

const selectSubscribed = statement(
  "relay_subscribed",
  (db, p: Params<{ from: number; to: number; types: readonly string[] }>) =>
    db
      .select({ id: events.id, ...feedColumns })
      .from(events)
      .where(and(gt(events.seq, p.from), lte(events.seq, p.to), sql`${events.type} = any(${p.types})`))
      .orderBy(events.seq)
      .limit(fixedLimit(jobsBatchSize)),
);

const updateDelivered = statement("relay_delivered", (db, p: Params<{ lease: string; position: number }>) =>
  db
    .update(leases)
    .set({ lastSeq: sql`greatest(${leases.lastSeq}, ${p.position}::bigint)` })
    .where(eq(leases.name, p.lease)),
);

/** A burst has one job, which the store is asked for once. */
function isFirst(known: ReadonlyMap<string, string>): (addition: Addition) => boolean {
  const seen = new Set(known.values());
  return ({ job, id }) => job.mergeMs === 0 || (!seen.has(id) && seen.add(id) !== undefined);
}

function additionsOf(row: FeedRow & { id: string }, registry: JobRegistry): Addition[] {
  return registry.subscribersOf(row.type).map((job) => (job.mergeMs > 0 ? burstOf(job) : eventAddition(job, row)));
}

function burstOf(job: Job): Addition {
  return { job, data: {}, ...burstAt(job, Date.now()) };
}

function eventAddition(job: Job, row: FeedRow & { id: string }): Addition {
  return {
    job,
    // One event may start several jobs, each with its own id.
    id: `evt-${row.id}-${job.name}`,
    // The row was written by `emit`, so its data has the type's shape.
    data: {
      id: row.id,
      type: row.type,
      schoolId: row.schoolId,
      studentId: row.studentId,
      data: row.data,
      createdAt: row.createdAt.toISOString(),
    },
  };
}
