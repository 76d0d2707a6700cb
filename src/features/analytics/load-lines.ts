import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { EvaluatorLine, Facts, RatingLine, Spread, Subject } from "#src/features/analytics/facts.ts";
import { fewestForSpread } from "#src/features/analytics/summarize.ts";
import type { Timeframe } from "#src/features/analytics/timeframe.ts";
import type { Metric } from "#src/features/analytics/values.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { ratedAssessments } from "#src/platform/db/tables/rated-assessments.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

type LineFacts = Pick<
  Facts,
  "ratings" | "evaluators" | "spread" | "feedbackWords" | "withNextSteps" | "answeredAfterHours"
>;

/** What the kept lines of students say about a timeframe. What was not asked for is empty. */
export async function loadLines(
  tx: Tx,
  { studentIds }: Subject,
  { from, to }: Timeframe,
  parts: readonly Timeframe[],
  wanted: ReadonlySet<Metric>,
): Promise<LineFacts> {
  const isAsked = (["ratings", "evaluator-spread", "feedback", "turnaround"] as const).some((name) => wanted.has(name));
  const starts = parts.map((part) => part.from);
  const rows = isAsked
    ? await tx.query(selectLines, { studentIds: [...studentIds], from, to, starts, fewest: fewestForSpread })
    : [];
  const of = (kind: Line["kind"], metric: Metric) =>
    wanted.has(metric) ? rows.filter((row) => row.kind === kind) : [];
  const words = of("words", "feedback");
  return {
    ratings: of("rating", "ratings").flatMap(ratingOf),
    evaluators: of("evaluator", "evaluator-spread").map(evaluatorOf),
    spread: spreadOf(of("people", "evaluator-spread"), of("alone", "evaluator-spread")),
    feedbackWords: words.map(timesOf),
    withNextSteps: words.reduce((sum, { next }) => sum + next, 0),
    answeredAfterHours: of("answer", "turnaround").map(timesOf),
  };
}

type Line = {
  kind: "rating" | "evaluator" | "words" | "answer" | "people" | "alone";
  /** Of a rating the part and its competency and rotation; else the person. */
  part: number | null;
  id: string | null;
  rotationId: string | null;
  /** Words, hours, or evaluators of a student. */
  amount: number | null;
  n: number;
  at: number;
  above: number;
  next: number;
};

function ratingOf({ part, id, rotationId, n, at, above }: Line): RatingLine[] {
  return part === null || id === null ? [] : [{ part, competencyId: id, rotationId, below: n - at - above, at, above }];
}

function evaluatorOf({ id, n, at, above }: Line): EvaluatorLine {
  return { evaluatorId: id, below: n - at - above, at, above };
}

function timesOf({ amount, n }: Line) {
  return [amount ?? 0, n] as const;
}

function spreadOf(people: readonly Line[], alone: readonly Line[]): Spread {
  return { evaluatorsPerStudent: people.map(timesOf), alone: alone.flatMap(({ id }) => id ?? []).sort() };
}

const r = alias(ratedAssessments, "r");

/** One pass over the lines, hence the grouping sets. Those of a guest have no evaluator, and count as nobody's. */
const selectLines = sqlStatement(
  "analytics_lines",
  // Read by the functions above alone, which pass on numbers and ids.
  z.custom<Line>(),
  (p: Params<{ studentIds: string[]; from: string; to: string; starts: string[]; fewest: number }>) => sql`
    with given as (
      select ${r.studentId} as student, width_bucket(${r.observedOn}, ${p.starts}::date[]) - 1 as part,
             ${r.competencyId} as competency, ${r.rotationId} as rotation, ${r.evaluatorId} as evaluator,
             ${r.feedbackWords} as words, ${r.answeredAfterHours} as hours, ${r.band} as band, ${r.hasNextSteps} as next
      from ${ratedAssessments} ${r}
      where ${r.studentId} = any(${p.studentIds}) and ${r.observedOn} between ${p.from}::date and ${p.to}::date),
    counted as materialized (
      select grouping(competency, student, words, hours) as set, student, part, competency, rotation, evaluator, words,
             hours, count(*)::int as n, (count(*) filter (where band = 0))::int as at,
             (count(*) filter (where band > 0))::int as above, (count(*) filter (where next))::int as next
      from given group by grouping sets ((part, competency, rotation), (student, evaluator), (words), (hours))),
    students as (
      select student, count(evaluator)::int as people, count(*) as named, sum(n) as n
      from counted where set = b'1011'::int group by student)
    select 'rating' as kind, part, competency as id, rotation as "rotationId", null::int as amount, n, at, above, 0 as next
    from counted where set = b'0111'::int
    union all
    select 'evaluator', null, evaluator, null, null, sum(n)::int, sum(at)::int, sum(above)::int, 0
    from counted where set = b'1011'::int group by evaluator
    union all
    select 'words', null, null, null, words, n, 0, 0, next from counted where set = b'1101'::int
    union all
    select 'answer', null, null, null, hours, n, 0, 0, 0 from counted where set = b'1110'::int and hours is not null
    union all
    select 'people', null, null, null, people, count(*)::int, 0, 0, 0 from students group by people
    union all
    select 'alone', null, student, null, null, n::int, 0, 0, 0 from students
    where people = 1 and named = 1 and n >= ${p.fewest}::int`,
);
