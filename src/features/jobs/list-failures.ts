import { sql } from "drizzle-orm";
import { z } from "zod";
import { permissions } from "#src/features/jobs/permissions.ts";
import type { FailuresAnswer, failuresQuery } from "#src/features/jobs/schema.ts";
import { jobActs } from "#src/features/jobs/values.ts";
import { failureCauses } from "#src/lib/failure-causes.ts";
import { decodeCursor, instantKey, pageOf } from "#src/platform/db/cursor.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { jobCommands, jobFailures } from "#src/platform/db/tables/jobs.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** The jobs that failed for good and are kept, the latest first. */
export async function listFailedJobs(
  ctx: UserContext,
  { job, cursor, limit }: z.output<typeof failuresQuery>,
): Promise<FailuresAnswer> {
  authorize(ctx.actor, permissions.operate, {});
  const after = decodeCursor(cursor, ["instant", "text"]);
  const rows = await readAs(ctx.actor, (tx) =>
    tx.query(selectFailures, {
      job: job ?? null,
      afterAt: after?.[0] ?? null,
      afterId: after?.[1] ?? null,
      limit: limit + 1,
    }),
  );
  return pageOf(
    rows,
    limit,
    ({ sortAt: _, addedAt, failedAt, ...row }) => ({
      ...row,
      addedAt: addedAt.toISOString(),
      failedAt: failedAt.toISOString(),
    }),
    (row) => [row.sortAt, row.id],
  );
}

const f = jobFailures;
const c = jobCommands;

type Values = { job: string | null; afterAt: string | null; afterId: string | null; limit: number };

const selectFailures = sqlStatement(
  "job_failures_list",
  z.object({
    id: z.string(),
    job: z.string(),
    cause: z.enum(failureCauses).catch("in_program"),
    fields: z.array(z.string()),
    attempts: z.number(),
    addedAt: z.date(),
    failedAt: z.date(),
    sortAt: z.string(),
    asked: z.enum(jobActs).nullable(),
  }),
  (p: Params<Values>) => sql`
    select ${f.id}, ${f.job}, ${f.cause}, ${f.fields}, ${f.attempts}, ${f.addedAt} as "addedAt",
      ${f.failedAt} as "failedAt", ${instantKey(f.failedAt)} as "sortAt",
      (select ${c.act} from ${c} where ${c.doneAt} is null
        and (${c.target} = ${f.id} or (${c.act} = 'RETRY_ALL' and ${c.target} = ${f.job}))
        order by ${c.requestedAt} limit 1) as asked
    from ${f}
    where (${p.job}::text is null or ${f.job} = ${p.job}::text)
      and (${p.afterAt}::timestamptz is null or (${f.failedAt}, ${f.id}) < (${p.afterAt}::timestamptz, ${p.afterId}))
    order by ${f.failedAt} desc, ${f.id} desc limit ${p.limit}`,
);
