import { sql } from "drizzle-orm";
import { percentageSql } from "#src/features/progress/lines.ts";
import { columns, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { progressSnapshots } from "#src/platform/db/tables/progress-snapshots.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";

const batchSize = 2000;

/**
 * Stores today's progress of every student who takes part in the schools of this time zone; a second run on the same day changes
 * nothing.
 */
export async function takeSnapshots(
  { actor, signal, progress }: Pick<JobContext, "actor" | "signal" | "progress">,
  timeZone: string,
): Promise<void> {
  let done = 0;
  for (let taken = batchSize; taken === batchSize; ) {
    signal.throwIfAborted();
    taken = await withActor(actor, (tx) => tx.query(insertSnapshots, { timeZone }));
    done += taken;
    progress({ done });
  }
}

const p = studentProgress;
const q = progressSnapshots;

const insertSnapshots = sqlWrite(
  "progress_snapshots_insert",
  ({ timeZone }: Params<{ timeZone: string }>) => sql`
    insert into ${q} (${columns(
      ...[q.schoolId, q.userId, q.progressPercentage, q.categoryBreakdown],
      ...[q.competenciesCompleted, q.competenciesTotal, q.snapshotDate],
    )})
    select ${p.schoolId}, ${p.studentId},
           ${percentageSql(p.completed, p.total)},
           ${p.categoryBreakdown}, ${p.completed}, ${p.total}, now()
    from ${p} join ${schools} on ${schools.id} = ${p.schoolId}
    join ${users} on ${users.id} = ${p.studentId} and ${takesPart(users)}
    where ${schools.timeZone} = ${timeZone} and ${p.total} > 0 and not exists (
      select 1 from ${q} where ${q.userId} = ${p.studentId} and ${q.assignmentId} is null
        and ${q.snapshotDate} >= date_trunc('day', now() at time zone ${timeZone}::text) at time zone ${timeZone}::text)
    order by ${p.studentId} limit ${sql.raw(String(batchSize))}`,
);
