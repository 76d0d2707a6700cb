import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Standing } from "#src/features/analytics/facts.ts";
import { loadStandings, selectFreshness } from "#src/features/analytics/load-program.ts";
import type { ProgramsAnswer, ProgramsQuery } from "#src/features/analytics/school/schema.ts";
import { selectToday } from "#src/features/analytics/select-subject.ts";
import { shownGroups } from "#src/features/analytics/small-groups.ts";
import { earliest, timeframeOf, wholeMonths } from "#src/features/analytics/timeframe.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import { now } from "#src/lib/clock.ts";
import { addDays, addMonths } from "#src/lib/day.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfLines } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const usualMonths = 3;
type Line = ProgramsAnswer["items"][number]["cohorts"][number];

/**
 * How each program of the school does, and each of its cohorts, as of the last refresh, with the assessments a month of
 * the period. Small cohorts have no figures. As CSV, one line a program and a cohort.
 */
export async function readPrograms(ctx: UserContext, query: ProgramsQuery): Promise<ProgramsAnswer | Response> {
  const answer = await answerOf(ctx, query);
  if (query.format !== "csv") return answer;
  const lines = answer.items.flatMap(({ cohorts, ...program }) => [
    { program: program.name, cohort: "", ...program },
    ...cohorts.map((cohort) => ({ program: program.name, cohort: cohort.name, ...cohort })),
  ]);
  return csvOfLines("programs.csv", columns, lines);
}

async function answerOf(ctx: UserContext, { timeframe }: ProgramsQuery): Promise<ProgramsAnswer> {
  const { schoolId } = ctx.actor;
  const { from, to, months } = await monthsOf(ctx, timeframe);
  const [named, standings, assessed, [freshness]] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectPrograms, { schoolId }),
        loadStandings(tx),
        tx.query(selectAssessed, { from, to }),
        tx.query(selectFreshness),
      ]),
    {
      what: "program effectiveness",
      requestId: ctx.requestId,
      count: ([, groups]) => groups.reduce((sum, one) => sum + (one.cohortId === "*" ? one.students : 0), 0),
    },
  );
  const monthly = (programId: string, cohortId: string | null, students: number) => {
    const sum = assessed
      .filter((one) => one.programId === programId && (cohortId === null || one.cohortId === cohortId))
      .reduce((all, one) => all + one.assessments, 0);
    return students === 0 || months === 0 ? null : Math.round((sum * 10) / months / students) / 10;
  };
  return {
    items: named.map(({ id, name }) => {
      const own = standings.filter(({ programId }) => programId === id);
      const whole = own.find(({ cohortId }) => cohortId === "*");
      const parts = own.filter(({ cohortId }) => cohortId !== "*");
      const shown = shownGroups(parts.map(({ cohortId, students }) => ({ id: cohortId, students, known: 0 })));
      return {
        ...lineOf(id, name, whole, whole ? monthly(id, null, whole.students) : null),
        cohorts: parts
          .filter(({ cohortId }) => cohortId !== "")
          .map((one) =>
            shown.has(one.cohortId)
              ? lineOf(one.cohortId, one.name, one, monthly(id, one.cohortId, one.students))
              : lineOf(one.cohortId, one.name, undefined, null),
          )
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      };
    }),
    assessed: months === 0 ? null : { from, to: addDays(to, -1) },
    asOf: freshness?.refreshedAt?.toISOString() ?? null,
  };
}

function lineOf(id: string, name: string, standing: Standing | undefined, assessedMonthly: number | null): Line {
  const of = (part: number | null | undefined, all: number | null | undefined) =>
    part == null || all == null ? null : overallProgress(part, all);
  const ahead =
    standing?.planned == null || standing.completedOfPlanned === null || standing.students === 0
      ? null
      : Math.round(((standing.completedOfPlanned - standing.planned) * 10) / standing.students) / 10;
  return {
    id,
    name,
    students: standing?.students ?? null,
    completedPercentage: of(standing?.completed, standing?.total),
    plannedPercentage: of(standing?.planned, standing?.totalOfPlanned),
    competenciesAhead: ahead,
    weeksAhead: standing?.daysAhead == null ? null : Math.round((standing.daysAhead * 10) / 7) / 10,
    daysToComplete: standing?.daysToComplete ?? null,
    assessedMonthly,
    overdue: standing?.overdue ?? null,
  };
}

const columns: CsvColumns<Line & { program: string; cohort: string }> = [
  ["Program", ({ program }) => program],
  ["Cohort", ({ cohort }) => cohort],
  ["Students", ({ students }) => students],
  ["Completed, percent", ({ completedPercentage }) => completedPercentage],
  ["Plan by now, percent", ({ plannedPercentage }) => plannedPercentage],
  ["Competencies ahead of plan, a student", ({ competenciesAhead }) => competenciesAhead],
  ["Days to complete", ({ daysToComplete }) => daysToComplete],
  ["Assessments a month, a student", ({ assessedMonthly }) => assessedMonthly],
  ["Overdue", ({ overdue }) => overdue],
];

const selectPrograms = sqlStatement(
  "analytics_programs",
  z.object({ id: z.string(), name: z.string() }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${programs.id}, ${programs.name} from ${programs} where ${programs.schoolId} = ${p.schoolId}
    order by ${programs.name}, ${programs.id}`,
);

/** The whole months of a period; without one, the last three. `to` is the first day after them. */
async function monthsOf(
  ctx: UserContext,
  word: string | undefined,
): Promise<{ from: string; to: string; months: number }> {
  const [school] = await readAs(ctx.actor, (tx) => tx.query(selectToday, { schoolId: ctx.actor.schoolId }));
  const today = school?.today ?? now().toISOString().slice(0, 10);
  return word === undefined
    ? wholeMonths({ from: addMonths(`${today.slice(0, 7)}-01`, -usualMonths), to: today })
    : wholeMonths(timeframeOf(word, today, earliest));
}

/** The assessments of whole months. */
const selectAssessed = sqlStatement(
  "analytics_assessed_monthly",
  z.object({ programId: z.string(), cohortId: z.string(), assessments: z.number() }),
  (p: Params<{ from: string; to: string }>) => sql`
    select h.program_id as "programId", h.cohort_id as "cohortId", sum(h.assessments)::int as assessments
    from app.read_cohort_history() h
    where h.month >= ${p.from}::date and h.month < ${p.to}::date
    group by 1, 2`,
);
