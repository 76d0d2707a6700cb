import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { csvOfTables } from "#src/features/analytics/analytics-file.ts";
import { strings } from "#src/features/analytics/analytics-strings.ts";
import type { Facts, Subject } from "#src/features/analytics/facts.ts";
import { findTrends } from "#src/features/analytics/find-trends.ts";
import { loadNames } from "#src/features/analytics/load-names.ts";
import { loadStudents } from "#src/features/analytics/load-students.ts";
import { selectOldest } from "#src/features/analytics/read-analytics.ts";
import { recommendToStaff } from "#src/features/analytics/recommend-staff.ts";
import type { PlacementsAnswer, PlacementsQuery } from "#src/features/analytics/school/schema.ts";
import { selectToday } from "#src/features/analytics/select-subject.ts";
import { sumBands } from "#src/features/analytics/summarize.ts";
import { partsOf, timeframeOf } from "#src/features/analytics/timeframe.ts";
import { sayOfSchool } from "#src/features/wordings/queries.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const mostRecommendations = 5;
const wanted = new Set(["completion", "ratings", "overdue", "evaluator-spread"] as const);

/**
 * How the students of the reader's placements of today do together, or those of one rotation: completed over time, ratings
 * in the two halves of the period by category, advice. Live, and under the reader's own policies.
 */
export async function readPlacements(ctx: UserContext, query: PlacementsQuery): Promise<PlacementsAnswer | Response> {
  const answer = await answerOf(ctx, query);
  return query.format === "csv" ? csvOfTables("students.csv", tablesOf(answer)) : answer;
}

async function answerOf(ctx: UserContext, query: PlacementsQuery): Promise<PlacementsAnswer> {
  const { actor, requestId } = ctx;
  const [[school], placed] = await readAs(actor, (tx) =>
    Promise.all([
      tx.query(selectToday, { schoolId: actor.schoolId }),
      tx.query(selectPlaced, { supervisorId: actor.userId }),
    ]),
  );
  const chosen = query.rotationId === undefined ? placed : placed.filter(({ id }) => id === query.rotationId);
  if (!school || (query.rotationId !== undefined && chosen.length === 0))
    throw new AppError("not_found", "You have no students in this rotation today.");
  const subject = subjectOf(ctx, school, chosen);
  const timeframe = timeframeOf(query.timeframe, school.today, null);
  const parts = partsOf(timeframe);
  const { studentIds, timeZone } = subject;
  const [facts, [oldest]] = await readAs(
    actor,
    (tx) =>
      Promise.all([
        loadStudents(tx, subject, timeframe, parts, wanted),
        tx.query(selectOldest, { assessorId: actor.userId, studentIds: [...studentIds], timeZone }),
      ]),
    {
      what: "analytics of placements",
      requestId,
      count: () => subject.students,
      filter: { rotationId: query.rotationId },
    },
  );
  const [names, say] = await Promise.all([
    readAs(actor, (tx) => loadNames(tx, facts)),
    sayOfSchool(actor, subject.schoolId),
  ]);
  const named = { ...facts, names };
  return {
    ...timeframe,
    students: subject.students,
    rotations: placed.map(({ id, name, students }) => ({ id, name, students: students.length })),
    completion: completionOf(named),
    ...halvesOf(named),
    recommendations: recommendToStaff(named, { role: actor.role, oldest }, mostRecommendations, say),
  };
}

function subjectOf(
  { actor }: UserContext,
  { today, timeZone }: { today: string; timeZone: string },
  placed: readonly { students: readonly string[] }[],
): Subject {
  const studentIds = [...new Set(placed.flatMap(({ students }) => students))].sort();
  return {
    scope: "cohort",
    id: actor.userId,
    name: strings.yourStudents,
    schoolId: actor.schoolId,
    timeZone,
    today,
    programId: "",
    cohortId: "",
    endsOn: null,
    studentIds,
    students: studentIds.length,
    firstDay: null,
  };
}

function completionOf(facts: Facts): PlacementsAnswer["completion"] {
  const [trend] = findTrends(facts, new Set(["completion"] as const));
  const count = facts.plans?.students.length ?? 0;
  return (trend?.points ?? []).map(({ from, to, value, planned, lowerQuartile, median, upperQuartile }) => ({
    from,
    to,
    // One student has no quartiles: theirs is the figure.
    lowerQuartile: lowerQuartile ?? value,
    median: median ?? value,
    upperQuartile: upperQuartile ?? value,
    planned: planned == null || count === 0 ? null : Math.round((planned * 10) / count) / 10,
  }));
}

/** A period of one part has no halves. */
function halvesOf({ parts, ratings, names }: Facts): Pick<PlacementsAnswer, "earlier" | "later" | "categories"> {
  const middle = Math.floor(parts.length / 2);
  const [first, last] = [parts[0], parts[parts.length - 1]];
  const [before, after] = [parts[middle - 1], parts[middle]];
  const byCategory = Map.groupBy(ratings, ({ competencyId }) => names.competencies.get(competencyId)?.category ?? "");
  return {
    earlier: first && before ? { from: first.from, to: before.to } : null,
    later: after && last ? { from: after.from, to: last.to } : null,
    categories: [...byCategory]
      .map(([category, lines]) => ({
        category,
        earlier: sumBands(lines.filter(({ part }) => part < middle)),
        later: sumBands(lines.filter(({ part }) => part >= middle)),
      }))
      .sort((a, b) => (a.category < b.category ? -1 : 1)),
  };
}

function tablesOf({ completion, categories, earlier, later }: PlacementsAnswer) {
  const bands = ["below", "at", "above"] as const;
  const lines = (half: "earlier" | "later", days: PlacementsAnswer["later"]) =>
    categories.map((line) => ({ name: line.category, ...days, values: bands.map((band) => line[half][band]) }));
  return [
    {
      title: "Completed over time",
      figures: ["lower quartile", "median", "upper quartile", "planned"],
      lines: completion.map(({ from, to, lowerQuartile, median, upperQuartile, planned }) => ({
        name: "",
        from,
        to,
        values: [lowerQuartile, median, upperQuartile, planned],
      })),
    },
    { title: "Ratings by category", figures: bands, lines: [...lines("earlier", earlier), ...lines("later", later)] },
  ];
}

const pl = alias(placements, "pl");
const ps = alias(placementSupervisors, "ps");
const ro = alias(rotations, "ro");

const selectPlaced = sqlStatement(
  "analytics_placed_students",
  z.object({ id: z.string(), name: z.string(), students: z.array(z.string()) }),
  (p: Params<{ supervisorId: string }>) => sql`
    select ${ro.id}, ${ro.name} || ', ' || ${ro.unit} as name, array_agg(distinct ${pl.studentId}) as students
    from ${placementSupervisors} ${ps} join ${placements} ${pl} on ${pl.id} = ${ps.placementId}
    join ${rotations} ${ro} on ${ro.id} = ${pl.rotationId}
    where ${ps.supervisorId} = ${p.supervisorId} and ${pl.endedAt} is null
      and ${pl.studentId} in (select app.placed_student_ids())
      and (now() at time zone (select s.time_zone from schools s where s.id = ${ro.schoolId}))::date
        between ${pl.startsOn} and ${pl.endsOn}
    group by ${ro.id} order by 2, 1`,
);
