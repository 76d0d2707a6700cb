import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { CategoryTotal, Facts, Plans, StudentStanding, Subject } from "#src/features/analytics/facts.ts";
import { loadLines } from "#src/features/analytics/load-lines.ts";
import { noNames } from "#src/features/analytics/load-names.ts";
import { loadPlans } from "#src/features/analytics/load-plans.ts";
import type { Timeframe } from "#src/features/analytics/timeframe.ts";
import { interactionTypes, type Metric } from "#src/features/analytics/values.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencySubmissions, submissionFiles } from "#src/platform/db/tables/competency-submissions.ts";
import { learningAnalytics } from "#src/platform/db/tables/learning-analytics.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
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
  const { studentIds, timeZone } = subject;
  const period = { studentIds: [...studentIds], timeZone, ...timeframe };
  const starts = parts.map(({ from }) => from);
  const isPlanned = (["completion", "pace", "time-to-competence", "overdue"] as const).some((name) => wanted.has(name));
  const [progress, categories, plans, lines, expired, evidence, hours, required, interactions] = await Promise.all([
    wanted.has("completion") ? tx.query(selectTotals, { studentIds: [...studentIds] }) : [],
    wanted.has("completion") ? tx.query(selectCategories, { studentIds: [...studentIds] }) : [],
    isPlanned ? loadPlans(tx, subject, timeframe, parts) : noPlans,
    loadLines(tx, subject, timeframe, parts, wanted),
    wanted.has("turnaround") ? tx.query(selectExpired, period) : [],
    wanted.has("evidence") ? tx.query(selectEvidence, period) : [],
    wanted.has("hours") ? tx.query(selectMinutes, { ...period, starts }) : [],
    wanted.has("hours") ? tx.query(selectRequired, { studentIds: [...studentIds] }) : [],
    wanted.has("engagement") ? tx.query(selectInteractions, period) : [],
  ]);
  return {
    subject,
    timeframe,
    parts,
    progress: { ...(progress[0] ?? { completed: 0, total: 0 }), categories },
    plans,
    standing: null,
    completionsByPart: countByPart(plans.students, parts),
    ...lines,
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

const noPlans: Plans = { students: [], plannedByPart: [], endsOn: null, overdue: [], daysTaken: [] };

/** The first part has 0. */
function countByPart(students: readonly StudentStanding[], parts: readonly Timeframe[]): number[] {
  return parts.map((_, part) =>
    students.reduce(
      (sum, { completedByPart, completedBefore }) =>
        sum + (completedByPart[part] ?? 0) - (completedByPart[part - 1] ?? completedBefore),
      0,
    ),
  );
}

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
    select b.category, b."frameworkId", b.framework, sum(b.completed)::int as completed, sum(b.total)::int as total
    from ${studentProgress} ${p_}, jsonb_to_recordset(${p_.categoryBreakdown})
      as b (category text, "frameworkId" text, framework text, completed int, total int)
    where ${p_.studentId} = any(${p.studentIds})
    group by 1, 2, 3 order by 1, 3, 2`,
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
