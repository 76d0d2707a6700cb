import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { CapacityAnswer, CapacityQuery } from "#src/features/analytics/school/schema.ts";
import { now } from "#src/lib/clock.ts";
import { addDays, mondayOf } from "#src/lib/day.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfLines } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** How full each rotation is, week by week: the most students at once, beside its places. */
export async function readCapacity(ctx: UserContext, query: CapacityQuery): Promise<CapacityAnswer | Response> {
  const answer = await answerOf(ctx, query);
  return query.format === "csv" ? csvOfLines("capacity.csv", columnsOf(answer), answer.items) : answer;
}

function columnsOf({ weeks }: CapacityAnswer): CsvColumns<CapacityAnswer["items"][number]> {
  return [
    ["Site", ({ site }) => site],
    ["Unit", ({ unit }) => unit],
    ["Rotation", ({ rotation }) => rotation],
    ["Places", ({ places }) => places],
    ["Students to a supervisor", ({ studentsPerSupervisor }) => studentsPerSupervisor],
    ...weeks.map(
      (monday, n) =>
        [`Placed, week of ${monday}`, ({ placed }: { placed: (number | null)[] }) => placed[n] ?? null] as const,
    ),
  ];
}

async function answerOf(ctx: UserContext, { from, weeks: count }: CapacityQuery): Promise<CapacityAnswer> {
  const first = mondayOf(from ?? now().toISOString().slice(0, 10));
  const weeks = Array.from({ length: count }, (_, n) => addDays(first, 7 * n));
  const values = { schoolId: ctx.actor.schoolId, from: first, to: addDays(first, 7 * count - 1) };
  const [items, placed] = await readAs(
    ctx.actor,
    (tx) => Promise.all([tx.query(selectRotations, values), tx.query(selectPlaced, values)]),
    {
      what: "site capacity",
      requestId: ctx.requestId,
      count: ([found]) => found.length,
      filter: { from: first, weeks: count },
    },
  );
  return {
    weeks,
    items: items.map(({ startsOn, endsOn, ...rotation }) => ({
      ...rotation,
      placed: weeks.map((monday) =>
        monday > endsOn || addDays(monday, 6) < startsOn
          ? null
          : (placed.find((one) => one.rotationId === rotation.rotationId && one.monday === monday)?.most ?? 0),
      ),
    })),
  };
}

type Within = { schoolId: string; from: string; to: string };
const ro = alias(rotations, "ro");
const sc = alias(schools, "sc");
const pl = alias(placements, "pl");
const ps = alias(placementSupervisors, "ps");

const selectRotations = sqlStatement(
  "analytics_capacity",
  z.object({
    rotationId: z.string(),
    rotation: z.string(),
    site: z.string(),
    unit: z.string(),
    places: z.number().nullable(),
    startsOn: z.string(),
    endsOn: z.string(),
    studentsPerSupervisor: z.coerce.number().nullable(),
  }),
  (p: Params<Within>) => sql`
    select ${ro.id} as "rotationId", ${ro.name} as rotation, ${ro.site}, ${ro.unit}, ${ro.places},
           ${ro.startsOn}::text as "startsOn", ${ro.endsOn}::text as "endsOn",
           (select round(count(distinct ${pl.studentId})::numeric / nullif(count(distinct ${ps.supervisorId}), 0), 1)
            from ${placements} ${pl} left join ${placementSupervisors} ${ps} on ${ps.placementId} = ${pl.id}
            where ${pl.rotationId} = ${ro.id} and ${pl.endedAt} is null
              and (now() at time zone ${sc.timeZone})::date between ${pl.startsOn} and ${pl.endsOn}) as "studentsPerSupervisor"
    from ${rotations} ${ro} join ${schools} ${sc} on ${sc.id} = ${ro.schoolId}
    where ${ro.schoolId} = ${p.schoolId} and ${ro.startsOn} <= ${p.to}::date and ${ro.endsOn} >= ${p.from}::date
    order by ${ro.site}, ${ro.unit}, ${ro.startsOn}, ${ro.id}`,
);

const selectPlaced = sqlStatement(
  "analytics_capacity_placed",
  z.object({ rotationId: z.string(), monday: z.string(), most: z.number() }),
  (p: Params<Within>) => sql`
    select rotation_id as "rotationId", monday::text as monday, max(students)::int as most
    from (
      select ${pl.rotationId}, days.day - (extract(isodow from days.day)::int - 1) as monday, days.day,
             count(distinct ${pl.studentId}) as students
      from generate_series(0, ${p.to}::date - ${p.from}::date) as n
      cross join lateral (select ${p.from}::date + n as day) days
      join ${placements} ${pl} on days.day between ${pl.startsOn} and ${pl.endsOn}
      where ${pl.schoolId} = ${p.schoolId} and (${pl.endedAt} is null or ${pl.endedAt}::date > days.day)
      group by 1, 2, 3) by_day
    group by 1, 2`,
);
