import { AppError } from "#src/errors.ts";
import type { HistoryAnswer } from "#src/features/progress/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { readAs } from "#src/platform/db/transaction.ts";

/** A student's daily snapshots with what was expected by each day, and today from the kept-up row. */
export async function readHistory(
  ctx: UserContext,
  query: { studentId?: string | undefined; dateRange?: string | undefined },
): Promise<HistoryAnswer> {
  const studentId = query.studentId ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : undefined);
  if (studentId === undefined) {
    throw new AppError("invalid", "Say whose history.", {
      errors: [{ path: "studentId", message: "is needed, except for one's own" }],
    });
  }
  const [from, to] = query.dateRange?.split("/") ?? [null, null];
  const [points, isKnown] = await readAs(
    ctx.actor,
    (tx) => {
      const lines = tx.query<{ date: string; completed: number; total: number; expected: number }>({
        name: "progress_history",
        text: `
          with days as (
            select (q.snapshot_date at time zone s.time_zone)::date as day, q.competencies_completed as completed,
                   q.competencies_total as total
            from progress_snapshots q join schools s on s.id = q.school_id
            where q.user_id = $1 and q.assignment_id is null
            union
            select (now() at time zone s.time_zone)::date, p.completed, p.total
            from student_progress p join schools s on s.id = p.school_id where p.student_id = $1)
          select d.day::text as date, max(d.completed) as completed, max(d.total) as total,
                 (select count(*)::int from competency_assignments a
                  where a.user_id = $1 and a.status <> 'WITHDRAWN' and a.due_date < d.day + 1) as expected
          from days d
          where ($2::date is null or d.day between $2 and $3)
          group by d.day order by d.day`,
        values: [studentId, from, to],
      });
      const student = tx.query({
        name: "student_known",
        text: "select 1 from users where id = $1 and role = 'STUDENT'",
        values: [studentId],
      });
      return Promise.all([lines.then(({ rows }) => rows), student.then(({ rowCount }) => rowCount === 1)]);
    },
    { subject: { studentId }, what: "progress history", requestId: ctx.requestId },
  );
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return { points };
}
