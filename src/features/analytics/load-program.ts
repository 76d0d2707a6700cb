import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { Facts, Standing, Subject } from "#src/features/analytics/facts.ts";
import { noNames } from "#src/features/analytics/load-names.ts";
import { partsOf, type Timeframe } from "#src/features/analytics/timeframe.ts";
import { type InteractionType, interactionTypes, type Metric } from "#src/features/analytics/values.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { isCounted } from "#src/platform/db/taking-part.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The facts of a program: its totals live, all else from the school's history, of the whole months that it touches. */
export async function loadProgram(
  tx: Tx,
  subject: Subject,
  timeframe: Timeframe,
  wanted: ReadonlySet<Metric>,
  standings: Promise<readonly Standing[]>,
): Promise<Facts> {
  const programId = subject.id;
  const parts = partsOf(timeframe, "month");
  const months = { programId, from: `${timeframe.from.slice(0, 7)}-01`, to: timeframe.to };
  const [progress, ratings, evaluators, happened, distributions, groups] = await Promise.all([
    wanted.has("completion") ? tx.query(selectTotals, { programId }) : [],
    wanted.has("ratings") ? tx.query(selectRatings, months) : [],
    wanted.has("evaluator-spread") ? tx.query(selectEvaluators, months) : [],
    tx.query(selectCohorts, months),
    tx.query(selectDistributions, months),
    standings,
  ]);
  const partOf = (month: string) => parts.findIndex(({ from }) => from.slice(0, 7) === month.slice(0, 7));
  const sum = (of: (line: (typeof happened)[number]) => number) => happened.reduce((all, line) => all + of(line), 0);
  const byPart = (of: (line: (typeof happened)[number]) => number) =>
    parts.map((_, n) => happened.filter(({ month }) => partOf(month) === n).reduce((all, line) => all + of(line), 0));
  const timesOf = (kind: string) =>
    distributions.filter((line) => line.kind === kind).map(({ amount, times }) => [amount, times] as const);
  return {
    subject,
    timeframe,
    parts,
    progress: { ...(progress[0] ?? { completed: 0, total: 0 }), categories: [] },
    plans: null,
    standing: groups.find((one) => one.programId === programId && one.cohortId === "*") ?? null,
    completionsByPart: byPart(({ completions }) => completions),
    ratings: ratings.map(({ month, ...line }) => ({ ...line, part: partOf(month) })),
    evaluators,
    spread: null,
    feedbackWords: timesOf("FEEDBACK_WORDS"),
    withNextSteps: sum(({ withNextSteps }) => withNextSteps),
    answeredAfterHours: timesOf("ANSWERED_AFTER_HOURS"),
    expired: sum(({ expired }) => expired),
    evidence: { submissions: sum(({ submissions }) => submissions), files: sum(({ files }) => files) },
    minutesByPart: byPart(({ minutes }) => minutes),
    approvedToDateMinutes: null,
    requiredMinutes: null,
    interactions: distributions.flatMap(({ kind, times }) =>
      isInteraction(kind) ? [{ type: kind, count: times }] : [],
    ),
    competencies: [],
    names: noNames,
  };
}

/**
 * The groups with which the reader may be compared, as of the last refresh: all, or those of a subject's program. Of
 * cohorts beside a student's or a cohort's own, only how many students they have.
 */
export function loadStandings(tx: Tx, of?: Pick<Subject, "scope" | "programId" | "cohortId">): Promise<Standing[]> {
  return tx.query(selectStandings, {
    programId: of?.programId ?? null,
    cohortId: of && of.scope !== "program" ? of.cohortId : null,
  });
}

/** When the history was computed. */
export const selectFreshness = sqlStatement(
  "analytics_freshness",
  z.object({ refreshedAt: z.date().nullable() }),
  () => sql`select app.history_refreshed_at() as "refreshedAt"`,
);

function isInteraction(kind: string): kind is InteractionType {
  return interactionTypes.some((type) => type === kind);
}

const st = alias(users, "st");
const p_ = alias(studentProgress, "p");
const co = alias(cohorts, "co");
const pr = alias(programs, "pr");

const selectTotals = sqlStatement(
  "analytics_program_totals",
  z.object({ completed: z.number(), total: z.number() }),
  (p: Params<{ programId: string }>) => sql`
    select coalesce(sum(${p_.completed}), 0)::int as completed, coalesce(sum(${p_.total}), 0)::int as total
    from ${studentProgress} ${p_} join ${users} ${st} on ${st.id} = ${p_.studentId}
    where ${st.programId} = ${p.programId} and ${isOneOf(st.role, "STUDENT")} and ${isCounted(st)}`,
);

type Months = { programId: string; from: string; to: string };
const isWithin = (p: Params<Months>) =>
  sql`h.program_id = ${p.programId} and h.month between ${p.from}::date and ${p.to}::date`;
const counts = { below: z.number(), at: z.number(), above: z.number() };

const selectRatings = sqlStatement(
  "analytics_program_ratings",
  z.object({ month: z.string(), competencyId: z.string(), rotationId: z.string().nullable(), ...counts }),
  (p: Params<Months>) => sql`
    select h.month::text as month, h.competency_id as "competencyId", nullif(h.rotation_id, '') as "rotationId",
           sum(h.below)::int as below, sum(h.at)::int as at, sum(h.above)::int as above
    from app.read_rating_history() h where ${isWithin(p)} group by 1, 2, 3`,
);

const selectEvaluators = sqlStatement(
  "analytics_program_evaluators",
  z.object({ evaluatorId: z.string().nullable(), ...counts }),
  (p: Params<Months>) => sql`
    select nullif(h.evaluator_id, '') as "evaluatorId", sum(h.below)::int as below, sum(h.at)::int as at,
           sum(h.above)::int as above
    from app.read_evaluator_history() h where ${isWithin(p)} group by 1`,
);

const selectCohorts = sqlStatement(
  "analytics_program_cohorts",
  z.object({
    month: z.string(),
    withNextSteps: z.number(),
    completions: z.number(),
    minutes: z.number(),
    expired: z.number(),
    submissions: z.number(),
    files: z.number(),
  }),
  (p: Params<Months>) => sql`
    select h.month::text as month, sum(h.with_next_steps)::int as "withNextSteps", sum(h.completions)::int as completions,
           sum(h.approved_minutes)::int as minutes, sum(h.expired_requests)::int as expired,
           sum(h.submissions)::int as submissions, sum(h.files)::int as files
    from app.read_cohort_history() h where ${isWithin(p)} group by 1`,
);

const selectDistributions = sqlStatement(
  "analytics_program_distributions",
  z.object({ kind: z.string(), amount: z.number(), times: z.number() }),
  (p: Params<Months>) => sql`
    select h.kind, h.amount, sum(h.times)::int as times
    from app.read_distribution_history() h where ${isWithin(p)} group by 1, 2`,
);

/** Numeric arrives as text. */
const number = z.coerce.number().nullable();

const selectStandings = sqlStatement(
  "analytics_standings",
  z.object({
    programId: z.string(),
    cohortId: z.string(),
    name: z.string(),
    students: z.number(),
    completed: number,
    total: number,
    planned: number,
    completedOfPlanned: number,
    totalOfPlanned: number,
    overdue: number,
    overdueStudents: number,
    percentage: number,
    plannedPercentage: number,
    lowerQuartile: number,
    median: number,
    upperQuartile: number,
    daysToComplete: number,
    daysAhead: number,
  }) satisfies z.ZodType<Standing>,
  (p: Params<{ programId: string | null; cohortId: string | null }>) => sql`
    select g.program_id as "programId", g.cohort_id as "cohortId", coalesce(${co.name}, ${pr.name}, '') as name, g.students,
           f.completed, f.total, f.planned, f.completed_of_planned as "completedOfPlanned",
           f.total_of_planned as "totalOfPlanned", f.overdue, f.overdue_students as "overdueStudents", f.percentage,
           f.planned_percentage as "plannedPercentage", f.lower_quartile as "lowerQuartile", f.median,
           f.upper_quartile as "upperQuartile", f.days_to_complete as "daysToComplete", f.days_ahead as "daysAhead"
    from app.read_group_standing() g
    left join lateral (select g.*) f on ${p.cohortId}::text is null or g.cohort_id in ('*', ${p.cohortId})
    left join ${cohorts} ${co} on ${co.id} = f.cohort_id left join ${programs} ${pr} on ${pr.id} = f.program_id
    where ${p.programId}::text is null or g.program_id = ${p.programId}`,
);
