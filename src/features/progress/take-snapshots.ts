import { withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const batchSize = 2000;

/** Keeps today's progress of every student of the zone's schools; a second run of the day finds it kept already. */
export async function takeSnapshots(actor: SystemActor, timeZone: string): Promise<void> {
  for (let taken = batchSize; taken === batchSize; ) {
    const { rowCount } = await withActor(actor, (tx) =>
      tx.query({
        text: `
          insert into progress_snapshots (school_id, user_id, progress_percentage, category_breakdown,
            competencies_completed, competencies_total, snapshot_date)
          select p.school_id, p.student_id,
                 case when p.completed = p.total then 100 else least(99.9, round(p.completed * 100.0 / p.total, 1)) end,
                 p.category_breakdown, p.completed, p.total, now()
          from student_progress p join schools s on s.id = p.school_id
          where s.time_zone = $1 and p.total > 0 and not exists (
            select 1 from progress_snapshots q where q.user_id = p.student_id and q.assignment_id is null
              and q.snapshot_date >= date_trunc('day', now() at time zone $1) at time zone $1)
          order by p.student_id limit ${batchSize}`,
        values: [timeZone],
      }),
    );
    taken = rowCount;
  }
}
