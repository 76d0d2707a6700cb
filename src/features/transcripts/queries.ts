import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { a, c, e, isUnconfirmedGuestSql, rs, s } from "#src/features/progress/evidence.ts";
import { shownStatusSql } from "#src/features/progress/overdue.ts";
import { shownAssignmentStatuses } from "#src/features/progress/values.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import { type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { transcripts as t } from "#src/platform/db/tables/certificates.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyTemplates as f } from "#src/platform/db/tables/competency-templates.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { timeRecords } from "#src/platform/db/tables/time-records.ts";
import { users } from "#src/platform/db/tables/users.ts";

type OfStudent = { studentId: string };

/**
 * An evaluation that counts in the level of the assignment `a` of the competency `c`, by the rules of
 * counted-evidence.ts; a test compares the counts with those that the recount stores.
 */
const isCounted = sql`${e.studentId} = ${a.userId} and ${holdsCompetency(a, e.competencyId)}
  and ${isOneOf(e.state, "SIGNED")} and not ${e.isSelf} and not ${isUnconfirmedGuestSql(e)}
  and coalesce(${e.overallRating}, ${e.rubricResult}) is not null
  and (${isOneOf(s.status, "APPROVED")} or (${isOneOf(s.status, "SUBMITTED")} and not ${c.needsCountersignature}))
  and not exists (select from ${competencies} earlier where earlier.id = ${e.competencyId}
    and earlier.rating_scale_id <> ${c.ratingScaleId})
  and (${a.cycleStartsAt} is null or ${s.observedAt} > ${a.cycleStartsAt})`;

const joined = sql`${competencyAssignments} ${a}
  join ${competencies} ${c} on ${c.id} = ${a.competencyId}`;

/** Whose transcript it is. People who assessed without their name are left out of `assessors`. */
export const selectHead = sqlStatement(
  "transcript_head",
  z.object({
    schoolId: z.string(),
    isSupervisor: z.boolean(),
    name: z.string(),
    number: z.string().nullable(),
    program: z.string().nullable(),
    cohort: z.string().nullable(),
    assessors: z.number(),
    assessorsAtLeast: z.boolean(),
    approvedMinutes: z.number(),
    requiredMinutes: z.number().nullable(),
  }),
  (p: Params<OfStudent>) => sql`
    select ${users.schoolId} as "schoolId", app.supervises(${users.id}) as "isSupervisor", ${users.name} as name,
      ${users.studentNumber} as number, ${programs.name} as program, ${cohorts.name} as cohort, counted.assessors,
      counted."assessorsAtLeast",
      (select coalesce(sum(${timeRecords.minutes}), 0)::int from ${timeRecords}
        where ${timeRecords.studentId} = ${users.id} and ${isOneOf(timeRecords.status, "APPROVED")}) as "approvedMinutes",
      (select sum(r.required)::int from (
        select distinct ${rotations.id}, ${rotations.requiredMinutes} as required
        from ${placements} join ${rotations} on ${rotations.id} = ${placements.rotationId}
        where ${placements.studentId} = ${users.id}
          and (${placements.endedAt} is null or ${placements.endedAt}::date >= ${placements.startsOn})) r) as "requiredMinutes"
    from ${users}
    left join ${programs} on ${programs.id} = ${users.programId}
    left join ${cohorts} on ${cohorts.id} = ${users.cohortId}
    cross join lateral (
      select count(distinct coalesce(${e.evaluatorId}, ${e.guestEmail}, ${e.guestName}))
          filter (where not ${e.isAnonymous})::int as assessors,
        coalesce(bool_or(${e.isAnonymous}), false) as "assessorsAtLeast"
      from ${joined}
      join ${evaluations} ${e} on ${e.studentId} = ${a.userId}
      join ${assessments} ${s} on ${s.id} = ${e.assessmentId}
      where ${a.userId} = ${users.id} and ${isNoneOf(a.status, "WITHDRAWN")} and ${isCounted}) counted
    where ${users.id} = ${p.studentId} and ${isOneOf(users.role, "STUDENT")}`,
);

const line = z.object({
  frameworkId: z.string().nullable(),
  framework: z.string().nullable(),
  version: z.string().nullable(),
  category: z.string(),
  code: z.string().nullable(),
  name: z.string(),
  status: z.enum(shownAssignmentStatuses),
  result: z.number().nullable(),
  scaleId: z.string(),
  scale: z.string(),
  kind: z.enum(["ORDINAL", "NUMERIC", "BINARY"]),
  min: z.number(),
  max: z.number(),
  levels: z.array(z.object({ value: z.number(), label: z.string() })),
  target: z.number(),
  method: z.string(),
  times: z.number().nullable(),
  completedOn: z.string().nullable(),
  assessments: z.number(),
  assessors: z.number(),
  requiredAssessors: z.number(),
  isUnnamed: z.boolean(),
});
export type LineRow = z.output<typeof line>;

/** One line for each competency of the student, in the order of the screens. */
export const selectLines = sqlStatement(
  "transcript_lines",
  line,
  (p: Params<OfStudent>) => sql`
    select ${c.templateId} as "frameworkId", ${f.name} as framework, ${f.version} as version, ${c.category} as category,
      ${c.code} as code, ${c.name} as name, ${shownStatusSql(a)} as status, ${a.result}::float8 as result,
      ${rs.id} as "scaleId", ${rs.name} as scale, ${rs.kind} as kind, ${rs.minValue}::float8 as min,
      ${rs.maxValue}::float8 as max, ${rs.levels} as levels, ${c.targetRating}::float8 as target,
      ${c.scoringMethod} as method, ${c.nTimes} as times,
      ((${a.completionDate} at time zone ${schools.timeZone})::date)::text as "completedOn",
      ${a.observations} as assessments, ${a.evaluators} as assessors, ${c.requiredEvaluators} as "requiredAssessors",
      exists (select from ${evaluations} ${e} join ${assessments} ${s} on ${s.id} = ${e.assessmentId}
        where ${e.isAnonymous} and ${isCounted}) as "isUnnamed"
    from ${joined}
    join ${ratingScales} ${rs} on ${rs.id} = ${c.ratingScaleId}
    join ${schools} on ${schools.id} = ${a.schoolId}
    left join ${f} on ${f.id} = ${c.templateId}
    where ${a.userId} = ${p.studentId} and ${isNoneOf(a.status, "WITHDRAWN")}
    order by ${f.name} collate "C" nulls last, ${c.templateId}, ${c.category} collate "C", ${c.sortOrder}, ${a.id}`,
);

type Given = OfStudent & { schoolId: string; digest: string; completed: number; total: number };

/** A code for what the transcript says; the one that it has stays. */
export const insertTranscript = sqlWrite(
  "transcript_insert",
  (p: Params<Given>) => sql`
    insert into ${t} (code, school_id, student_id, digest, completed, total)
    values (app.random_code(), ${p.schoolId}, ${p.studentId}, ${p.digest}, ${p.completed}, ${p.total})
    on conflict (student_id, digest) do nothing`,
);

export const selectTranscript = statement("transcript_find", (db, p: Params<OfStudent & { digest: string }>) =>
  db
    .select({ code: t.code, madeAt: t.madeAt })
    .from(t)
    .where(and(eq(t.studentId, p.studentId), eq(t.digest, p.digest))),
);
