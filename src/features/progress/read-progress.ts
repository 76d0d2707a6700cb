import { AppError } from "#src/errors.ts";
import type { ProgressRow } from "#src/features/progress/facts.ts";
import { findProgressRow } from "#src/features/progress/queries.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import type { Activity, Deadline, ProgressAnswer, ProgressQuery } from "#src/features/progress/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { now } from "#src/lib/clock.ts";
import { type Access, readAs, type Tx } from "#src/platform/db/transaction.ts";

/**
 * Progress of one student, or of all students whom a member of staff may see. A student's plain progress is one row
 * read by key; filters read the tables. What the reader may see is decided by the row-level policies.
 */
export async function readProgress(ctx: UserContext, query: ProgressQuery): Promise<ProgressAnswer> {
  const studentId = query.studentId ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : undefined);
  const isFiltered = query.programId !== undefined || query.dateRange !== undefined || query.category !== undefined;
  if (studentId === undefined) return readAggregate(ctx, query);
  const access: Access = { subject: { studentId }, what: "progress", requestId: ctx.requestId };
  if (isFiltered) return readFiltered(ctx, studentId, query, access);
  const isOwn = ctx.actor.role === "STUDENT" && studentId === ctx.actor.userId;
  const [row, isKnown] = await readAs(
    ctx.actor,
    (tx) => Promise.all([findProgressRow(tx, studentId), isOwn || isStudent(tx, studentId)]),
    access,
  );
  if (row) return answerOf(row);
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return nothingAssigned;
}

/** A student to whom nothing was ever assigned has no row. */
const nothingAssigned: ProgressAnswer = {
  totalCompetencies: 0,
  completedCompetencies: 0,
  progressPercentage: null,
  categoryBreakdown: [],
  recentActivities: [],
  upcomingDeadlines: [],
};

async function isStudent(tx: Tx, id: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "progress_student",
    text: "select 1 from users where id = $1 and role = 'STUDENT'",
    values: [id],
  });
  return rowCount === 1;
}

function answerOf(row: ProgressRow): ProgressAnswer {
  return {
    totalCompetencies: row.total,
    completedCompetencies: row.completed,
    progressPercentage: overallProgress(row.completed, row.total),
    categoryBreakdown: row.categoryBreakdown,
    recentActivities: row.recentActivities,
    upcomingDeadlines: shownDeadlines(row.upcomingDeadlines),
  };
}

/** OVERDUE is a matter of the moment, so it is derived when read. */
function shownDeadlines(deadlines: Deadline[]): Deadline[] {
  const at = now().toISOString();
  return deadlines.map((line) => (line.dueDate < at ? { ...line, status: "OVERDUE" } : line));
}

type FilteredRow = {
  known: boolean;
  categories: { category: string; completed: number; total: number }[] | null;
  activities: Activity[] | null;
  deadlines: Deadline[] | null;
};

/** `dateRange` narrows activities, never totals; its last day is included, in the school's time zone. */
async function readFiltered(
  ctx: UserContext,
  studentId: string,
  query: ProgressQuery,
  access: Access,
): Promise<ProgressAnswer> {
  const row = await readAs(ctx.actor, async (tx) => (await queryFiltered(tx, { ...query, studentId })).rows[0], access);
  if (!row?.known) throw new AppError("not_found", "There is no such student.");
  return filteredAnswer(row);
}

/** Staff without a student: all whom they may see, from the students' kept-up rows. */
async function readAggregate(ctx: UserContext, query: ProgressQuery): Promise<ProgressAnswer> {
  const row = await readAs(ctx.actor, async (tx) => (await queryFiltered(tx, query)).rows[0]);
  if (!row) throw new Error("the aggregate always has a row");
  return filteredAnswer(row);
}

function filteredAnswer(row: FilteredRow): ProgressAnswer {
  const categories = row.categories ?? [];
  const total = categories.reduce((sum, line) => sum + line.total, 0);
  const completed = categories.reduce((sum, line) => sum + line.completed, 0);
  return {
    totalCompetencies: total,
    completedCompetencies: completed,
    progressPercentage: overallProgress(completed, total),
    categoryBreakdown: categories.map((line) => ({
      ...line,
      percentage: overallProgress(line.completed, line.total),
    })),
    recentActivities: (row.activities ?? []).map((line) => ({ ...line, date: new Date(line.date).toISOString() })),
    upcomingDeadlines: shownDeadlines(
      (row.deadlines ?? []).map((line) => ({ ...line, dueDate: new Date(line.dueDate).toISOString() })),
    ),
  };
}

function queryFiltered(tx: Tx, query: ProgressQuery) {
  const [from, to] = query.dateRange?.split("/") ?? [null, null];
  return tx.query<FilteredRow>({
    name: "progress_filtered",
    text: `
      with students as materialized (
        select u.id, u.name, sc.time_zone from users u join schools sc on sc.id = u.school_id
        where u.role = 'STUDENT' and ($1::text is null or u.id = $1)),
      categories as (
        select b->>'category' as category, sum((b->>'completed')::int)::int as completed, sum((b->>'total')::int)::int as total
        from student_progress p join students st on st.id = p.student_id, jsonb_array_elements(p.category_breakdown) b
        where $2::text is null and ($3::text is null or b->>'category' = $3)
        group by 1
        union all
        select c.category, (count(*) filter (where a.status in ('ACHIEVED', 'APPROVED')))::int, count(*)::int
        from competency_assignments a join students st on st.id = a.user_id
        join competencies c on c.id = a.competency_id
        where $2::text is not null and c.program_id = $2 and a.status <> 'WITHDRAWN'
          and ($3::text is null or c.category = $3)
        group by 1),
      activities as (
        select s.observed_at, s.id, json_build_object('id', s.id, 'studentId', s.student_id, 'studentName', st.name,
                 'competencyId', c.id, 'competencyName', c.name, 'rating', coalesce(e.overall_rating, e.rubric_result),
                 'ratingLabel', (select l->>'label' from jsonb_array_elements(rs.levels) l
                                 where (l->>'value')::numeric = coalesce(e.overall_rating, e.rubric_result)),
                 'maxRating', rs.max_value, 'scaleKind', rs.kind, 'date', s.observed_at,
                 'evaluator', coalesce(u.name, e.guest_name, '')) as line
        from assessments s join students st on st.id = s.student_id
        join evaluations e on e.assessment_id = s.id and e.state = 'SIGNED' and not e.is_self
        join competencies c on c.id = s.competency_id
        join rating_scales rs on rs.id = c.rating_scale_id
        left join users u on u.id = e.evaluator_id
        where s.status in ('SUBMITTED', 'APPROVED') and ($2::text is null or c.program_id = $2)
          and ($3::text is null or c.category = $3)
          and ($4::date is null or (s.observed_at >= ($4::date)::timestamp at time zone st.time_zone
               and s.observed_at < ($5::date + 1)::timestamp at time zone st.time_zone))
        order by s.observed_at desc, s.id desc limit 10),
      deadlines as (
        select a.due_date, a.id, json_build_object('assignmentId', a.id, 'competencyId', c.id,
                 'competencyName', c.name, 'dueDate', a.due_date, 'status', a.status) as line
        from competency_assignments a join students st on st.id = a.user_id
        join competencies c on c.id = a.competency_id
        where a.due_date is not null and a.status in ('NOT_STARTED', 'IN_PROGRESS', 'EXPIRED')
          and ($2::text is null or c.program_id = $2) and ($3::text is null or c.category = $3)
        order by a.due_date, a.id limit 10)
      select exists (select 1 from students) as known,
             (select json_agg(json_build_object('category', category, 'completed', completed, 'total', total)
                     order by category collate "C") from categories) as categories,
             (select json_agg(line order by observed_at desc, id desc) from activities) as activities,
             (select json_agg(line order by due_date, id) from deadlines) as deadlines`,
    values: [query.studentId ?? null, query.programId ?? null, query.category ?? null, from, to],
  });
}
