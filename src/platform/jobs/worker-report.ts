import { hostname } from "node:os";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { describeLease, takeLease } from "#src/platform/db/leases.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { leases } from "#src/platform/db/tables/events.ts";
import { jobCounts, jobFailures } from "#src/platform/db/tables/jobs.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { JobQueue, Outcome } from "#src/platform/jobs/queue.ts";
import { type Failure, listFailures, reportStore, type StoreReport } from "#src/platform/jobs/store-report.ts";
import { reportLeaseName, type WorkerDetail, workerLeasePrefix } from "#src/platform/jobs/worker-leases.ts";
import { smsSegmentsSent } from "#src/platform/metrics/metrics.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const lastsMs = 15_000;
const failuresAtOnce = 200;

type Counts = Record<Outcome, number>;

/**
 * What a worker writes into the database about itself and the jobs, for the web processes, which have no right on the
 * store: each worker that it runs and its counts, one of them what the store holds.
 */
export class WorkerReport {
  readonly #actor: SystemActor;
  readonly #holder: string;
  readonly #startedAt = new Date().toISOString();
  #counts = new Map<string, Counts>();
  #leads = false;
  /** Of the failures that are written already, when each failed. */
  #written = new Map<string, number>();

  constructor(actor: SystemActor, holder: string) {
    this.#actor = actor;
    this.#holder = holder;
  }

  count(job: string, outcome: Outcome): void {
    const counts = this.#counts.get(job) ?? { completed: 0, retried: 0, failed: 0, cancelled: 0 };
    counts[outcome] += 1;
    this.#counts.set(job, counts);
  }

  async beat(queue: JobQueue): Promise<void> {
    const detail: WorkerDetail = {
      host: hostname(),
      pid: process.pid,
      startedAt: this.#startedAt,
      store: queue.store,
      running: queue.running(),
      smsSegments: smsSegmentsSent(),
    };
    const own = workerLeasePrefix + this.#holder;
    await this.#writeCounts();
    const leads = await withActor(this.#actor, async (tx) => {
      await takeLease(tx, own, this.#holder, lastsMs);
      await describeLease(tx, own, this.#holder, detail);
      return takeLease(tx, reportLeaseName, this.#holder, lastsMs);
    });
    if (leads && !this.#leads) this.#written = await this.#readWritten();
    this.#leads = leads;
    if (leads) await this.#describeStore(queue);
  }

  /** This worker is over, and another may report at once. */
  async end(): Promise<void> {
    await this.#writeCounts();
    await withActor(this.#actor, (tx) => {
      tx.send(deleteLeases, { holder: this.#holder });
    });
  }

  async #describeStore(queue: JobQueue): Promise<void> {
    const report = await reportStore(queue.stored());
    await this.#writeFailures(queue, report);
    await withActor(this.#actor, async (tx) => {
      await describeLease(tx, reportLeaseName, this.#holder, {
        ...report,
        store: queue.store,
        reportedAt: new Date().toISOString(),
      });
      tx.send(deleteDead);
    });
  }

  /** Counts that could not be written are written with the next. */
  async #writeCounts(): Promise<void> {
    if (this.#counts.size === 0) return;
    const written = this.#counts;
    this.#counts = new Map();
    try {
      const lines = [...written].map(([job, counts]) => ({ job, ...counts }));
      await withActor(this.#actor, (tx) => tx.send(addCounts, { lines: JSON.stringify(lines) }));
    } catch (error) {
      for (const [job, counts] of written) {
        const since = this.#counts.get(job);
        this.#counts.set(job, since ? sumOf(counts, since) : counts);
      }
      throw error;
    }
  }

  /** The latest first, until all of a page are known; then those that are no longer in the store are taken out. */
  async #writeFailures(queue: JobQueue, { queue: lengths }: StoreReport): Promise<void> {
    const total = lengths.failed ?? 0;
    for (let start = 0; start < total; start += failuresAtOnce) {
      const page = await listFailures(queue.stored(), start, start + failuresAtOnce - 1);
      const fresh = page.filter(({ id, failedAt }) => this.#written.get(id) !== failedAt.getTime());
      if (fresh.length === 0) break;
      await this.#keep(fresh);
    }
    if (this.#written.size !== total) await this.#dropGone(queue);
  }

  async #keep(failures: readonly Failure[]): Promise<void> {
    await withActor(this.#actor, (tx) => tx.send(upsertFailures, { lines: JSON.stringify(failures) }));
    for (const { id, failedAt } of failures) this.#written.set(id, failedAt.getTime());
  }

  async #dropGone(queue: JobQueue): Promise<void> {
    const kept = new Set<string>();
    for (let start = 0; ; start += failuresAtOnce) {
      const page = await listFailures(queue.stored(), start, start + failuresAtOnce - 1);
      for (const { id } of page) kept.add(id);
      if (page.length === 0) break;
    }
    const gone = [...this.#written.keys()].filter((id) => !kept.has(id));
    if (gone.length === 0) return;
    await withActor(this.#actor, (tx) => tx.send(deleteFailures, { ids: gone }));
    for (const id of gone) this.#written.delete(id);
  }

  async #readWritten(): Promise<Map<string, number>> {
    const rows = await withActor(this.#actor, (tx) => tx.query(selectWritten));
    return new Map(rows.map(({ id, failedAt }) => [id, failedAt.getTime()]));
  }
}

function sumOf(a: Counts, b: Counts): Counts {
  return {
    completed: a.completed + b.completed,
    retried: a.retried + b.retried,
    failed: a.failed + b.failed,
    cancelled: a.cancelled + b.cancelled,
  };
}

const c = jobCounts;

/** In one order, so that two workers that write at once do not wait for each other. */
const addCounts = sqlWrite(
  "job_counts_add",
  (p: Params<{ lines: string }>) => sql`
    insert into ${c} (${columns(c.job, c.minute, c.completed, c.retried, c.failed, c.cancelled)})
    select l.job, m.minute, l.completed, l.retried, l.failed, l.cancelled
    from jsonb_to_recordset(${p.lines}::jsonb)
      as l (job text, completed bigint, retried bigint, failed bigint, cancelled bigint),
      (values ('-infinity'::timestamptz), (date_trunc('minute', now()))) as m (minute)
    order by l.job, m.minute
    on conflict (job, minute) do update set completed = ${c.completed} + excluded.completed,
      retried = ${c.retried} + excluded.retried, failed = ${c.failed} + excluded.failed,
      cancelled = ${c.cancelled} + excluded.cancelled`,
);

const f = jobFailures;

const upsertFailures = sqlWrite(
  "job_failures_upsert",
  (p: Params<{ lines: string }>) => sql`
    insert into ${f} (${columns(f.id, f.job, f.cause, f.fields, f.attempts, f.addedAt, f.failedAt)})
    select l.id, l.job, l.cause, l.fields, l.attempts, l."addedAt", l."failedAt"
    from jsonb_to_recordset(${p.lines}::jsonb)
      as l (id text, job text, cause text, fields text[], attempts integer, "addedAt" timestamptz, "failedAt" timestamptz)
    order by l.id
    on conflict (id) do update set cause = excluded.cause, fields = excluded.fields, attempts = excluded.attempts,
      added_at = excluded.added_at, failed_at = excluded.failed_at`,
);

export const deleteFailures = sqlWrite(
  "job_failures_delete",
  (p: Params<{ ids: readonly string[] }>) => sql`delete from ${f} where ${f.id} = any(${p.ids})`,
);

const selectWritten = sqlStatement(
  "job_failures_written",
  z.object({ id: z.string(), failedAt: z.date() }),
  () => sql`select ${f.id}, ${f.failedAt} as "failedAt" from ${f}`,
);

/** Its own line goes; the report of the store stays, as the last that is known. */
const deleteLeases = sqlWrite(
  "worker_leases_delete",
  (p: Params<{ holder: string }>) => sql`
    with over as (
      update ${leases} set expires_at = '-infinity'
      where ${leases.name} = ${sql.raw(`'${reportLeaseName}'`)} and ${leases.holder} = ${p.holder})
    delete from ${leases} where ${leases.name} = ${sql.raw(`'${workerLeasePrefix}'`)} || ${p.holder}`,
);

/** Workers that died without a word are shown for a while. */
const deleteDead = sqlWrite(
  "worker_leases_delete_dead",
  () => sql`
    delete from ${leases} where ${leases.name} like ${sql.raw(`'${workerLeasePrefix}%'`)}
      and ${leases.expiresAt} < now() - interval '10 minutes'`,
);
