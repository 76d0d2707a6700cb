import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments as s } from "#src/platform/db/tables/assessments.ts";
import { competencies as c } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments as a } from "#src/platform/db/tables/competency-assignments.ts";
import { evaluations as e } from "#src/platform/db/tables/evaluations.ts";
import { ratedAssessments as r } from "#src/platform/db/tables/rated-assessments.ts";
import { ratingScales as rs } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentCells } from "#src/platform/db/tables/student-cells.ts";
import { users } from "#src/platform/db/tables/users.ts";

const student = z.object({ studentId: z.string(), schoolId: z.string() });

/** Of these students, those whose packed row for the cohort matrix is not what their assignments come to. */
export const selectCellsDiffering = sqlStatement(
  "health_cells_differing",
  student,
  (p: Params<{ studentIds: string[] }>) => sql`
    select ${users.id} as "studentId", ${users.schoolId} as "schoolId"
    from ${users} left join ${studentCells} on ${studentCells.studentId} = ${users.id}
    cross join lateral (
      select jsonb_object_agg(${a.competencyId}, app.assignment_cell(${a.id}, ${a.status}, ${a.progressPercentage}, ${a.dueDate},
        ${a.completionDate}, ${a.cycleStartsAt}, ${a.result}, ${a.observations}, ${a.evaluators}, ${a.days})) as cells
      from ${a} where ${a.userId} = ${users.id} and ${a.status} <> 'WITHDRAWN') anew
    where ${users.id} = any(${p.studentIds}::text[]) and ${isOneOf(users.role, "STUDENT")}
      and coalesce(${studentCells.cells}, '{}') <> coalesce(anew.cells, '{}')
    order by ${users.id}`,
);

/** What a line of `rated_assessments` says of its assessment: kept, and counted as `app.rate_assessments` does. */
const line: readonly { kept: SQL; anew: SQL }[] = [
  { kept: sql`${r.studentId}`, anew: sql`${s.studentId}` },
  { kept: sql`${r.schoolId}`, anew: sql`${s.schoolId}` },
  { kept: sql`${r.competencyId}`, anew: sql`${s.competencyId}` },
  { kept: sql`${r.rotationId}`, anew: sql`${s.rotationId}` },
  { kept: sql`${r.method}`, anew: sql`${s.method}` },
  { kept: sql`${r.evaluatorId}`, anew: sql`counted.evaluator_id` },
  { kept: sql`${r.evaluators}`, anew: sql`counted.evaluators` },
  { kept: sql`${r.observedOn}`, anew: sql`(${s.observedAt} at time zone ${schools.timeZone})::date` },
  { kept: sql`${r.submittedAt}`, anew: sql`counted.submitted_at` },
  { kept: sql`${r.value}`, anew: sql`counted.value` },
  { kept: sql`${r.band}`, anew: sql`sign(counted.value - ${c.targetRating})` },
  { kept: sql`${r.feedbackWords}`, anew: sql`counted.words` },
  { kept: sql`${r.hasNextSteps}`, anew: sql`counted.has_next_steps` },
  {
    kept: sql`${r.requestedAt}`,
    anew: sql`case when ${s.requestedBy} is not null then coalesce(${s.renewedAt}, ${s.createdAt}) end`,
  },
  {
    kept: sql`${r.answeredAfterHours}`,
    anew: sql`case when ${s.requestedBy} is not null then greatest(0,
      floor(extract(epoch from counted.submitted_at - coalesce(${s.renewedAt}, ${s.createdAt})) / 3600)) end`,
  },
];

/** Of these students, those whose lines for analytics are not what their evaluations come to. */
export const selectLinesDiffering = sqlStatement(
  "health_lines_differing",
  student,
  (p: Params<{ studentIds: string[] }>) => sql`
    with kept as (
      select ${r.assessmentId} as id, ${r.studentId} as student_id, ${r.schoolId} as school_id,
        array[${texts(line.map(({ kept }) => kept))}] as line
      from ${r} where ${r.studentId} = any(${p.studentIds}::text[])),
    anew as (
      select ${s.id} as id, ${s.studentId} as student_id, ${s.schoolId} as school_id,
        array[${texts(line.map(({ anew }) => anew))}] as line
      from ${s} join ${c} on ${c.id} = ${s.competencyId}
      join ${rs} on ${rs.id} = ${c.ratingScaleId}
      join ${schools} on ${schools.id} = ${s.schoolId}
      cross join lateral (
        select (array_agg(${e.evaluatorId} order by ${e.signedAt}, ${e.id}))[1] as evaluator_id,
          count(distinct coalesce(${e.evaluatorId}, ${e.guestEmail}, ${e.guestName}, ${e.id})) as evaluators,
          min(least(${s.submittedAt}, ${e.signedAt})) as submitted_at,
          case when ${rs.kind} = 'NUMERIC' then round(avg(coalesce(${e.overallRating}, ${e.rubricResult})), 6)
            else percentile_disc(0.5) within group (order by coalesce(${e.overallRating}, ${e.rubricResult})) end as value,
          sum(${e.wordCount}) as words, bool_or(${e.hasNextSteps}) as has_next_steps
        from ${e}
        where ${e.assessmentId} = ${s.id} and ${e.state} = 'SIGNED' and not ${e.isSelf}
          and coalesce(${e.overallRating}, ${e.rubricResult}) is not null
          and not (${e.guestName} is not null and ${e.guestConfirmedAt} is null
            and coalesce((${schools.settings} ->> 'confirmsGuests')::boolean, false))
        having count(*) > 0) counted
      where ${s.studentId} = any(${p.studentIds}::text[])
        and (${s.status} = 'APPROVED' or (${s.status} = 'SUBMITTED' and not ${c.needsCountersignature})))
    select distinct coalesce(kept.student_id, anew.student_id) as "studentId", coalesce(kept.school_id, anew.school_id) as "schoolId"
    from kept full join anew on anew.id = kept.id
    where kept.line is distinct from anew.line order by 1`,
);

/** In one notation: a number of another type or scale is the same number. */
function texts(values: readonly SQL[]): SQL {
  return sql.join(
    values.map((value) => sql`to_jsonb(${value})`),
    sql`, `,
  );
}
