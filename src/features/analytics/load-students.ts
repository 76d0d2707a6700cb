import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { CategoryTotal, Facts, StudentPlan, Subject } from "#src/features/analytics/facts.ts";
import { noNames } from "#src/features/analytics/load-names.ts";
import type { Timeframe } from "#src/features/analytics/timeframe.ts";
import { interactionTypes, type Metric } from "#src/features/analytics/values.ts";
import { isOverdueSql } from "#src/features/progress/overdue.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { addDays } from "#src/lib/day.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencySubmissions, submissionFiles } from "#src/platform/db/tables/competency-submissions.ts";
import { learningAnalytics } from "#src/platform/db/tables/learning-analytics.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { ratedAssessments } from "#src/platform/db/tables/rated-assessments.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { timeRecords } from "#src/platform/db/tables/time-records.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/**
 * The facts of a student or a cohort, live: from the lines that are kept of each assessment, and from the assignments,
 * under the reader's own policies. All statements are sent at once.
 */
export async function loadStudents(
  tx: Tx,
  subject: Subject,
  timeframe: Timeframe,
  parts: readonly Timeframe[],
  wanted: ReadonlySet<Metric>,
): Promise<Facts> {
  const { studentIds, timeZone, endsOn } = subject;
  const period = { studentIds: [...studentIds], timeZone, ...timeframe };
  const starts = parts.map(({ from }) => from);
  const isPlanned = ["completion", "pace", "time-to-competence", "overdue"].some((name) => has(wanted, name));
  const isRated = has(wanted, "ratings");
  const [
    progress,
    categories,
    plans,
    ratings,
    evaluators,
    words,
    answers,
    expired,
    evidence,
    hours,
    required,
    interactions,
  ] = await Promise.all([
    has(wanted, "completion") ? tx.query(selectTotals, { studentIds: [...studentIds] }) : [],
    has(wanted, "completion") ? tx.query(selectCategories, { studentIds: [...studentIds] }) : [],
    isPlanned ? tx.query(selectPlans, { studentIds: [...studentIds], timeZone, endsOn }) : [],
    isRated ? tx.query(selectRatings, { ...period, starts }) : [],
    has(wanted, "evaluator-spread") ? tx.query(selectEvaluators, period) : [],
    has(wanted, "feedback") ? tx.query(selectWords, period) : [],
    has(wanted, "turnaround") ? tx.query(selectAnswers, period) : [],
    has(wanted, "turnaround") ? tx.query(selectExpired, period) : [],
    has(wanted, "evidence") ? tx.query(selectEvidence, period) : [],
    has(wanted, "hours") ? tx.query(selectMinutes, { ...period, starts }) : [],
    has(wanted, "hours") ? tx.query(selectRequired, { studentIds: [...studentIds] }) : [],
    has(wanted, "engagement") ? tx.query(selectInteractions, period) : [],
  ]);
  const students = plans.map(planOf);
  return {
    subject,
    timeframe,
    parts,
    progress: { ...(progress[0] ?? { completed: 0, total: 0 }), categories },
    plans: students,
    standing: null,
    completionsByPart: countByPart(students, parts),
    ratings,
    evaluators,
    feedbackWords: words.map(({ amount, times }) => [amount, times]),
    withNextSteps: words.reduce((sum, { withNextSteps }) => sum + withNextSteps, 0),
    answeredAfterHours: answers.map(({ amount, times }) => [amount, times]),
    expired: expired[0]?.expired ?? 0,
    evidence: evidence[0] ?? { submissions: 0, files: 0 },
    minutesByPart: parts.map((_, n) => hours.find(({ part }) => part === n + 1)?.minutes ?? 0),
    approvedToDateMinutes: required[0]?.approved ?? null,
    requiredMinutes: required[0]?.required ?? null,
    interactions,
    competencies: [],
    names: noNames,
  };
}

function has(wanted: ReadonlySet<Metric>, name: string): boolean {
  return [...wanted].some((metric) => metric === name);
}

/** The first part has 0. */
function countByPart(students: readonly StudentPlan[], parts: readonly Timeframe[]): number[] {
  const counts = parts.map(() => 0);
  for (const { completions } of students) {
    for (const { on } of completions) {
      const part = parts.findIndex(({ from, to }) => from <= on && on <= to);
      if (part >= 0) counts[part] = (counts[part] ?? 0) + 1;
    }
  }
  return counts;
}

type PlanRow = z.output<typeof planRow>;

/** Days come as numbers from this one on. */
const dayZero = "2000-01-01";
const days = new Map<number, string>();

function dayOf(number: number | null | undefined): string | null {
  if (number === null || number === undefined) return null;
  let day = days.get(number);
  if (day === undefined) {
    if (days.size > 20_000) days.clear();
    day = addDays(dayZero, number);
    days.set(number, day);
  }
  return day;
}

function planOf({ studentId, due, starts, ends, done, overdueIds }: PlanRow): StudentPlan {
  return {
    studentId,
    competencies: due.map((dueOn, n) => ({
      dueOn: dayOf(dueOn),
      startsOn: dayOf(starts[n]),
      endsOn: dayOf(ends[n]),
    })),
    completions: done.flatMap((on, n) => {
      const day = dayOf(on);
      return day === null || on === null ? [] : [{ on: day, days: on - (starts[n] ?? on) }];
    }),
    overdueIds,
  };
}

const r = alias(ratedAssessments, "r");
const a = alias(competencyAssignments, "a");
const p_ = alias(studentProgress, "p");
const t = alias(timeRecords, "t");
const s = alias(assessments, "s");
const su = alias(competencySubmissions, "su");
const pl = alias(placements, "pl");
const ro = alias(rotations, "ro");
const l = alias(learningAnalytics, "l");

type Ids = { studentIds: string[] };
type Within = Ids & { timeZone: string; from: string; to: string };

const totals = z.object({ completed: z.number(), total: z.number() });

const selectTotals = sqlStatement(
  "analytics_totals",
  totals,
  (p: Params<Ids>) => sql`
    select coalesce(sum(${p_.completed}), 0)::int as completed, coalesce(sum(${p_.total}), 0)::int as total
    from ${studentProgress} ${p_} where ${p_.studentId} = any(${p.studentIds})`,
);

const selectCategories = sqlStatement(
  "analytics_categories",
  z.object({
    category: z.string(),
    frameworkId: z.string().nullable(),
    framework: z.string().nullable(),
    completed: z.number(),
    total: z.number(),
  }) satisfies z.ZodType<CategoryTotal>,
  (p: Params<Ids>) => sql`
    select b ->> 'category' as category, b ->> 'frameworkId' as "frameworkId", b ->> 'framework' as framework,
           sum((b ->> 'completed')::int)::int as completed, sum((b ->> 'total')::int)::int as total
    from ${studentProgress} ${p_}, jsonb_array_elements(${p_.categoryBreakdown}) b
    where ${p_.studentId} = any(${p.studentIds})
    group by 1, 2, 3 order by 1, 3, 2`,
);

const dayNumber = sql.raw(`date '${dayZero}'`);
const numbers = z.array(z.number().nullable());

const planRow = z.object({
  studentId: z.string(),
  due: numbers,
  starts: numbers,
  ends: numbers,
  done: numbers,
  overdueIds: z.array(z.string()),
});

/** One row a student, with the days of each competency at the same place of four lists. */
const selectPlans = sqlStatement(
  "analytics_plans",
  planRow,
  (p: Params<Ids & { timeZone: string; endsOn: string | null }>) => sql`
    with spans as materialized (
      select d.id, (d.effective_at at time zone ${p.timeZone})::date - ${dayNumber} as starts,
             coalesce((d.due_at at time zone ${p.timeZone})::date, ${p.endsOn}::date) - ${dayNumber} as ends
      from app.deployment_spans() d)
    select ${a.userId} as "studentId",
           array_agg((${a.dueDate} at time zone ${p.timeZone})::date - ${dayNumber}) as due,
           array_agg(coalesce(d.starts, (${a.createdAt} at time zone ${p.timeZone})::date - ${dayNumber})) as starts,
           array_agg(coalesce(d.ends, ${p.endsOn}::date - ${dayNumber})) as ends,
           array_agg(case when ${isOneOf(a.status, ...completedStatuses)}
             then (${a.completionDate} at time zone ${p.timeZone})::date - ${dayNumber} end) as done,
           coalesce(array_agg(${a.competencyId}) filter (where ${isOverdueSql(a)}), '{}') as "overdueIds"
    from ${competencyAssignments} ${a} left join spans d on d.id = ${a.deploymentId}
    where ${a.userId} = any(${p.studentIds}) and ${isNoneOf(a.status, "WITHDRAWN")}
    group by ${a.userId} order by ${a.userId}`,
);

const isWithin = (p: Params<Within>) => sql`${r.studentId} = any(${p.studentIds})
  and ${r.observedOn} between ${p.from}::date and ${p.to}::date`;
const counts = sql`(count(*) filter (where ${r.band} < 0))::int as below, (count(*) filter (where ${r.band} = 0))::int as at,
  (count(*) filter (where ${r.band} > 0))::int as above`;
const countsShape = { below: z.number(), at: z.number(), above: z.number() };

const selectRatings = sqlStatement(
  "analytics_ratings",
  z.object({ part: z.number(), competencyId: z.string(), rotationId: z.string().nullable(), ...countsShape }),
  (p: Params<Within & { starts: string[] }>) => sql`
    select width_bucket(${r.observedOn}, ${p.starts}::date[]) - 1 as part, ${r.competencyId} as "competencyId",
           ${r.rotationId} as "rotationId", ${counts}
    from ${ratedAssessments} ${r} where ${isWithin(p)} group by 1, 2, 3`,
);

const selectEvaluators = sqlStatement(
  "analytics_evaluators",
  z.object({ studentId: z.string(), evaluatorId: z.string().nullable(), ...countsShape }),
  (p: Params<Within>) => sql`
    select ${r.studentId} as "studentId", ${r.evaluatorId} as "evaluatorId", ${counts}
    from ${ratedAssessments} ${r} where ${isWithin(p)} group by 1, 2`,
);

const selectWords = sqlStatement(
  "analytics_words",
  z.object({ amount: z.number(), times: z.number(), withNextSteps: z.number() }),
  (p: Params<Within>) => sql`
    select ${r.feedbackWords} as amount, count(*)::int as times, (count(*) filter (where ${r.hasNextSteps}))::int as "withNextSteps"
    from ${ratedAssessments} ${r} where ${isWithin(p)} group by 1`,
);

const selectAnswers = sqlStatement(
  "analytics_answers",
  z.object({ amount: z.number(), times: z.number() }),
  (p: Params<Within>) => sql`
    select ${r.answeredAfterHours} as amount, count(*)::int as times
    from ${ratedAssessments} ${r} where ${isWithin(p)} and ${r.answeredAfterHours} is not null group by 1`,
);

/** An instant within the days of the school. */
const inDays = (
  instant: Parameters<typeof sql>[1],
  p: Params<Within>,
) => sql`${instant} >= ${p.from}::date::timestamp at time zone ${p.timeZone}
  and ${instant} < (${p.to}::date + 1)::timestamp at time zone ${p.timeZone}`;

const selectExpired = sqlStatement(
  "analytics_expired",
  z.object({ expired: z.number() }),
  (p: Params<Within>) => sql`
    select count(*)::int as expired from ${assessments} ${s}
    where ${s.studentId} = any(${p.studentIds}) and ${isOneOf(s.status, "EXPIRED")} and ${inDays(s.expiresAt, p)}`,
);

const selectEvidence = sqlStatement(
  "analytics_evidence",
  z.object({ submissions: z.number(), files: z.number() }),
  (p: Params<Within>) => sql`
    select count(*)::int as submissions, coalesce(sum((select count(*) from ${submissionFiles}
             where ${submissionFiles.submissionId} = ${su.id})), 0)::int as files
    from ${competencySubmissions} ${su}
    where ${su.studentId} = any(${p.studentIds}) and ${isNoneOf(su.status, "DRAFT", "WITHDRAWN")} and ${inDays(su.submittedAt, p)}`,
);

const selectMinutes = sqlStatement(
  "analytics_minutes",
  z.object({ part: z.number(), minutes: z.number() }),
  (p: Params<Within & { starts: string[] }>) => sql`
    select width_bucket((${t.startedAt} at time zone ${p.timeZone})::date, ${p.starts}::date[]) as part,
           sum(${t.minutes})::int as minutes
    from ${timeRecords} ${t}
    where ${t.studentId} = any(${p.studentIds}) and ${isOneOf(t.status, "APPROVED")} and ${inDays(t.startedAt, p)}
    group by 1`,
);

/** Each rotation asks a student for its minutes once, however many placements they had in it. */
const selectRequired = sqlStatement(
  "analytics_required",
  z.object({ required: z.number().nullable(), approved: z.number() }),
  (p: Params<Ids>) => sql`
    select (select sum(${ro.requiredMinutes})::int from (
              select distinct ${pl.studentId}, ${pl.rotationId} from ${placements} ${pl}
              where ${pl.studentId} = any(${p.studentIds})
                and (${pl.endedAt} is null or ${pl.endedAt}::date >= ${pl.startsOn})) placed
            join ${rotations} ${ro} on ${ro.id} = placed.rotation_id) as required,
           (select coalesce(sum(${t.minutes}), 0)::int from ${timeRecords} ${t}
            where ${t.studentId} = any(${p.studentIds}) and ${isOneOf(t.status, "APPROVED")}) as approved`,
);

const selectInteractions = sqlStatement(
  "analytics_interactions",
  z.object({ type: z.enum(interactionTypes), count: z.number() }),
  (p: Params<Within>) => sql`
    select ${l.interactionType} as type, count(*)::int as count from ${learningAnalytics} ${l}
    where ${l.userId} = any(${p.studentIds}) and ${inDays(l.timestamp, p)} group by 1 order by 1`,
);
