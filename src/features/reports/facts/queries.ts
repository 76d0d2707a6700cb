import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { isOverdueSql } from "#src/features/progress/overdue.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, type RowOf, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { ratedAssessments } from "#src/platform/db/tables/rated-assessments.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { timeRecords } from "#src/platform/db/tables/time-records.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { sealedColumn } from "#src/platform/sealed/field.ts";

const st = alias(users, "st");
const ev = alias(users, "ev");
const a = alias(competencyAssignments, "a");
const c = alias(competencies, "c");
const f = alias(competencyTemplates, "f");
const r = alias(ratedAssessments, "r");
const sp = alias(studentProgress, "sp");
const t = alias(timeRecords, "t");
const pl = alias(placements, "pl");
const ro = alias(rotations, "ro");

export type Within = { studentIds: string[]; timeZone: string; from: string; to: string };
const whole = z.number();

const isRatedWithin = (p: Params<Within>) => sql`${r.studentId} = any(${p.studentIds})
  and ${r.observedOn} between ${p.from}::date and ${p.to}::date`;
const dayOfRecord = (p: Params<Within>) => sql`(${t.startedAt} at time zone ${p.timeZone})::date`;
const isRecordedWithin = (p: Params<Within>) => sql`${t.studentId} = any(${p.studentIds})
  and ${t.startedAt} >= ${p.from}::date::timestamp at time zone ${p.timeZone}
  and ${t.startedAt} < (${p.to}::date + 1)::timestamp at time zone ${p.timeZone}`;
const bandsOf = sql`(count(*) filter (where ${r.band} < 0))::int as below, (count(*) filter (where ${r.band} = 0))::int as at,
  (count(*) filter (where ${r.band} > 0))::int as above`;
const bandShape = { below: whole, at: whole, above: whole };

/** The students of a report by name, each with where they are placed today and what they have reached. */
export const selectStudents = sqlStatement(
  "report_students",
  z.object({
    id: z.string(),
    name: z.string(),
    number: z.string().nullable(),
    site: z.string().nullable(),
    completed: whole,
    total: whole,
    overdue: whole,
    approvedMinutes: whole,
    lastAssessed: z.string().nullable(),
  }),
  (p: Params<Within>) => sql`
    with late as (
      select ${a.userId} as id, count(*)::int as overdue from ${competencyAssignments} ${a}
      where ${a.userId} = any(${p.studentIds}) and ${isNoneOf(a.status, "WITHDRAWN")} and ${isOverdueSql(a)} group by 1),
    rated as (
      select ${r.studentId} as id, max(${r.observedOn})::text as last from ${ratedAssessments} ${r}
      where ${r.studentId} = any(${p.studentIds}) group by 1),
    worked as (
      select ${t.studentId} as id, sum(${t.minutes})::int as minutes from ${timeRecords} ${t}
      where ${isRecordedWithin(p)} and ${isOneOf(t.status, "APPROVED")} group by 1),
    placed as (
      select distinct on (${pl.studentId}) ${pl.studentId} as id, ${ro.site} as site
      from ${placements} ${pl} join ${rotations} ${ro} on ${ro.id} = ${pl.rotationId}
      where ${pl.studentId} = any(${p.studentIds}) and ${pl.endedAt} is null
        and (now() at time zone ${p.timeZone})::date between ${pl.startsOn} and ${pl.endsOn}
      order by ${pl.studentId}, ${pl.startsOn} desc, ${pl.id})
    select ${st.id}, ${st.name}, ${st.studentNumber} as number, placed.site, coalesce(${sp.completed}, 0) as completed,
           coalesce(${sp.total}, 0) as total, coalesce(late.overdue, 0) as overdue,
           coalesce(worked.minutes, 0) as "approvedMinutes", rated.last as "lastAssessed"
    from ${users} ${st} left join ${studentProgress} ${sp} on ${sp.studentId} = ${st.id}
    left join late on late.id = ${st.id} left join rated on rated.id = ${st.id}
    left join worked on worked.id = ${st.id} left join placed on placed.id = ${st.id}
    where ${st.id} = any(${p.studentIds}) order by ${inNameOrder(st.name)}, ${st.id}`,
);
export type StudentLine = RowOf<typeof selectStudents>;

/** Each competency that these students were given, with what they reached and how it was rated in the days. */
export const selectCoverage = sqlStatement(
  "report_coverage",
  z.object({
    id: z.string(),
    framework: z.string().nullable(),
    category: z.string(),
    code: z.string().nullable(),
    name: z.string(),
    given: whole,
    completed: whole,
    overdue: whole,
    ...bandShape,
  }),
  (p: Params<Within>) => sql`
    with given as (
      select ${a.competencyId} as id, count(*)::int as given,
             (count(*) filter (where ${isOneOf(a.status, ...completedStatuses)}))::int as completed,
             (count(*) filter (where ${isOverdueSql(a)}))::int as overdue
      from ${competencyAssignments} ${a}
      where ${a.userId} = any(${p.studentIds}) and ${isNoneOf(a.status, "WITHDRAWN")} group by 1),
    rated as (
      select ${r.competencyId} as id, ${bandsOf} from ${ratedAssessments} ${r} where ${isRatedWithin(p)} group by 1)
    select ${c.id}, ${f.name} as framework, ${c.category}, ${c.code}, ${c.name}, given.given, given.completed, given.overdue,
           coalesce(rated.below, 0) as below, coalesce(rated.at, 0) as at, coalesce(rated.above, 0) as above
    from given join ${competencies} ${c} on ${c.id} = given.id
    left join ${competencyTemplates} ${f} on ${f.id} = ${c.templateId} left join rated on rated.id = given.id
    order by ${f.name} collate "C" nulls last, ${c.templateId}, ${c.category} collate "C", ${c.sortOrder}, ${c.id}`,
);
export type CoverageLine = RowOf<typeof selectCoverage>;

/** Who assessed these students in the days. A supervisor gets their own line alone, as in the analytics. */
export const selectEvaluators = sqlStatement(
  "report_evaluators",
  z.object({
    id: z.string().nullable(),
    name: z.string().nullable(),
    assessments: whole,
    students: whole,
    ...bandShape,
    words: whole.nullable(),
    answerHours: whole.nullable(),
    last: z.string(),
  }),
  (p: Params<Within & { onlyId: string | null }>) => sql`
    select ${r.evaluatorId} as id, ${ev.name} as name, count(*)::int as assessments,
           count(distinct ${r.studentId})::int as students, ${bandsOf},
           (percentile_disc(0.5) within group (order by ${r.feedbackWords}))::int as words,
           (percentile_disc(0.5) within group (order by ${r.answeredAfterHours}))::int as "answerHours",
           max(${r.observedOn})::text as last
    from ${ratedAssessments} ${r} left join ${users} ${ev} on ${ev.id} = ${r.evaluatorId}
    where ${isRatedWithin(p)} and (${p.onlyId}::text is null or ${r.evaluatorId} = ${p.onlyId})
    group by ${r.evaluatorId}, ${ev.name} order by 3 desc, ${r.evaluatorId}`,
);
export type EvaluatorLine = RowOf<typeof selectEvaluators>;

/** Hours of each student in the days, beside what is approved and needed in all. */
export const selectHours = sqlStatement(
  "report_hours",
  z.object({
    id: z.string(),
    name: z.string(),
    number: z.string().nullable(),
    approved: whole,
    waiting: whole,
    notApproved: whole,
    toDate: whole,
    required: whole.nullable(),
  }),
  (p: Params<Within>) => sql`
    with worked as (
      select ${t.studentId} as id,
             coalesce(sum(${t.minutes}) filter (where ${isOneOf(t.status, "APPROVED")}), 0)::int as approved,
             coalesce(sum(${t.minutes}) filter (where ${isOneOf(t.status, "PENDING", "NEEDS_INFO")}), 0)::int as waiting,
             coalesce(sum(${t.minutes}) filter (where ${isOneOf(t.status, "NOT_APPROVED")}), 0)::int as not_approved
      from ${timeRecords} ${t} where ${isRecordedWithin(p)} group by 1),
    ever as (
      select ${t.studentId} as id, sum(${t.minutes})::int as minutes from ${timeRecords} ${t}
      where ${t.studentId} = any(${p.studentIds}) and ${isOneOf(t.status, "APPROVED")} group by 1),
    needed as (
      select placed.id, sum(${ro.requiredMinutes})::int as minutes from (
        select distinct ${pl.studentId} as id, ${pl.rotationId} as rotation_id from ${placements} ${pl}
        where ${pl.studentId} = any(${p.studentIds})
          and (${pl.endedAt} is null or ${pl.endedAt}::date >= ${pl.startsOn})) placed
      join ${rotations} ${ro} on ${ro.id} = placed.rotation_id group by 1)
    select ${st.id}, ${st.name}, ${st.studentNumber} as number, coalesce(worked.approved, 0) as approved,
           coalesce(worked.waiting, 0) as waiting, coalesce(worked.not_approved, 0) as "notApproved",
           coalesce(ever.minutes, 0) as "toDate", needed.minutes as required
    from ${users} ${st} left join worked on worked.id = ${st.id} left join ever on ever.id = ${st.id}
    left join needed on needed.id = ${st.id}
    where ${st.id} = any(${p.studentIds}) order by ${inNameOrder(st.name)}, ${st.id}`,
);
export type HoursLine = RowOf<typeof selectHours>;

export const selectRotationHours = sqlStatement(
  "report_rotation_hours",
  z.object({ id: z.string(), name: z.string(), site: z.string(), students: whole, approved: whole, waiting: whole }),
  (p: Params<Within>) => sql`
    select ${ro.id}, ${ro.name} || ', ' || ${ro.unit} as name, ${ro.site}, count(distinct ${t.studentId})::int as students,
           coalesce(sum(${t.minutes}) filter (where ${isOneOf(t.status, "APPROVED")}), 0)::int as approved,
           coalesce(sum(${t.minutes}) filter (where ${isOneOf(t.status, "PENDING", "NEEDS_INFO")}), 0)::int as waiting
    from ${timeRecords} ${t} join ${rotations} ${ro} on ${ro.id} = ${t.rotationId}
    where ${isRecordedWithin(p)} and ${isNoneOf(t.status, "DRAFT")}
    group by ${ro.id} order by ${ro.site}, ${ro.name}, ${ro.id}`,
);
export type RotationLine = RowOf<typeof selectRotationHours>;

export const countEntries = sqlStatement(
  "report_entries_count",
  z.object({ count: whole }),
  (p: Params<Within>) => sql`
    select count(*)::int as count from ${timeRecords} ${t} where ${isRecordedWithin(p)} and ${isNoneOf(t.status, "DRAFT")}`,
);

/** Entries after a place, oldest first. */
export const selectEntries = sqlStatement(
  "report_entries",
  z.object({
    id: z.string(),
    schoolId: z.string(),
    startedAt: z.date(),
    day: z.string(),
    name: z.string(),
    number: z.string().nullable(),
    rotation: z.string(),
    site: z.string(),
    minutes: whole,
    status: z.enum(["PENDING", "APPROVED", "NOT_APPROVED", "NEEDS_INFO"]),
    activity: sealedColumn,
    decidedBy: z.string().nullable(),
  }),
  (p: Params<Within & { afterAt: Date | null; afterId: string | null; limit: number }>) => sql`
    select ${t.id}, ${t.schoolId} as "schoolId", date_trunc('milliseconds', ${t.startedAt}) as "startedAt", ${dayOfRecord(p)}::text as day, ${st.name},
           ${st.studentNumber} as number, ${ro.name} as rotation, ${ro.site}, ${t.minutes}, ${t.status}, ${t.activity},
           ${ev.name} as "decidedBy"
    from ${timeRecords} ${t} join ${users} ${st} on ${st.id} = ${t.studentId}
    join ${rotations} ${ro} on ${ro.id} = ${t.rotationId} left join ${users} ${ev} on ${ev.id} = ${t.decidedBy}
    where ${isRecordedWithin(p)} and ${isNoneOf(t.status, "DRAFT")}
      and (${p.afterAt}::timestamptz is null
        or (date_trunc('milliseconds', ${t.startedAt}), ${t.id}) > (${p.afterAt}::timestamptz, ${p.afterId}::text collate "C"))
    order by date_trunc('milliseconds', ${t.startedAt}), ${t.id} limit ${p.limit}`,
  { isPlannedForValues: true },
);
/** With its activity opened. */
export type EntryLine = Omit<RowOf<typeof selectEntries>, "activity" | "schoolId"> & { activity: string };

/** The newest assessments of these competencies, at most three of each. */
export const selectSamples = sqlStatement(
  "report_samples",
  z.object({
    competencyId: z.string(),
    competency: z.string(),
    name: z.string(),
    number: z.string().nullable(),
    day: z.string(),
    value: z.coerce.number(),
    assessor: z.string().nullable(),
  }),
  (p: Params<{ competencyIds: string[] }>) => sql`
    select ${c.id} as "competencyId", ${c.name} as competency, ${st.name}, ${st.studentNumber} as number, one.day, one.value,
           ${ev.name} as assessor
    from ${competencies} ${c} cross join lateral (
      select ${r.studentId} as student_id, ${r.evaluatorId} as evaluator_id, ${r.observedOn}::text as day, ${r.value} as value
      from ${ratedAssessments} ${r} where ${r.competencyId} = ${c.id}
      order by ${r.observedOn} desc, ${r.assessmentId} limit 3) one
    join ${users} ${st} on ${st.id} = one.student_id left join ${users} ${ev} on ${ev.id} = one.evaluator_id
    where ${c.id} = any(${p.competencyIds}) order by ${c.sortOrder}, ${c.id}, one.day desc, ${st.id}`,
);
export type SampleLine = RowOf<typeof selectSamples>;
