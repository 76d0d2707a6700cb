import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "#src/lib/ids.ts";
import type { Bus } from "#src/platform/bus/bus.ts";
import { releaseLease, takeLease } from "#src/platform/db/leases.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { DeliveredEvent } from "#src/platform/jobs/job.ts";
import type { Addition } from "#src/platform/jobs/queue.ts";
import type { JobRegistry } from "#src/platform/jobs/registry.ts";
import { log } from "#src/platform/log/log.ts";
import { countEventsNumbered } from "#src/platform/metrics/metrics.ts";
import { systemActor } from "#src/policy/actor.ts";

const leaseName = "relay";
/** How far jobs were added; a row of its own, so that numbering never waits for the jobs. */
const jobsCursorName = "relay.jobs";
const leaseMs = 5_000;
const renewEveryMs = 1_500;
const pollMs = 500;
/** Between two numberings, so that a burst becomes batches. */
const pauseMs = 10;
const batchSize = 2_000;
const jobsBatchSize = 500;
const keepPositionEvery = 1_000;

const actor = systemActor("relay");

export type RelayParts = {
  bus: Bus;
  registry: JobRegistry;
  addJobs(additions: readonly Addition[]): Promise<void>;
};

/**
 * Gives every committed event its number and hands it on: to the sockets' feed by a signal, to the jobs that it calls
 * for. One relay in all processes does so at a time, so numbers become visible in their order and a reader that knows
 * the last one misses none. (A sequence would number in the order of insertion, which is not that of commits.)
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
  #delivering: Promise<void> | undefined;
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
    if (this.#delivered !== undefined) await this.#keepDelivered(this.#delivered).catch(() => {});
    if (this.#leads) await withActor(actor, (tx) => releaseLease(tx, leaseName, this.#holder)).catch(() => {});
    this.#leads = false;
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

  /** Until a signal, or for so long. */
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
    this.#leads = await withActor(actor, (tx) => takeLease(tx, leaseName, this.#holder, leaseMs));
    this.#renewedAt = askedAt;
    if (led && !this.#leads) log.warn("the relay lost its lease to another process");
    if (!this.#leads || led) return;
    log.info("the relay leads");
    await this.#takeOver();
  }

  /** Numbers go on after the highest ever given, and jobs after the last event that was handed on. */
  async #takeOver(): Promise<void> {
    const { rows } = await withActor(actor, async (tx) => {
      void tx.query({
        text: `update leases set last_seq = greatest(last_seq, (select coalesce(max(seq), 0) from events))
               where name = $1 and holder = $2`,
        values: [leaseName, this.#holder],
      });
      void tx.query({
        text: `insert into leases (name, holder, expires_at) values ($1, 'relay', 'infinity') on conflict do nothing`,
        values: [jobsCursorName],
      });
      return tx.query<{ highest: string; delivered: string }>({
        text: `select (select last_seq from leases where name = $1) as highest,
                      (select last_seq from leases where name = $2) as delivered`,
        values: [leaseName, jobsCursorName],
      });
    });
    this.#highest = Number(rows[0]?.highest ?? 0);
    this.#delivered = Number(rows[0]?.delivered ?? 0);
    this.#deliveredKept = this.#delivered;
    this.#deliver();
  }

  /** Numbers a batch. Returns whether there may be more. */
  async #pass(): Promise<boolean> {
    const { rows } = await withActor(actor, (tx) =>
      tx.query<{ numbered: number; highest: string | null; is_held: boolean }>(numberEvents(this.#holder)),
    );
    const [outcome] = rows;
    if (!outcome || outcome.numbered === 0) {
      if (outcome && !outcome.is_held) this.#leads = false;
      this.#deliver();
      return false;
    }
    this.#highest = Number(outcome.highest);
    this.#parts.bus.publish("realtime", String(this.#highest));
    countEventsNumbered(outcome.numbered);
    this.#deliver();
    return outcome.numbered === batchSize;
  }

  /** Beside the numbering: a store of jobs that is slow or away does not keep the sockets waiting. */
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
   * The position is written after the jobs were added: after a crash in between they are added again, under the ids
   * they had. It only grows, so a relay that lost its lease in the middle does no harm.
   */
  async #addJobs(): Promise<void> {
    const [from = 0, to] = [this.#delivered, this.#highest];
    const { subscribedTypes } = this.#parts.registry;
    const { rows } = await withActor(actor, (tx) => tx.query<EventRow>(eventsBetween(from, to, subscribedTypes)));
    await this.#parts.addJobs(rows.flatMap((row) => additionsOf(row, this.#parts.registry)));
    const last = rows.length === jobsBatchSize ? Number(rows.at(-1)?.seq) : to;
    // Also where nobody asked for the events: one who asks later must not be given what is long past.
    if (rows.length > 0 || last - this.#deliveredKept >= keepPositionEvery) await this.#keepDelivered(last);
    this.#delivered = last;
  }

  async #keepDelivered(position: number): Promise<void> {
    await withActor(actor, (tx) =>
      tx.query({
        name: "relay_delivered",
        text: "update leases set last_seq = greatest(last_seq, $2::bigint) where name = $1",
        values: [jobsCursorName, position],
      }),
    );
    this.#deliveredKept = position;
  }
}

/**
 * One statement: the lease is proved and its row locked, so of two relays that both believe to lead one waits and then
 * finds that it does not. Nothing is written where nothing waits for a number.
 */
function numberEvents(holder: string) {
  return {
    name: "relay_number",
    text: `
      with pending as materialized (
        select id, row_number() over (order by id) as place
        from (select id from events where seq is null order by id limit ${batchSize}) first),
      held as (
        update leases set last_seq = last_seq + (select count(*) from pending),
                          expires_at = clock_timestamp() + interval '${leaseMs} milliseconds'
        where name = $1 and holder = $2 and exists (select from pending)
        returning last_seq),
      numbered as (
        update events set seq = held.last_seq - (select count(*) from pending) + pending.place
        -- Without a number already said, so that the index of those finds them also in a table without statistics.
        from pending, held where events.id = pending.id and events.seq is null
        returning 1)
      select (select count(*) from numbered)::int as numbered, (select last_seq from held) as highest,
             exists (select from leases where name = $1 and holder = $2) as is_held`,
    values: [leaseName, holder],
  };
}

type EventRow = {
  id: string;
  seq: string;
  type: string;
  school_id: string;
  student_id: string | null;
  data: Record<string, unknown>;
  created_at: Date;
};

function eventsBetween(from: number, to: number, types: readonly string[]) {
  return {
    name: "relay_subscribed",
    text: `select id, seq, type, school_id, student_id, data, created_at from events
           where seq > $1 and seq <= $2 and type = any($3) order by seq limit ${jobsBatchSize}`,
    values: [from, to, types],
  };
}

function additionsOf(row: EventRow, registry: JobRegistry): Addition[] {
  return registry.subscribersOf(row.type).map((job) => ({
    job,
    // One event may call for several jobs, each with an id of its own.
    id: `evt-${row.id}-${job.name}`,
    // `emit` wrote the row, and with it data of the type's shape.
    data: {
      id: row.id,
      type: row.type,
      schoolId: row.school_id,
      studentId: row.student_id,
      data: row.data,
      createdAt: row.created_at.toISOString(),
    } as DeliveredEvent,
  }));
}
