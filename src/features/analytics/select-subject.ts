import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { Subject } from "#src/features/analytics/facts.ts";
import type { AnalyticsQuery } from "#src/features/analytics/schema.ts";
import type { Scope } from "#src/features/analytics/values.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { ratedAssessments } from "#src/platform/db/tables/rated-assessments.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentCells } from "#src/platform/db/tables/student-cells.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { isCounted } from "#src/platform/db/taking-part.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/**
 * Who may ask for which scope: a student for themselves, a supervisor for students and for their own of a cohort, the
 * school for everything. Whom of them the reader may see is decided by the policies.
 */
export function subjectIdOf(actor: UserActor, query: AnalyticsQuery): string {
  const isStudent = actor.role === "STUDENT";
  if (isStudent ? query.scope !== "student" : actor.role === "CLINICAL_SUPERVISOR" && query.scope === "program") {
    throw new AppError("forbidden", `Your role may not read the analytics of a ${query.scope}.`);
  }
  const id = { student: query.studentId, cohort: query.cohortId, program: query.programId }[query.scope];
  if (id !== undefined) return id;
  if (isStudent) return actor.userId;
  throw new AppError("invalid", "Say whose analytics.", {
    errors: [{ path: "studentId", message: "is needed, except for one's own" }],
  });
}

const row = z.object({
  id: z.string(),
  name: z.string(),
  schoolId: z.string(),
  timeZone: z.string(),
  today: z.string(),
  programId: z.string(),
  cohortId: z.string(),
  endsOn: z.string().nullable(),
  studentIds: z.array(z.string()),
  versions: z.object({ ofStudents: z.array(z.string()), ofDeployments: z.string() }).optional(),
  students: z.number(),
  firstDay: z.string().nullable(),
});

/** Undefined for what the reader may not know of. `all` asks for the first day, too. */
export async function findSubject(
  tx: Tx,
  scope: Scope,
  id: string,
  { all }: { all: boolean },
): Promise<Subject | undefined> {
  const [found] = await tx.query(statements[scope], { id, all });
  return found && { scope, ...found };
}

const st = alias(users, "st");
const co = alias(cohorts, "co");
const pr = alias(programs, "pr");
const sc = alias(schools, "sc");
const r = alias(ratedAssessments, "r");
const a = alias(competencyAssignments, "a");
const ce = alias(studentCells, "ce");

const today = sql`(now() at time zone ${sc.timeZone})::date`;

/** The first day of the assignments or assessments of these students. */
function firstDayOf(ids: SQL): SQL {
  return sql`(select min(least(
      (select min(${r.observedOn}) from ${ratedAssessments} ${r} where ${r.studentId} = one.id),
      (select min((${a.createdAt} at time zone ${sc.timeZone})::date) from ${competencyAssignments} ${a} where ${a.userId} = one.id)))::text
    from unnest(${ids}) as one (id))`;
}

const ofStudent = sqlStatement(
  "analytics_student",
  row,
  (p: Params<{ id: string; all: boolean }>) => sql`
    select ${st.id}, ${st.name}, ${st.schoolId} as "schoolId", ${sc.timeZone} as "timeZone", ${today}::text as today,
           coalesce(${st.programId}, '') as "programId", coalesce(${st.cohortId}, '') as "cohortId",
           ${co.endsOn}::text as "endsOn", array[${st.id}] as "studentIds", 1 as students,
           case when ${p.all}::boolean then ${firstDayOf(sql`array[${st.id}]`)} end as "firstDay"
    from ${users} ${st} join ${schools} ${sc} on ${sc.id} = ${st.schoolId}
    left join ${cohorts} ${co} on ${co.id} = ${st.cohortId}
    where ${st.id} = ${p.id} and ${isOneOf(st.role, "STUDENT")}`,
);

const ofCohort = sqlStatement(
  "analytics_cohort",
  row,
  (p: Params<{ id: string; all: boolean }>) => sql`
    select ${co.id}, ${co.name}, ${co.schoolId} as "schoolId", ${sc.timeZone} as "timeZone", ${today}::text as today,
           ${co.programId} as "programId", ${co.id} as "cohortId", ${co.endsOn}::text as "endsOn",
           found.ids as "studentIds", cardinality(found.ids) as students,
           jsonb_build_object('ofStudents', found.versions, 'ofDeployments', (
             select md5(coalesce(string_agg(concat_ws(' ', d.id, d.effective_at, d.due_at), ',' order by d.id), ''))
             from app.deployment_spans() d)) as versions,
           case when ${p.all}::boolean then ${firstDayOf(sql`found.ids`)} end as "firstDay"
    from ${cohorts} ${co} join ${schools} ${sc} on ${sc.id} = ${co.schoolId}
    cross join lateral (
      select coalesce(array_agg(${st.id} order by ${st.id}), '{}') as ids,
             coalesce(array_agg(coalesce(${ce.version}, 0)::text order by ${st.id}), '{}') as versions
      from ${users} ${st} left join ${studentCells} ${ce} on ${ce.studentId} = ${st.id}
      where ${st.cohortId} = ${co.id} and ${isOneOf(st.role, "STUDENT")} and ${isCounted(st)}) found
    where ${co.id} = ${p.id}`,
);

const ofProgram = sqlStatement(
  "analytics_program",
  row,
  (p: Params<{ id: string; all: boolean }>) => sql`
    select ${pr.id}, ${pr.name}, ${pr.schoolId} as "schoolId", ${sc.timeZone} as "timeZone", ${today}::text as today,
           ${pr.id} as "programId", '' as "cohortId", null as "endsOn", '{}'::text[] as "studentIds",
           (select count(*)::int from ${users} ${st} where ${st.programId} = ${pr.id} and ${isOneOf(st.role, "STUDENT")}
             and ${isCounted(st)}) as students,
           case when ${p.all}::boolean then (select min(h.month)::text from app.read_cohort_history() h
             where h.program_id = ${pr.id}) end as "firstDay"
    from ${programs} ${pr} join ${schools} ${sc} on ${sc.id} = ${pr.schoolId}
    where ${pr.id} = ${p.id}`,
);

const statements = { student: ofStudent, cohort: ofCohort, program: ofProgram };

/** The day of a school now. */
export const selectToday = sqlStatement(
  "analytics_own_today",
  z.object({ today: z.string(), timeZone: z.string() }),
  (p: Params<{ schoolId: string }>) => sql`
    select (now() at time zone ${schools.timeZone})::date::text as today, ${schools.timeZone} as "timeZone"
    from ${schools} where ${schools.id} = ${p.schoolId}`,
);
