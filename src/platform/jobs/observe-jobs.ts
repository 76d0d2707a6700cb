import { sql } from "drizzle-orm";
import { z } from "zod";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { leases } from "#src/platform/db/tables/events.ts";
import { jobCounts } from "#src/platform/db/tables/jobs.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import type { StoreReport } from "#src/platform/jobs/store-report.ts";
import { reportLeaseName, workerLeasePrefix } from "#src/platform/jobs/worker-leases.ts";
import { setJobs, setNotificationsDue } from "#src/platform/metrics/metrics.ts";

/**
 * Sets the web process's metrics of the jobs to what the workers last reported. Without any worker they stay as they were
 * reported, beside their age and a count of workers of 0.
 */
export async function observeJobs(): Promise<void> {
  const [[report], [workers], totals, [due]] = await withRole("app_realtime", (tx) =>
    Promise.all([tx.query(selectReport), tx.query(countWorkers), tx.query(selectTotals), tx.query(selectDue)]),
  );
  setJobs({
    lengths: report?.detail?.queue ?? {},
    oldestWaitingSeconds: waitedNow(report?.detail, report?.ageSeconds ?? 0),
    reportAgeSeconds: report?.ageSeconds ?? null,
    workers: workers?.alive ?? 0,
    smsSegments: workers?.smsSegments ?? 0,
    totals,
  });
  setNotificationsDue(due?.waiting ?? 0, due?.seconds ?? 0);
}

/** How many workers reported within 15 s. */
export async function countWorkersAlive(): Promise<number> {
  const [workers] = await withRole("app_realtime", (tx) => tx.query(countWorkers));
  return workers?.alive ?? 0;
}

/** What waited when it was reported has waited on since, unless a worker reported lately. */
function waitedNow(report: Partial<StoreReport> | null | undefined, ageSeconds: number): number {
  const seconds = report?.oldestWaitingSeconds ?? null;
  return seconds === null ? 0 : seconds + ageSeconds;
}

const selectReport = sqlStatement(
  "jobs_report",
  z.object({ detail: z.custom<Partial<StoreReport> | null>(), ageSeconds: z.number().nullable() }),
  () => sql`
    select ${leases.detail} as detail,
      greatest(0, extract(epoch from now() - (${leases.detail} ->> 'reportedAt')::timestamptz))::float8 as "ageSeconds"
    from ${leases} where ${leases.name} = ${sql.raw(`'${reportLeaseName}'`)}`,
);

const countWorkers = sqlStatement(
  "jobs_workers_alive",
  z.object({ alive: z.number(), smsSegments: z.number() }),
  () => sql`
    select count(*)::int as alive,
      coalesce(sum((${leases.detail} ->> 'smsSegments')::int), 0)::int as "smsSegments"
    from ${leases}
    where ${leases.name} like ${sql.raw(`'${workerLeasePrefix}%'`)} and ${leases.expiresAt} > now()`,
);

const count = z.coerce.number();
const selectTotals = sqlStatement(
  "jobs_totals",
  z.object({ job: z.string(), completed: count, retried: count, failed: count, cancelled: count }),
  () => sql`
    select ${jobCounts.job}, ${jobCounts.completed}, ${jobCounts.retried}, ${jobCounts.failed}, ${jobCounts.cancelled}
    from ${jobCounts} where ${jobCounts.minute} = '-infinity'`,
);

const selectDue = sqlStatement(
  "notifications_due",
  z.object({ waiting: z.number(), seconds: z.number().nullable() }),
  () => sql`select waiting, oldest_seconds as seconds from app.notifications_due()`,
);
