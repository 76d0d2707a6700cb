import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { CohortLine, MeAnswer, Standing, StudentLine, studentsQuery } from "#src/features/people/schema.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { readAs } from "#src/platform/db/transaction.ts";

/** Standing by the due dates; the words are in `schema.ts`. */
const standingSql = `case when coalesce(p.total, 0) = 0 then 'NONE'
  when o.overdue >= 3 or o.overdue * 10 >= p.total then 'BEHIND'
  when o.overdue > 0 then 'AT_RISK' else 'ON_TRACK' end`;

const overdueSql = `lateral (select count(*)::int as overdue from competency_assignments a
  where a.user_id = u.id and a.due_date < now() and a.status in ('NOT_STARTED', 'IN_PROGRESS')) o`;

type StudentRow = {
  id: string;
  name: string;
  student_number: string | null;
  cohort_id: string | null;
  cohort: string | null;
  program: string | null;
  placement: string | null;
  total: number;
  completed: number;
  overdue: number;
  standing: Standing;
  last_assessed_at: string | null;
};

/** Students whom the reader may see, by name: those of one's placements, or of one's school. */
export async function listStudents(
  ctx: UserContext,
  query: z.output<typeof studentsQuery>,
): Promise<{ items: StudentLine[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor, ["string", "string"]);
  const rows = await readAs(
    ctx.actor,
    async (tx) =>
      (
        await tx.query<StudentRow>({
          name: "students_list",
          text: `
            select * from (
              select u.id, u.name, u.student_number, u.cohort_id, co.name as cohort, pr.name as program,
                     (select ro.name from placements pl join rotations ro on ro.id = pl.rotation_id
                      where pl.student_id = u.id and pl.ended_at is null and pl.starts_on <= current_date
                      order by pl.starts_on desc limit 1) as placement,
                     coalesce(p.total, 0) as total, coalesce(p.completed, 0) as completed, o.overdue,
                     ${standingSql} as standing, p.recent_activities->0->>'date' as last_assessed_at
              from users u
              left join cohorts co on co.id = u.cohort_id
              left join programs pr on pr.id = u.program_id
              left join student_progress p on p.student_id = u.id
              cross join ${overdueSql}
              where u.role = 'STUDENT' and u.status <> 'LEFT'
                and ($1::text is null or u.name ilike '%' || $1 || '%' or u.student_number ilike '%' || $1 || '%')
                and ($2::text is null or u.cohort_id = $2)
                and ($8::text is null or u.id = $8)
                and ($3::text is null or exists (select 1 from placements pl
                     where pl.student_id = u.id and pl.rotation_id = $3 and pl.ended_at is null))
                and ($5::text is null or (u.name collate "C", u.id) > ($5 collate "C", $6 collate "C"))) l
            where ($4::text is null or l.standing = $4)
            order by l.name collate "C", l.id limit $7`,
          values: [
            query.search === undefined ? null : query.search.replace(/[\\%_]/g, "\\$&"),
            query.cohortId ?? null,
            query.rotationId ?? null,
            query.standing ?? null,
            after?.[0] ?? null,
            after?.[1] ?? null,
            query.limit + 1,
            query.studentId ?? null,
          ],
        })
      ).rows,
  );
  return pageOf(rows, query.limit, lineOf, (row) => [row.name, row.id]);
}

function lineOf(row: StudentRow): StudentLine {
  return {
    id: row.id,
    name: row.name,
    studentNumber: row.student_number,
    cohortId: row.cohort_id,
    cohort: row.cohort,
    program: row.program,
    placement: row.placement,
    totalCompetencies: row.total,
    completedCompetencies: row.completed,
    progressPercentage: overallProgress(row.completed, row.total),
    overdue: row.overdue,
    standing: row.standing,
    lastAssessedAt: row.last_assessed_at,
  };
}

/** The cohorts of the reader's school with where their students stand. */
export async function listCohorts(ctx: UserContext): Promise<{ items: CohortLine[] }> {
  type Row = Omit<CohortLine, "progressPercentage">;
  const rows = await readAs(
    ctx.actor,
    async (tx) =>
      (
        await tx.query<Row>({
          name: "cohorts_list",
          text: `
            select co.id, co.name, co.program_id as "programId", pr.name as program,
                   count(s.id)::int as students,
                   (count(*) filter (where s.standing = 'ON_TRACK'))::int as "onTrack",
                   (count(*) filter (where s.standing = 'AT_RISK'))::int as "atRisk",
                   (count(*) filter (where s.standing = 'BEHIND'))::int as behind,
                   coalesce(sum(s.completed), 0)::int as "completedCompetencies",
                   coalesce(sum(s.total), 0)::int as "totalCompetencies"
            from cohorts co join programs pr on pr.id = co.program_id
            left join (
              select u.id, u.cohort_id, p.total, p.completed, ${standingSql} as standing
              from users u left join student_progress p on p.student_id = u.id cross join ${overdueSql}
              where u.role = 'STUDENT' and u.status <> 'LEFT') s on s.cohort_id = co.id
            group by co.id, pr.name order by co.name, co.id`,
        })
      ).rows,
  );
  return {
    items: rows.map((row) => ({
      ...row,
      progressPercentage: overallProgress(row.completedCompetencies, row.totalCompetencies),
    })),
  };
}

/** Rotations of the school, the running ones first. */
export async function listRotations(ctx: UserContext) {
  const { rows } = await readAs(ctx.actor, (tx) =>
    tx.query<{ id: string; name: string; site: string; unit: string; startsOn: string; endsOn: string }>({
      name: "rotations_list",
      text: `select id, name, site, unit, starts_on::text as "startsOn", ends_on::text as "endsOn"
             from rotations order by ends_on < current_date, starts_on, id limit 200`,
    }),
  );
  return { items: rows };
}

/** Who is signed in, for the shell: names of school, cohort and the running placement. */
export async function getMe(ctx: UserContext): Promise<MeAnswer> {
  type Row = Omit<MeAnswer, "placement"> & { placement: MeAnswer["placement"] };
  const { rows } = await readAs(ctx.actor, (tx) =>
    tx.query<Row>({
      name: "me_get",
      text: `
        select u.id, u.name, u.email, u.role, u.school_id as "schoolId", sc.name as "schoolName",
               coalesce(u.time_zone, sc.time_zone) as "timeZone", co.name as cohort, pr.name as program,
               (select json_build_object('rotation', r.name, 'unit', r.unit, 'number', r.number, 'of', r.of,
                  'week', greatest(1, least((current_date - r.starts_on) / 7 + 1, (r.ends_on - r.starts_on + 6) / 7)),
                  'weeks', greatest(1, (r.ends_on - r.starts_on + 6) / 7))
                from (select ro.name, ro.unit, pl.starts_on, pl.ends_on, pl.ended_at,
                             row_number() over (order by pl.starts_on) as number, count(*) over () as of
                      from placements pl join rotations ro on ro.id = pl.rotation_id where pl.student_id = u.id) r
                where r.ended_at is null and current_date between r.starts_on and r.ends_on
                order by r.starts_on desc limit 1) as placement
        from users u join schools sc on sc.id = u.school_id
        left join cohorts co on co.id = u.cohort_id left join programs pr on pr.id = u.program_id
        where u.id = $1`,
      values: [ctx.actor.userId],
    }),
  );
  const me = rows[0];
  if (!me) throw new AppError("unauthenticated", "Sign in to continue.");
  return me;
}
