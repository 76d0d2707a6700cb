import { newId } from "#src/lib/ids.ts";
import { wakeRelay } from "#src/platform/bus/bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/** How long before a due date its student hears of it. */
const noticeDays = 7;
const batchSize = 500;

type Due = {
  key: string;
  assignment_id: string;
  school_id: string;
  user_id: string;
  competency_id: string;
  competency_name: string;
  due_date: Date;
};

/** Tells students of competencies that fall due soon: once for each due date, with a notification and an event. */
export async function remindOfDeadlines(actor: SystemActor, timeZone: string): Promise<void> {
  for (let told = batchSize; told === batchSize; ) {
    told = await withActor(actor, async (tx) => {
      const { rows } = await tx.query<Due>({
        text: `
          with due as (
            select a.id || '@' || extract(epoch from a.due_date)::bigint as key, a.id as assignment_id, a.school_id,
                   a.user_id, a.competency_id, c.name as competency_name, a.due_date
            from competency_assignments a
            join schools s on s.id = a.school_id and s.time_zone = $1
            join competencies c on c.id = a.competency_id
            where a.status in ('NOT_STARTED', 'IN_PROGRESS')
              and a.due_date between now() and now() + make_interval(days => ${noticeDays})),
          fresh as (
            insert into processed_events (handler, event_id)
            select 'progress.remind', key from due d
            where not exists (select 1 from processed_events p where p.handler = 'progress.remind' and p.event_id = d.key)
            order by key limit ${batchSize}
            on conflict do nothing returning event_id)
          select d.* from due d join fresh f on f.event_id = d.key`,
        values: [timeZone],
      });
      if (rows.length === 0) return 0;
      void tx.query({
        text: `insert into notification_queue (id, school_id, user_id, type, subject, content, payload)
               select * from unnest($1::text[], $2::text[], $3::text[],
                 array_fill('DEADLINE_REMINDER'::text, array[cardinality($1)]),
                 array_fill('Due soon'::text, array[cardinality($1)]), $4::text[], $5::jsonb[])`,
        values: [
          rows.map(() => newId()),
          rows.map((row) => row.school_id),
          rows.map((row) => row.user_id),
          rows.map((row) => `${row.competency_name} is due soon.`),
          rows.map((row) => JSON.stringify({ assignmentId: row.assignment_id, dueDate: row.due_date.toISOString() })),
        ],
      });
      emit(
        tx,
        rows.map((row) => ({
          type: "deadline.approaching" as const,
          schoolId: row.school_id,
          studentId: row.user_id,
          data: {
            studentId: row.user_id,
            assignmentId: row.assignment_id,
            competencyId: row.competency_id,
            competencyName: row.competency_name,
            dueDate: row.due_date.toISOString(),
          },
        })),
      );
      return rows.length;
    });
    if (told > 0) wakeRelay();
  }
}
