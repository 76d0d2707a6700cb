import { sql } from "drizzle-orm";
import { z } from "zod";
import { permissions } from "#src/features/jobs/permissions.ts";
import type { JobKind, JobsAnswer } from "#src/features/jobs/schema.ts";
import { rateMinutes } from "#src/features/jobs/values.ts";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { leases } from "#src/platform/db/tables/events.ts";
import { jobCommands, jobCounts, jobFailures } from "#src/platform/db/tables/jobs.ts";
import { readAs, withRole } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { StoreReport } from "#src/platform/jobs/store-report.ts";
import { reportLeaseName, type WorkerDetail, workerLeasePrefix } from "#src/platform/jobs/worker-leases.ts";
import { authorize } from "#src/policy/authorize.ts";

/** The jobs and workers of the program, as the workers last reported. */
export async function readJobs(ctx: UserContext): Promise<JobsAnswer> {
  authorize(ctx.actor, permissions.operate, {});
  const [[[reported], workers], [kinds, asked]] = await Promise.all([
    withRole("app_realtime", (tx) => Promise.all([tx.query(selectReport), tx.query(selectWorkers)])),
    readAs(ctx.actor, (tx) => Promise.all([tx.query(selectKinds), tx.query(selectAsked)])),
  ]);
  const report = reported?.detail ?? null;
  const cancelling = new Set(asked.map(({ target }) => target));
  const running = workers.flatMap(({ isAlive, detail }) => (isAlive ? detail.running : []));
  const queue = report?.queue ?? {};
  return {
    store: report?.store ?? null,
    reportedAt: report?.reportedAt ?? null,
    counts: {
      waiting: queue.waiting ?? 0,
      running: queue.active ?? 0,
      delayed: queue.delayed ?? 0,
      failed: queue.failed ?? 0,
    },
    oldestWaitingSeconds: report?.oldestWaitingSeconds ?? null,
    kinds: kindsOf(report, kinds, running),
    workers: workers.map(({ id, seenAt, isAlive, detail }) => ({
      id,
      host: detail.host,
      pid: detail.pid,
      startedAt: detail.startedAt,
      seenAt: seenAt.toISOString(),
      isAlive,
      running: isAlive ? detail.running.map((job) => ({ ...job, isCancelling: cancelling.has(job.id) })) : [],
    })),
    upcoming: (report?.upcoming ?? []).map((job) => ({ ...job, isCancelling: cancelling.has(job.id) })),
    schedules: report?.schedules ?? [],
  };
}

type Counted = z.output<typeof countedKind>;

function kindsOf(report: Report | null, counted: readonly Counted[], running: WorkerDetail["running"]): JobKind[] {
  const byName = new Map(counted.map((kind) => [kind.job, kind]));
  const names = new Set([
    ...byName.keys(),
    ...Object.keys(report?.kinds ?? {}),
    ...(report?.schedules ?? []).map(({ job }) => job),
    ...running.map(({ job }) => job),
  ]);
  return [...names].sort().map((job) => {
    const waiting = report?.kinds[job];
    const known = byName.get(job);
    return {
      job,
      waiting: waiting?.waiting ?? 0,
      oldestWaitingSeconds: waiting?.oldestWaitingSeconds ?? null,
      running: running.filter((one) => one.job === job).length,
      failed: known?.kept ?? 0,
      perMinute: {
        completed: (known?.completed ?? 0) / rateMinutes,
        retried: (known?.retried ?? 0) / rateMinutes,
        failed: (known?.failed ?? 0) / rateMinutes,
      },
    };
  });
}

type Report = StoreReport & { store: "postgres" | "redis"; reportedAt: string };

const selectReport = sqlStatement(
  "jobs_page_report",
  // As the worker wrote it.
  z.object({ detail: z.custom<Report | null>() }),
  () => sql`
    select case when ${leases.detail} ? 'reportedAt' then ${leases.detail} end as detail from ${leases}
    where ${leases.name} = ${sql.raw(`'${reportLeaseName}'`)}`,
);

const selectWorkers = sqlStatement(
  "jobs_page_workers",
  z.object({ id: z.string(), seenAt: z.date(), isAlive: z.boolean(), detail: z.custom<WorkerDetail>() }),
  () => sql`
    select ${leases.holder} as id, ${leases.expiresAt} - interval '15 seconds' as "seenAt",
      ${leases.expiresAt} > now() as "isAlive", ${leases.detail} as detail
    from ${leases} where ${leases.name} like ${sql.raw(`'${workerLeasePrefix}%'`)} and ${leases.detail} is not null
    order by ${leases.detail} ->> 'startedAt', ${leases.holder} limit 200`,
);

const count = z.coerce.number();
const countedKind = z.object({ job: z.string(), completed: count, retried: count, failed: count, kept: count });

const selectKinds = sqlStatement(
  "jobs_page_kinds",
  countedKind,
  () => sql`
    with lately as (
      select ${jobCounts.job}, sum(${jobCounts.completed}) as completed, sum(${jobCounts.retried}) as retried,
        sum(${jobCounts.failed}) as failed
      from ${jobCounts} where ${jobCounts.minute} > now() - make_interval(mins => ${sql.raw(String(rateMinutes))})
      group by 1),
    kept as (select ${jobFailures.job}, count(*) as kept from ${jobFailures} group by 1),
    known as (
      select ${jobCounts.job} from ${jobCounts} where ${jobCounts.minute} = '-infinity'
      union select job from kept)
    select known.job, coalesce(lately.completed, 0) as completed, coalesce(lately.retried, 0) as retried,
      coalesce(lately.failed, 0) as failed, coalesce(kept.kept, 0) as kept
    from known left join lately using (job) left join kept using (job)`,
);

const selectAsked = sqlStatement(
  "jobs_page_asked",
  z.object({ target: z.string() }),
  () => sql`
    select ${jobCommands.target} from ${jobCommands} where ${jobCommands.doneAt} is null and ${jobCommands.act} = 'CANCEL'`,
);
