import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { loadStandings } from "#src/features/analytics/load-program.ts";
import type { UseAnswer, useQuery } from "#src/features/analytics/school/schema.ts";
import { selectToday } from "#src/features/analytics/select-subject.ts";
import { shownGroups, smallestGroup } from "#src/features/analytics/small-groups.ts";
import { timeframeOf } from "#src/features/analytics/timeframe.ts";
import { interactionTypes } from "#src/features/analytics/values.ts";
import { purpose } from "#src/features/learning-analytics/queries.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import { now } from "#src/lib/clock.ts";
import { addDays, daysBetween, mondayOf } from "#src/lib/day.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { consents } from "#src/platform/db/tables/consents.ts";
import { learningAnalytics } from "#src/platform/db/tables/learning-analytics.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfLines } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The weeks that are told; a longer period ends with these. */
const mostWeeks = 53;

/**
 * How the students who agreed to it use the program: what they use, how many of them by week, by cohort, and in thirds beside
 * what they completed.
 * What fewer than five people did is not told. As CSV, one line a week and kind.
 */
export async function readUse(ctx: UserContext, query: z.output<typeof useQuery>): Promise<UseAnswer | Response> {
  const answer = await answerOf(ctx, query);
  if (query.format !== "csv") return answer;
  const lines = answer.weeks.flatMap(({ from, to, byType }) => byType.map((one) => ({ from, to, ...one })));
  return csvOfLines("use.csv", columns, lines);
}

const columns: CsvColumns<{ from: string; to: string; type: string; count: number }> = [
  ["From", ({ from }) => from],
  ["To", ({ to }) => to],
  ["Kind", ({ type }) => type],
  ["Times", ({ count }) => count],
];

async function answerOf(ctx: UserContext, { timeframe: word, by }: z.output<typeof useQuery>): Promise<UseAnswer> {
  const { schoolId } = ctx.actor;
  const [school] = await readAs(ctx.actor, (tx) => tx.query(selectToday, { schoolId }));
  const today = school?.today ?? now().toISOString().slice(0, 10);
  const asked = timeframeOf(word, today, null);
  const [to = today] = [asked.to, today].sort();
  const oldest = addDays(mondayOf(to), -7 * (mostWeeks - 1));
  const from = word === "all" || asked.from < oldest ? oldest : asked.from;
  const values = { schoolId, purpose, timeZone: school?.timeZone ?? "UTC", from, to, by };
  const [[people], weekly, active, kinds, groups, thirds, standings] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectPeople, values),
        tx.query(selectWeeks, values),
        tx.query(selectActive, values),
        tx.query(selectKinds, values),
        tx.query(selectCohorts, values),
        tx.query(selectThirds, values),
        loadStandings(tx),
      ]),
    {
      what: "use of the program",
      requestId: ctx.requestId,
      count: ([[counted]]) => counted?.agreed ?? 0,
      filter: { from, to },
    },
  );
  const agreed = people?.agreed ?? 0;
  const isShown = agreed >= smallestGroup;
  const shown = shownGroups(groups.map((group) => ({ id: group.id ?? "", students: group.agreed, known: 0 })));
  const weeks = Math.max(1, (daysBetween(from, to) + 1) / 7);
  return {
    from,
    to,
    smallestGroup,
    students: people?.students ?? 0,
    agreed,
    weeks: isShown ? partsOf({ from, to, by }, weekly, active) : [],
    kinds: isShown ? kinds.map(({ students, ...kind }) => ({ ...kind, students: ofGroup(students) })) : [],
    cohorts: groups.flatMap(({ id, name, agreed: own, uses }) => {
      if (id === null) return [];
      const standing = standings.find(({ cohortId }) => cohortId === id);
      const isTold = shown.has(id);
      return {
        id,
        name,
        agreed: isTold ? own : null,
        weeklyUses: isTold ? Math.round((uses * 10) / weeks / own) / 10 : null,
        completedPercentage:
          isTold && standing?.total ? overallProgress(standing.completed ?? 0, standing.total) : null,
      };
    }),
    thirds: thirds.length === 3 && thirds.every(({ students }) => students >= smallestGroup) ? thirds : [],
  };
}

/** One to four people are not told. */
function ofGroup(students: number): number | null {
  return students === 0 || students >= smallestGroup ? students : null;
}

type ActiveLine = { first: string; students: number };
type PartLine = { first: string; type: (typeof interactionTypes)[number]; count: number };
type Part = { from: string; to: string; by: "week" | "day" };

/** Every week or day of the period, also those without any use. */
function partsOf(
  { from, to, by }: Part,
  lines: readonly PartLine[],
  active: readonly ActiveLine[],
): UseAnswer["weeks"] {
  const studentsOf = new Map(active.map(({ first, students }) => [first, students]));
  const byFirst = Map.groupBy(lines, ({ first }) => first);
  const days = by === "day" ? 1 : 7;
  const parts: UseAnswer["weeks"] = [];
  for (let first = by === "day" ? from : mondayOf(from); first <= to; first = addDays(first, days)) {
    const last = addDays(first, days - 1);
    parts.push({
      from: first < from ? from : first,
      to: last > to ? to : last,
      byType: (byFirst.get(first) ?? []).map(({ type, count }) => ({ type, count })),
      students: ofGroup(studentsOf.get(first) ?? 0),
    });
  }
  return parts;
}

type Within = { schoolId: string; purpose: string; timeZone: string } & Part;
const st = alias(users, "st");
const l = alias(learningAnalytics, "l");
const co = alias(cohorts, "co");
const sp = alias(studentProgress, "sp");

const student = (p: Params<Within>) =>
  sql`${st.schoolId} = ${p.schoolId} and ${isOneOf(st.role, "STUDENT")} and ${takesPart(st)}`;
const agreedToday = (p: Params<Within>) => sql`exists (
  select from ${consents} where ${consents.userId} = ${st.id} and ${consents.purpose} = ${p.purpose}
    and ${consents.withdrawnAt} is null)`;

/** Each student who agreed, with the uses of the period. */
const uses = (p: Params<Within>) => sql`
  select ${st.id}, ${st.cohortId} as cohort_id, count(${l.id})::int as uses
  from ${users} ${st} left join ${learningAnalytics} ${l} on ${l.userId} = ${st.id} and ${isWithin(p)}
  where ${student(p)} and ${agreedToday(p)} group by ${st.id}, ${st.cohortId}`;

function isWithin(p: Params<Within>) {
  return sql`${l.schoolId} = ${p.schoolId} and ${l.timestamp} >= ${p.from}::date::timestamp at time zone ${p.timeZone}
    and ${l.timestamp} < (${p.to}::date + 1)::timestamp at time zone ${p.timeZone}`;
}

const selectPeople = sqlStatement(
  "analytics_use_people",
  z.object({ students: z.number(), agreed: z.number() }),
  (p: Params<Within>) => sql`
    select count(*)::int as students, (count(*) filter (where ${agreedToday(p)}))::int as agreed
    from ${users} ${st} where ${student(p)}`,
);

const selectWeeks = sqlStatement(
  "analytics_use_weeks",
  z.object({ first: z.string(), type: z.enum(interactionTypes), count: z.number() }),
  (p: Params<Within>) => sql`
    select date_trunc(${p.by}::text, ${l.timestamp} at time zone ${p.timeZone})::date::text as first, ${l.interactionType} as type,
           count(*)::int as count
    from ${learningAnalytics} ${l} join ${users} ${st} on ${st.id} = ${l.userId}
    where ${isWithin(p)} and ${student(p)} group by 1, 2 order by 1, 2`,
);

const selectActive = sqlStatement(
  "analytics_use_active",
  z.object({ first: z.string(), students: z.number() }),
  (p: Params<Within>) => sql`
    select date_trunc(${p.by}::text, ${l.timestamp} at time zone ${p.timeZone})::date::text as first,
           count(distinct ${l.userId})::int as students
    from ${learningAnalytics} ${l} join ${users} ${st} on ${st.id} = ${l.userId}
    where ${isWithin(p)} and ${student(p)} group by 1 order by 1`,
);

const selectKinds = sqlStatement(
  "analytics_use_kinds",
  z.object({ type: z.enum(interactionTypes), count: z.number(), students: z.number() }),
  (p: Params<Within>) => sql`
    select ${l.interactionType} as type, count(*)::int as count, count(distinct ${l.userId})::int as students
    from ${learningAnalytics} ${l} join ${users} ${st} on ${st.id} = ${l.userId}
    where ${isWithin(p)} and ${student(p)} group by 1 order by 3 desc, 2 desc, 1`,
);

const selectCohorts = sqlStatement(
  "analytics_use_cohorts",
  z.object({ id: z.string().nullable(), name: z.string(), agreed: z.number(), uses: z.number() }),
  (p: Params<Within>) => sql`
    with used as (${uses(p)})
    select ${co.id}, coalesce(${co.name}, '') as name, count(*)::int as agreed, sum(used.uses)::int as uses
    from used left join ${cohorts} ${co} on ${co.id} = used.cohort_id group by ${co.id}, ${co.name} order by 2, 1`,
);

const selectThirds = sqlStatement(
  "analytics_use_thirds",
  z.object({
    students: z.number(),
    fewestUses: z.number(),
    mostUses: z.number(),
    medianPercentage: z.coerce.number(),
  }),
  (p: Params<Within>) => sql`
    with used as (${uses(p)}),
    placed as (
      select used.uses, ntile(3) over (order by used.uses, used.id) as third,
             round(${sp.completed} * 100.0 / ${sp.total}, 1) as percentage
      from used join ${studentProgress} ${sp} on ${sp.studentId} = used.id and ${sp.total} > 0)
    select count(*)::int as students, min(uses)::int as "fewestUses", max(uses)::int as "mostUses",
           percentile_disc(0.5) within group (order by percentage) as "medianPercentage"
    from placed group by third order by third`,
);
