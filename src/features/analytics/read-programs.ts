import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Standing } from "#src/features/analytics/facts.ts";
import { loadStandings, selectFreshness } from "#src/features/analytics/load-program.ts";
import type { ProgramsAnswer } from "#src/features/analytics/school-schema.ts";
import { shownGroups } from "#src/features/analytics/small-groups.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const months = 3;
type Line = ProgramsAnswer["items"][number]["cohorts"][number];

/** How each program of the school does, and each of its cohorts, as of the last refresh. Small cohorts stay unnamed figures. */
export async function readPrograms(ctx: UserContext): Promise<ProgramsAnswer> {
  const { schoolId } = ctx.actor;
  const [named, standings, assessed, [freshness]] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectPrograms, { schoolId }),
        loadStandings(tx),
        tx.query(selectAssessed, { months }),
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
    return students === 0 ? null : Math.round((sum * 10) / months / students) / 10;
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

const selectPrograms = sqlStatement(
  "analytics_programs",
  z.object({ id: z.string(), name: z.string() }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${programs.id}, ${programs.name} from ${programs} where ${programs.schoolId} = ${p.schoolId}
    order by ${programs.name}, ${programs.id}`,
);

/** The assessments of the last whole months. */
const selectAssessed = sqlStatement(
  "analytics_assessed_monthly",
  z.object({ programId: z.string(), cohortId: z.string(), assessments: z.number() }),
  (p: Params<{ months: number }>) => sql`
    select h.program_id as "programId", h.cohort_id as "cohortId", sum(h.assessments)::int as assessments
    from app.read_cohort_history() h
    where h.month >= date_trunc('month', now() - make_interval(months => ${p.months}))::date
      and h.month < date_trunc('month', now())::date
    group by 1, 2`,
);
