import { eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import {
  type CohortLine,
  type CohortsAnswer,
  cohortsAnswer,
  type MeAnswer,
  type StudentLine,
  type studentsQuery,
} from "#src/features/people/schema.ts";
import { isAtRiskSql, isBehindSql, isSeenToSql, joinPrediction } from "#src/features/predictions/queries.ts";
import { isOverdueSql } from "#src/features/progress/overdue.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import { logoAddress } from "#src/features/schools/queries.ts";
import { searchWords } from "#src/lib/search-text.ts";
import { readOfSchool } from "#src/platform/cache/caches.ts";
import { hasText, listingRow, ofStudent } from "#src/platform/db/access-row.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { decodeCursor, pageOf, shownOf } from "#src/platform/db/cursor.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { consents, consentTexts } from "#src/platform/db/tables/consents.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { isCounted, takesPart } from "#src/platform/db/taking-part.ts";
import { readAs, type Tx, writeAccess } from "#src/platform/db/transaction.ts";
import { ReadyAnswer, type UserContext } from "#src/platform/http/endpoint.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** Students whom the reader may see, by name: those of their placements, or of their school. */
export async function listStudents(
  ctx: UserContext,
  query: z.output<typeof studentsQuery>,
): Promise<{ items: StudentLine[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor, ["text", "id"]);
  const words = searchWords(query.search ?? "");
  const access =
    query.studentId === undefined
      ? {
          count: shownOf(query.limit),
          filter: {
            programId: query.programId,
            cohortId: query.cohortId,
            rotationId: query.rotationId,
            standing: query.standing,
            search: hasText(query.search),
          },
        }
      : { subject: ofStudent(query.studentId) };
  const read = (tx: Tx) =>
    tx.query(selectByName[sourceOf(ctx.actor, words)], {
      words,
      schoolId: ctx.actor.schoolId,
      studentId: query.studentId ?? null,
      programId: query.programId ?? null,
      cohortId: query.cohortId ?? null,
      rotationId: query.rotationId ?? null,
      standing: query.standing ?? null,
      afterName: after?.[0] ?? null,
      afterId: after?.[1] ?? null,
      limit: query.limit + 1,
    });
  const rows = await readAs(ctx.actor, read, { ...access, what: "students", requestId: ctx.requestId });
  return pageOf(rows, query.limit, withPercentage, (row) => [row.name, row.id]);
}

/** Where the reader's students are found the quickest. */
export function sourceOf(actor: UserActor, words: readonly string[]): keyof Sources {
  if (words.length > 0) return "found";
  return actor.role === "SUPER_ADMIN" ? "all" : "school";
}

export type StudentFilter = {
  words: string[];
  schoolId: string;
  studentId: string | null;
  programId: string | null;
  cohortId: string | null;
  rotationId: string | null;
  standing: string | null;
  afterName: string | number | null;
  afterId: string | number | null;
  limit: number;
};

/** Competencies of the student in `users` that are overdue, as `o.overdue`. */
const overdue = sql`
  lateral (
    select count(*)::int as overdue from ${competencyAssignments}
    where ${competencyAssignments.userId} = ${users.id} and ${isOverdueSql(competencyAssignments)}) o`;

/** Standing against the plan, of rows joined by key; `values.ts` defines the values. */
const standing = sql`
  case when coalesce(${studentProgress.total}, 0) = 0 then 'NONE'
    when ${isAtRiskSql} then case when ${isSeenToSql} then 'SEEN_TO' else 'AT_RISK' end
    when ${isBehindSql} then 'BEHIND' else 'ON_TRACK' end`;

/** Of the person in `users`: where their picture is. It changes with the picture, so that a browser may keep it. */
export const pictureAddress = sql<string | null>`'/api/users/' || ${users.id} || '/picture?v=' || ${users.pictureTag}`;

/** The day that it is now in the school in `schools`. */
const schoolDay = sql`(now() at time zone ${schools.timeZone})::date`;

/** `listed` applies unless one student is asked for: the school reads the record also of one who left. */
type Source = Record<"from" | "where" | "listed", SQL>;

/** Lines of students, without an order. */
export const studentLinesSql = (
  p: Params<Omit<StudentFilter, "afterName" | "afterId" | "limit">>,
  { from, where, listed }: Source,
  after: SQL = sql`true`,
) => sql`
      select ${users.id}, ${users.name}, ${users.studentNumber} as "studentNumber", ${users.cohortId} as "cohortId",
             ${cohorts.name} as cohort, ${programs.name} as program,
             (select ${rotations.name} from ${placements} join ${rotations} on ${rotations.id} = ${placements.rotationId}
              where ${placements.studentId} = ${users.id} and ${placements.endedAt} is null
                and ${schoolDay} between ${placements.startsOn} and ${placements.endsOn}
              order by ${placements.startsOn} desc limit 1) as placement,
             coalesce(${studentProgress.total}, 0) as "totalCompetencies",
             coalesce(${studentProgress.completed}, 0) as "completedCompetencies", o.overdue, ${standing} as standing,
             ${studentProgress.recentActivities}->0->>'date' as "lastAssessedAt", ${users.pronouns}, ${pictureAddress} as picture
      from ${from}
      join ${schools} on ${schools.id} = ${users.schoolId}
      left join ${cohorts} on ${cohorts.id} = ${users.cohortId}
      left join ${programs} on ${programs.id} = ${users.programId}
      left join ${studentProgress} on ${studentProgress.studentId} = ${users.id}
      ${joinPrediction}
      cross join ${overdue}
      where ${isOneOf(users.role, "STUDENT")} and ${where}
        and (${p.programId}::text is null or ${users.programId} = ${p.programId})
        and (${p.cohortId}::text is null or ${users.cohortId} = ${p.cohortId})
        and (${users.id} = ${p.studentId} or (${p.studentId}::text is null and ${listed}))
        and (${p.standing}::text is null or ${isCounted(users)})
        and (${p.rotationId}::text is null or exists (
             select 1 from ${placements} where ${placements.studentId} = ${users.id}
               and ${placements.rotationId} = ${p.rotationId} and ${placements.endedAt} is null))
        and ${after}`;

const studentsSql = (p: Params<StudentFilter>, source: Source) => sql`
    select * from (${studentLinesSql(
      p,
      source,
      sql`(${p.afterName}::text is null or (${inNameOrder(users.name)}, ${users.id})
             > (${inNameOrder(sql`${p.afterName}::text`)}, ${p.afterId}::text collate "C"))`,
    )}) l
    where (${p.standing}::text is null or l.standing = ${p.standing})
    order by ${inNameOrder(sql`l.name`)}, l.id limit ${p.limit}`;

// Checked as the lines of the endpoint's output.
export const studentRow = z.custom<Omit<StudentLine, "progressPercentage">>();

type Sources = Record<"school" | "all" | "found", (p: Params<Pick<StudentFilter, "words" | "schoolId">>) => Source>;

export const studentSources: Sources = {
  /** In the order of an index, for readers of one school; the policies alone would have all students sorted. */
  school: (p) => ({ from: sql`${users}`, where: sql`${users.schoolId} = ${p.schoolId}`, listed: takesPart(users) }),
  all: () => ({ from: sql`${users}`, where: sql`true`, listed: takesPart(users) }),
  /** By an index, which the policies alone would not let it use; see `app.found_student_ids`. */
  found: (p) => ({
    from: sql`app.found_student_ids(${p.words}::text[]) found (id) join ${users} on ${users.id} = found.id`,
    where: sql`true`,
    // A suspended student is found by name.
    listed: isNoneOf(users.status, "LEFT"),
  }),
};

const selectByName = {
  school: sqlStatement("students_list", studentRow, (p: Params<StudentFilter>) =>
    studentsSql(p, studentSources.school(p)),
  ),
  all: sqlStatement("students_list_all", studentRow, (p: Params<StudentFilter>) =>
    studentsSql(p, studentSources.all(p)),
  ),
  found: sqlStatement("students_found", studentRow, (p: Params<StudentFilter>) =>
    studentsSql(p, studentSources.found(p)),
  ),
};

/**
 * The cohorts of the reader's school, with the standing of their students. The admins of a school read the same; who
 * administers all schools reads all.
 */
export async function listCohorts(ctx: UserContext): Promise<CohortsAnswer | ReadyAnswer> {
  const { actor, requestId } = ctx;
  const listing = { what: "cohort aggregate", requestId, count: ({ totals }: CohortsAnswer) => totals.students };
  if (actor.role !== "SCHOOL_ADMIN") return readAs(actor, readCohorts, listing);
  const body = await readOfSchool("cohorts", actor.schoolId, async () => {
    const answer = await readAs(actor, readCohorts);
    return { value: JSON.stringify(cohortsAnswer.parse(answer)) };
  });
  const { totals } = cohortsAnswer.parse(JSON.parse(body));
  await writeAccess(actor, listingRow(actor, listing, totals.students));
  return new ReadyAnswer(body);
}

async function readCohorts(tx: Tx): Promise<CohortsAnswer> {
  const [rows, [totals]] = await Promise.all([tx.query(selectCohorts), tx.query(selectTotals)]);
  if (!totals) throw new Error("the totals always have a row");
  return { items: rows.map(withPercentage), totals };
}

const totalsRow = z.object({
  students: z.number(),
  onTrack: z.number(),
  atRisk: z.number(),
  behind: z.number(),
  seenTo: z.number(),
});

const selectTotals = sqlStatement(
  "students_totals",
  totalsRow,
  () => sql`
    select count(*)::int as students,
           (count(*) filter (where s.standing = 'ON_TRACK'))::int as "onTrack",
           (count(*) filter (where s.standing = 'AT_RISK'))::int as "atRisk",
           (count(*) filter (where s.standing = 'BEHIND'))::int as behind,
           (count(*) filter (where s.standing = 'SEEN_TO'))::int as "seenTo"
    from (
      select ${standing} as standing
      from ${users} left join ${studentProgress} on ${studentProgress.studentId} = ${users.id} ${joinPrediction}
      where ${isOneOf(users.role, "STUDENT")} and ${isCounted(users)}) s`,
);

const selectCohorts = sqlStatement(
  "cohorts_list",
  // Checked as the lines of the endpoint's output.
  z.custom<Omit<CohortLine, "progressPercentage">>(),
  () => sql`
    select ${cohorts.id}, ${cohorts.name}, ${cohorts.programId} as "programId", ${programs.name} as program,
           count(s.id)::int as students,
           (count(*) filter (where s.standing = 'ON_TRACK'))::int as "onTrack",
           (count(*) filter (where s.standing = 'AT_RISK'))::int as "atRisk",
           (count(*) filter (where s.standing = 'BEHIND'))::int as behind,
           coalesce(sum(s.completed), 0)::int as "completedCompetencies",
           coalesce(sum(s.total), 0)::int as "totalCompetencies"
    from ${cohorts} join ${programs} on ${programs.id} = ${cohorts.programId}
    left join (
      select ${users.id}, ${users.cohortId} as cohort_id, ${studentProgress.total} as total,
             ${studentProgress.completed} as completed, ${standing} as standing
      from ${users} left join ${studentProgress} on ${studentProgress.studentId} = ${users.id} ${joinPrediction}
      where ${isOneOf(users.role, "STUDENT")} and ${isCounted(users)}) s on s.cohort_id = ${cohorts.id}
    group by ${cohorts.id}, ${programs.name} order by ${inNameOrder(cohorts.name)}, ${cohorts.id}`,
);

export function withPercentage<Line extends { completedCompetencies: number; totalCompetencies: number }>(
  line: Line,
): Line & { progressPercentage: number | null } {
  return { ...line, progressPercentage: overallProgress(line.completedCompetencies, line.totalCompetencies) };
}

/** The signed-in user, for the shell: names of school, cohort and the current placement. */
export async function getMe(ctx: UserContext): Promise<MeAnswer> {
  const [me] = await readAs(ctx.actor, (tx) => tx.query(selectMe, { userId: ctx.actor.userId }));
  if (!me) throw new AppError("unauthenticated", "Sign in to continue.");
  return me;
}

const selectMe = statement("me_get", (db, p: Params<{ userId: string }>) =>
  db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: users.role,
      schoolId: users.schoolId,
      schoolName: schools.name,
      schoolColor: schools.color,
      schoolLogo: logoAddress,
      isSample: sql<boolean>`${schools.sampleOf} is not null`,
      asksConsent,
      schoolTimeZone: schools.timeZone,
      timeZone: sql<string>`coalesce(${users.timeZone}, ${schools.timeZone})`,
      ownTimeZone: users.timeZone,
      pronouns: users.pronouns,
      theme: users.theme,
      picture: pictureAddress,
      cohort: cohorts.name,
      program: programs.name,
      placement: runningPlacement,
    })
    .from(users)
    .innerJoin(schools, eq(schools.id, users.schoolId))
    .leftJoin(cohorts, eq(cohorts.id, users.cohortId))
    .leftJoin(programs, eq(programs.id, users.programId))
    .where(eq(users.id, p.userId)),
);

const asksConsent = sql<boolean>`exists (
  select from ${consentTexts} where ${consentTexts.schoolId} = ${users.schoolId} and ${consentTexts.endedAt} is null
    and not exists (select from ${consents} where ${consents.userId} = ${users.id}
      and ${consents.purpose} = ${consentTexts.purpose} and ${consents.textId} = ${consentTexts.id}))`;

const runningPlacement = sql<MeAnswer["placement"]>`(
  select json_build_object('rotation', r.name, 'unit', r.unit, 'number', r.number, 'of', r.of,
    'week', greatest(1, least((${schoolDay} - r.starts_on) / 7 + 1, (r.ends_on - r.starts_on + 6) / 7)),
    'weeks', greatest(1, (r.ends_on - r.starts_on + 6) / 7))
  from (select ${rotations.name}, ${rotations.unit}, ${placements.startsOn}, ${placements.endsOn}, ${placements.endedAt},
               row_number() over (order by ${placements.startsOn}) as number, count(*) over () as of
        from ${placements} join ${rotations} on ${rotations.id} = ${placements.rotationId}
        where ${placements.studentId} = ${users.id}) r
  where r.ended_at is null and ${schoolDay} between r.starts_on and r.ends_on
  order by r.starts_on desc limit 1)`;
