import type { Activity, CategoryProgress, Deadline } from "#src/features/progress/schema.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The kept-up row of one student: what the progress answer is made of, without a scan. */
export type ProgressRow = {
  student_id: string;
  school_id: string;
  total: number;
  completed: number;
  category_breakdown: CategoryProgress[];
  recent_activities: Activity[];
  upcoming_deadlines: Deadline[];
  version: string;
};

/** How many recent assessments and open due dates the kept-up row carries. */
export const recentLimit = 10;
export const deadlineLimit = 10;

const progressColumns =
  "student_id, school_id, total, completed, category_breakdown, recent_activities, upcoming_deadlines, version";

export async function findProgressRow(tx: Tx, studentId: string): Promise<ProgressRow | undefined> {
  const { rows } = await tx.query<ProgressRow>({
    name: "progress_find",
    text: `select ${progressColumns} from student_progress where student_id = $1`,
    values: [studentId],
  });
  return rows[0];
}

/** Every change to a student's progress waits here: changes of one student happen one after another. */
export async function lockProgressRow(tx: Tx, studentId: string): Promise<ProgressRow | undefined> {
  const { rows } = await tx.query<ProgressRow>({
    name: "progress_lock",
    text: `select ${progressColumns} from student_progress where student_id = $1 for update`,
    values: [studentId],
  });
  return rows[0];
}

/** Locks many students in id order, so that two jobs over the same students cannot deadlock. Makes missing rows. */
export async function lockProgressRows(tx: Tx, studentIds: readonly string[]): Promise<void> {
  const sorted = [...studentIds].sort();
  await tx.query({
    text: `insert into student_progress (student_id, school_id)
           select id, school_id from users where id = any($1) order by id
           on conflict (student_id) do nothing`,
    values: [sorted],
  });
  await tx.query({
    text: "select 1 from student_progress where student_id = any($1) order by student_id for update",
    values: [sorted],
  });
}

/** An instant as the API prints it; the same text as Date's toISOString. */
const isoText = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Up to ten open due dates, soonest first; the status OVERDUE is derived when read. */
export const openDeadlinesSql = (student: string) => `
  coalesce((select jsonb_agg(d.line order by d.due_date, d.id) from (
     select a.due_date, a.id, jsonb_build_object('assignmentId', a.id, 'competencyId', a.competency_id,
              'competencyName', c.name, 'dueDate', ${isoText("a.due_date")}, 'status', a.status) as line
     from competency_assignments a join competencies c on c.id = a.competency_id
     where a.user_id = ${student} and a.due_date is not null and a.status in ('NOT_STARTED', 'IN_PROGRESS', 'EXPIRED')
     order by a.due_date, a.id limit ${deadlineLimit}) d), '[]'::jsonb)`;

/** The ten newest signed assessments, as lines of history. */
const recentActivitiesSql = (student: string) => `
  coalesce((select jsonb_agg(r.line order by r.observed_at desc, r.id desc) from (
     select s.observed_at, s.id, jsonb_build_object('id', s.id, 'competencyId', s.competency_id,
              'competencyName', c.name, 'rating', coalesce(e.overall_rating, e.rubric_result),
              'ratingLabel', (select l->>'label' from jsonb_array_elements(rs.levels) l
                              where (l->>'value')::numeric = coalesce(e.overall_rating, e.rubric_result)),
              'maxRating', rs.max_value, 'scaleKind', rs.kind,
              'date', ${isoText("s.observed_at")}, 'evaluator', coalesce(u.name, e.guest_name, '')) as line
     from assessments s
     join evaluations e on e.assessment_id = s.id and e.state = 'SIGNED' and not e.is_self
     join competencies c on c.id = s.competency_id
     join rating_scales rs on rs.id = c.rating_scale_id
     left join users u on u.id = e.evaluator_id
     where s.student_id = ${student} and s.status in ('SUBMITTED', 'APPROVED')
     order by s.observed_at desc, s.id desc limit ${recentLimit}) r), '[]'::jsonb)`;

/**
 * Writes the kept-up rows anew from assignments and evaluations. Used where many things change at once (a
 * deployment, the demo school) and by the recount that proves the rows right. The caller holds the locks.
 */
export async function rebuildProgress(tx: Tx, studentIds: readonly string[]): Promise<void> {
  await tx.query({
    text: `
      with counts as (
        select a.user_id, c.category, count(*)::int as total,
               count(*) filter (where a.status in ('ACHIEVED', 'APPROVED'))::int as completed
        from competency_assignments a join competencies c on c.id = a.competency_id
        where a.user_id = any($1) and a.status <> 'WITHDRAWN'
        group by a.user_id, c.category),
      totals as (
        select user_id, sum(total)::int as total, sum(completed)::int as completed,
               jsonb_agg(jsonb_build_object('category', category, 'completed', completed, 'total', total,
                 'percentage', case when completed = total then 100
                   else least(99.9, round(completed * 100.0 / total, 1)) end) order by category collate "C") as breakdown
        from counts group by user_id)
      update student_progress p
      set total = coalesce(t.total, 0), completed = coalesce(t.completed, 0),
          category_breakdown = coalesce(t.breakdown, '[]'::jsonb),
          recent_activities = ${recentActivitiesSql("p.student_id")},
          upcoming_deadlines = ${openDeadlinesSql("p.student_id")},
          version = p.version + 1, updated_at = now()
      from (select unnest($1::text[]) collate "C" as student_id) s left join totals t on t.user_id = s.student_id
      where p.student_id = s.student_id`,
    values: [studentIds],
  });
}
