import { and, eq, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { a, c, rs, s } from "#src/features/progress/evidence.ts";
import { deadlineLimit, type ProgressRow, recentLimit } from "#src/features/progress/facts.ts";
import { activityLine, deadlineLine, joinJudged, percentageSql } from "#src/features/progress/lines.ts";
import type { Activity, CategoryProgress, StoredDeadline } from "#src/features/progress/schema.ts";
import { completedStatuses, unfinishedStatuses } from "#src/features/progress/values.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The lists have the shapes that `rebuildProgress` and `decideProgress` write. */
export const progressColumns = {
  studentId: studentProgress.studentId,
  total: studentProgress.total,
  completed: studentProgress.completed,
  categoryBreakdown: sql<CategoryProgress[]>`${studentProgress.categoryBreakdown}`,
  recentActivities: sql<Activity[]>`${studentProgress.recentActivities}`,
  upcomingDeadlines: sql<StoredDeadline[]>`${studentProgress.upcomingDeadlines}`,
};

/** With the time zone of the student's school, by whose days the due dates are shown. */
export async function findProgressRow(
  tx: Tx,
  studentId: string,
): Promise<(ProgressRow & { timeZone: string }) | undefined> {
  return (await tx.query(selectProgress, { studentId }))[0];
}

const selectProgress = statement("progress_find", (db, p: Params<{ studentId: string }>) =>
  db
    .select({ ...progressColumns, timeZone: schools.timeZone })
    .from(studentProgress)
    .innerJoin(schools, eq(schools.id, studentProgress.schoolId))
    .where(eq(studentProgress.studentId, p.studentId)),
);

/** Every change to a student's progress takes this lock, so that changes of one student run one after another. */
export async function lockProgressRow(tx: Tx, studentId: string): Promise<ProgressRow | undefined> {
  return (await tx.query(lockProgress, { studentId }))[0];
}

const lockProgress = statement("progress_lock", (db, p: Params<{ studentId: string }>) =>
  db.select(progressColumns).from(studentProgress).where(eq(studentProgress.studentId, p.studentId)).for("update"),
);

/** Locks many students in id order, so that two jobs over the same students cannot deadlock. Creates missing rows. */
export async function lockProgressRows(tx: Tx, studentIds: readonly string[]): Promise<void> {
  const sorted = [...studentIds].sort();
  await tx.query(insertMissing, { studentIds: sorted });
  await tx.query(lockAll, { studentIds: sorted });
}

const insertMissing = sqlWrite(
  "progress_insert_missing",
  (p: Params<{ studentIds: string[] }>) => sql`
    insert into ${studentProgress} (${columns(studentProgress.studentId, studentProgress.schoolId)})
    select ${users.id}, ${users.schoolId} from ${users} where ${users.id} = any(${p.studentIds}) order by ${users.id}
    on conflict (${columns(studentProgress.studentId)}) do nothing`,
);

const lockAll = statement("progress_lock_all", (db, p: Params<{ studentIds: string[] }>) =>
  db
    .select({ studentId: studentProgress.studentId })
    .from(studentProgress)
    .where(sql`${studentProgress.studentId} = any(${p.studentIds})`)
    .orderBy(studentProgress.studentId)
    .for("update"),
);

/** JSON of up to ten open due dates, soonest first; the status OVERDUE is derived when read. */
export function openDeadlinesSql(student: SQLWrapper): SQL {
  return sql`coalesce((select jsonb_agg(d.line order by d.due_date, d.id) from (
    select ${a.dueDate}, ${a.id}, ${deadlineLine(a.status)} as line
    from ${competencyAssignments} ${a} join ${competencies} ${c} on ${c.id} = ${a.competencyId}
    where ${a.userId} = ${student} and ${a.dueDate} is not null and ${a.cycleStartsAt} is null
      and ${isOneOf(a.status, ...unfinishedStatuses)}
    order by ${a.dueDate}, ${a.id} limit ${sql.raw(String(deadlineLimit))}) d), '[]'::jsonb)`;
}

/** JSON of the ten newest assessments that are signed, confirmed and not voided, as lines of history. */
export function recentActivitiesSql(student: SQLWrapper): SQL {
  return sql`coalesce((select jsonb_agg(r.line order by r.observed_at desc, r.id desc) from (
    select ${s.observedAt}, ${s.id}, ${activityLine()} as line
    from ${assessments} ${s}
    join ${competencies} ${c} on ${c.id} = ${s.competencyId}
    join ${ratingScales} ${rs} on ${rs.id} = ${c.ratingScaleId}
    ${joinJudged}
    where ${s.studentId} = ${student} and ${isOneOf(s.status, "SUBMITTED", "APPROVED")}
    order by ${s.observedAt} desc, ${s.id} desc limit ${sql.raw(String(recentLimit))}) r), '[]'::jsonb)`;
}

/** Whether the reader may see a student with this id. A student without rows must look the same as a hidden one. */
export async function isKnownStudent(tx: Tx, studentId: string): Promise<boolean> {
  return (await tx.query(selectStudent, { studentId })).length > 0;
}

const selectStudent = statement("student_known", (db, p: Params<{ studentId: string }>) =>
  db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, p.studentId), isOneOf(users.role, "STUDENT"))),
);

/**
 * Computes the progress rows of many students from assignments and evaluations. It is used when many assignments change
 * at once (a deployment, the demo school), and in tests to prove that the rows are right. The caller holds the locks. A
 * change to one assignment goes through `recountAssignment`.
 */
export async function rebuildProgress(tx: Tx, studentIds: readonly string[]): Promise<void> {
  await tx.query(rebuild, { studentIds: [...studentIds] });
}

/** Common table expressions: as `totals`, what the assignments of each student come to. */
function totalsOf(studentIds: SQLWrapper): SQL {
  const f = alias(competencyTemplates, "f");
  return sql`
    counts as (
      select ${a.userId}, ${c.category}, ${c.templateId} as framework_id, ${f.name} as framework, count(*)::int as total,
             count(*) filter (where ${isOneOf(a.status, ...completedStatuses)})::int as completed
      from ${competencyAssignments} ${a} join ${competencies} ${c} on ${c.id} = ${a.competencyId}
      left join ${competencyTemplates} ${f} on ${f.id} = ${c.templateId}
      where ${a.userId} = any(${studentIds}::text[]) and ${isNoneOf(a.status, "WITHDRAWN")}
      group by ${a.userId}, ${c.category}, ${c.templateId}, ${f.name}),
    totals as (
      select user_id, sum(total)::int as total, sum(completed)::int as completed,
             jsonb_agg(jsonb_build_object('category', category, 'frameworkId', framework_id, 'framework', framework,
               'completed', completed, 'total', total, 'percentage', ${percentageSql(sql`completed`, sql`total`)})
               order by category collate "C", framework collate "C", framework_id collate "C") as breakdown
      from counts group by user_id)`;
}

const rebuild = sqlWrite("progress_rebuild", (p: Params<{ studentIds: string[] }>) => {
  const own = alias(studentProgress, "p");
  return sql`
    with ${totalsOf(p.studentIds)}
    update ${studentProgress} ${own}
    set (${columns(
      own.total,
      own.completed,
      own.categoryBreakdown,
      own.recentActivities,
      own.upcomingDeadlines,
      own.version,
      own.updatedAt,
    )}) = row(coalesce(t.total, 0), coalesce(t.completed, 0), coalesce(t.breakdown, '[]'::jsonb),
        ${recentActivitiesSql(own.studentId)}, ${openDeadlinesSql(own.studentId)}, ${own.version} + 1, now())
    from (select unnest(${p.studentIds}::text[]) collate "C" as student_id) given
    left join totals t on t.user_id = given.student_id
    where ${own.studentId} = given.student_id`;
});

const comparedRow = z.object({ studentId: z.string(), schoolId: z.string(), differs: z.boolean() });

/**
 * Whether the progress row of each student differs from what `rebuildProgress` would write: in its counts, or in which
 * assessments and due dates it lists. Names may be those of the time at which the row was written.
 */
export const selectCompared = sqlStatement("progress_compare", comparedRow, (p: Params<{ studentIds: string[] }>) =>
  compared(
    sql`array(select id from ${users} where id = any(${p.studentIds}::text[]) and ${isOneOf(users.role, "STUDENT")})`,
  ),
);

/** The same of the first students behind an id. */
export const selectComparedPage = sqlStatement("progress_compare_page", comparedRow, (p: Params<{ after: string }>) =>
  compared(sql`array(
    select id from ${users} where ${isOneOf(users.role, "STUDENT")} and id > ${p.after}::text order by id limit 200)`),
);

function compared(studentIds: SQL): SQL {
  const own = alias(studentProgress, "p");
  const counts = (list: SQLWrapper) => sql`coalesce((
    select jsonb_agg(jsonb_build_array(x ->> 'category', x ->> 'frameworkId', (x ->> 'total')::int, (x ->> 'completed')::int)
      order by x ->> 'category' collate "C", x ->> 'frameworkId' collate "C")
    from jsonb_array_elements(${list}) x), '[]'::jsonb)`;
  const ids = (list: SQLWrapper, name: string) => sql`coalesce((
    select jsonb_agg(x ->> ${sql.raw(`'${name}'`)} order by place)
    from jsonb_array_elements(${list}) with ordinality as lines (x, place)), '[]'::jsonb)`;
  const empty = sql`'[]'::jsonb`;
  const kept = (list: SQLWrapper) => sql`coalesce(${list}, ${empty})`;
  const student = sql`${users.id}`;
  return sql`
    with given as materialized (select ${studentIds} as ids), ${totalsOf(sql`(select ids from given)`)}
    select ${users.id} as "studentId", ${users.schoolId} as "schoolId", (
      coalesce(${own.total}, 0) <> coalesce(t.total, 0) or coalesce(${own.completed}, 0) <> coalesce(t.completed, 0)
      or ${counts(kept(own.categoryBreakdown))} <> ${counts(kept(sql`t.breakdown`))}
      or ${ids(kept(own.recentActivities), "id")} <> ${ids(recentActivitiesSql(student), "id")}
      or ${ids(kept(own.upcomingDeadlines), "assignmentId")} <> ${ids(openDeadlinesSql(student), "assignmentId")}
    ) as differs
    from ${users} left join ${studentProgress} ${own} on ${own.studentId} = ${users.id}
    left join totals t on t.user_id = ${users.id}
    where ${users.id} = any((select ids from given)::text[])
    order by ${users.id}`;
}
