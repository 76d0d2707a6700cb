import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { a, c, rs, s } from "#src/features/progress/evidence.ts";
import { deadlineLimit, type ProgressRow, recentLimit } from "#src/features/progress/facts.ts";
import { activityLine, deadlineLine, joinJudged } from "#src/features/progress/lines.ts";
import { shownStatus } from "#src/features/progress/overdue.ts";
import { findProgressRow, isKnownStudent } from "#src/features/progress/queries.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import type {
  Activity,
  CategoryProgress,
  Deadline,
  ProgressAnswer,
  ProgressQuery,
  StoredDeadline,
} from "#src/features/progress/schema.ts";
import { completedStatuses, unfinishedStatuses } from "#src/features/progress/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import type { Access } from "#src/platform/db/access-row.ts";
import { hasText, ofStudent } from "#src/platform/db/access-row.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { isCounted } from "#src/platform/db/taking-part.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * Progress of one student, or of all students whom a member of staff may see. A student's unfiltered progress is one
 * row read by key; filters read the tables. The row-level policies decide what the reader may see.
 */
export async function readProgress(ctx: UserContext, query: ProgressQuery): Promise<ProgressAnswer> {
  const studentId = query.studentId ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : undefined);
  const isFiltered = query.programId !== undefined || query.dateRange !== undefined || query.category !== undefined;
  if (studentId === undefined) return readAggregate(ctx, query);
  const access: Access = { subject: ofStudent(studentId), what: "progress", requestId: ctx.requestId };
  if (isFiltered) return readFiltered(ctx, studentId, query, access);
  const isOwn = ctx.actor.role === "STUDENT" && studentId === ctx.actor.userId;
  const [row, isKnown] = await readAs(
    ctx.actor,
    (tx) => Promise.all([findProgressRow(tx, studentId), isOwn || isKnownStudent(tx, studentId)]),
    access,
  );
  if (row) return answerOf(row);
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return nothingAssigned;
}

/** A student without any assignment has no row. */
const nothingAssigned: ProgressAnswer = {
  totalCompetencies: 0,
  completedCompetencies: 0,
  progressPercentage: null,
  categoryBreakdown: [],
  recentActivities: [],
  upcomingDeadlines: [],
};

function answerOf(row: ProgressRow & { timeZone: string }): ProgressAnswer {
  return {
    totalCompetencies: row.total,
    completedCompetencies: row.completed,
    progressPercentage: overallProgress(row.completed, row.total),
    categoryBreakdown: row.categoryBreakdown,
    recentActivities: row.recentActivities,
    upcomingDeadlines: shownDeadlines(row.upcomingDeadlines.map((line) => ({ ...line, timeZone: row.timeZone }))),
  };
}

type ReadDeadline = StoredDeadline & { timeZone: string };

/** OVERDUE depends on the current time, so it is derived when read; so is the day, which the school's time zone gives. */
function shownDeadlines(deadlines: readonly ReadDeadline[]): Deadline[] {
  const at = now().toISOString();
  return deadlines.map(({ timeZone, ...line }) => ({
    ...line,
    dueOn: dayIn(new Date(line.dueDate), timeZone),
    status: shownStatus(line, at),
  }));
}

/** `dateRange` filters activities and completions, not totals; its last day is included, in the school's time zone. */
async function readFiltered(
  ctx: UserContext,
  studentId: string,
  query: ProgressQuery,
  access: Access,
): Promise<ProgressAnswer> {
  const row = await readAs(ctx.actor, async (tx) => (await queryFiltered(tx, { ...query, studentId }))[0], access);
  if (!row?.isKnown) throw new AppError("not_found", "There is no such student.");
  return filteredAnswer(row);
}

/** Staff without a student: the sum over all students whom they may see, from the progress rows. */
async function readAggregate(ctx: UserContext, query: ProgressQuery): Promise<ProgressAnswer> {
  const row = await readAs(ctx.actor, async (tx) => (await queryFiltered(tx, query))[0], {
    what: "progress aggregate",
    requestId: ctx.requestId,
    count: (found) => found?.students ?? 0,
    filter: { programId: query.programId, dateRange: query.dateRange, category: hasText(query.category) },
  });
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
  const [from = null, to = null] = query.dateRange?.split("/") ?? [];
  return tx.query(selectFiltered, {
    studentId: query.studentId ?? null,
    programId: query.programId ?? null,
    category: query.category ?? null,
    from,
    to,
  });
}

type Filter = {
  studentId: string | null;
  programId: string | null;
  category: string | null;
  from: string | null;
  to: string | null;
};

const filteredRow = z.object({
  isKnown: z.boolean(),
  students: z.number(),
  // The endpoint's output schema checks these parts of the answer.
  categories: z.custom<Omit<CategoryProgress, "percentage">[] | null>(),
  activities: z.custom<Activity[] | null>(),
  deadlines: z.custom<ReadDeadline[] | null>(),
});
type FilteredRow = z.infer<typeof filteredRow>;

const sp = studentProgress;
const own = users;
const f = alias(competencyTemplates, "f");

const selectFiltered = sqlStatement(
  "progress_filtered",
  filteredRow,
  (p: Params<Filter>) => sql`
    with students as materialized (
      select ${own.id}, ${own.name}, ${schools.timeZone} from ${own} join ${schools} on ${schools.id} = ${own.schoolId}
      where ${isOneOf(own.role, "STUDENT")}
        and (${own.id} = ${p.studentId} or (${p.studentId}::text is null and ${isCounted(own)}))),
    categories as (${categoriesSql(p)}),
    activities as (${activitiesSql(p)}),
    deadlines as (${deadlinesSql(p)})
    select exists (select 1 from students) as "isKnown", (select count(*)::int from students) as students,
           (select json_agg(json_build_object('category', category, 'frameworkId', framework_id, 'framework', framework,
                     'completed', completed, 'total', total)
                   order by category collate "C", framework collate "C", framework_id collate "C") from categories) as categories,
           (select json_agg(line order by observed_at desc, id desc) from activities) as activities,
           (select json_agg(line order by due_date, id) from deadlines) as deadlines`,
);

/**
 * From the progress rows. They contain neither programs nor days, so with a program or a range the assignments are
 * counted.
 */
function categoriesSql(p: Params<Filter>): SQL {
  return sql`
    select b->>'category' as category, b->>'frameworkId' as framework_id, b->>'framework' as framework,
           sum((b->>'completed')::int)::int as completed, sum((b->>'total')::int)::int as total
    from ${sp} join students st on st.id = ${sp.studentId}, jsonb_array_elements(${sp.categoryBreakdown}) b
    where ${p.programId}::text is null and ${p.from}::date is null and (${p.category}::text is null or b->>'category' = ${p.category})
    group by 1, 2, 3
    union all
    select ${c.category}, ${c.templateId}, ${f.name}, (count(*) filter (where ${isOneOf(a.status, ...completedStatuses)}
             and ${isWithinSql(a.completionDate, p)}))::int, count(*)::int
    from ${competencyAssignments} ${a} join students st on st.id = ${a.userId}
    join ${competencies} ${c} on ${c.id} = ${a.competencyId}
    left join ${competencyTemplates} ${f} on ${f.id} = ${c.templateId}
    where (${p.programId}::text is not null or ${p.from}::date is not null)
      and (${p.programId}::text is null or ${c.programId} = ${p.programId}) and ${isNoneOf(a.status, "WITHDRAWN")}
      and (${p.category}::text is null or ${c.category} = ${p.category})
    group by 1, 2, 3`;
}

function activitiesSql(p: Params<Filter>): SQL {
  return sql`
    select ${s.observedAt}, ${s.id}, ${activityLine(sql`, 'studentId', ${s.studentId}, 'studentName', st.name`)} as line
    from ${assessments} ${s} join students st on st.id = ${s.studentId}
    join ${competencies} ${c} on ${c.id} = ${s.competencyId}
    join ${ratingScales} ${rs} on ${rs.id} = ${c.ratingScaleId}
    ${joinJudged}
    where ${isOneOf(s.status, "SUBMITTED", "APPROVED")} and (${p.programId}::text is null or ${c.programId} = ${p.programId})
      and (${p.category}::text is null or ${c.category} = ${p.category})
      and ${isWithinSql(s.observedAt, p)}
    order by ${s.observedAt} desc, ${s.id} desc limit ${sql.raw(String(recentLimit))}`;
}

/** Whether an instant is within the range, for a statement that joins `st`. */
function isWithinSql(instant: SQLWrapper, p: Params<Filter>): SQL {
  return sql`(${p.from}::date is null or (${instant} >= (${p.from}::date)::timestamp at time zone st.time_zone
    and ${instant} < (${p.to}::date + 1)::timestamp at time zone st.time_zone))`;
}

function deadlinesSql(p: Params<Filter>): SQL {
  return sql`
    select ${a.dueDate}, ${a.id}, ${deadlineLine(a.status)} || jsonb_build_object('timeZone', st.time_zone) as line
    from ${competencyAssignments} ${a} join students st on st.id = ${a.userId}
    join ${competencies} ${c} on ${c.id} = ${a.competencyId}
    where ${a.dueDate} is not null and ${a.cycleStartsAt} is null and ${isOneOf(a.status, ...unfinishedStatuses)}
      and (${p.programId}::text is null or ${c.programId} = ${p.programId})
      and (${p.category}::text is null or ${c.category} = ${p.category})
    order by ${a.dueDate}, ${a.id} limit ${sql.raw(String(deadlineLimit))}`;
}
