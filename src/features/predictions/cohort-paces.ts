import { sql } from "drizzle-orm";
import { z } from "zod";
import { type PaceOfCohort, paceOfCohort, paceWindow } from "#src/features/predictions/forecast.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { cohortPaceCache } from "#src/platform/cache/caches.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencyAssignments as a } from "#src/platform/db/tables/competency-assignments.ts";
import { users as u } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The day, such as "2026-11-29", at whose beginning in the time zone paces are counted. */
type AsOf = { schoolId: string; timeZone: string; day: string };

/**
 * How paces differ in each cohort, by its id, over the twelve weeks before the day; students without a cohort are one of
 * their own, with the id "". One process reads a cohort once a day: all its assignments cost ten times what one student's
 * record does, and the spread of a cohort does not change by an hour.
 */
export async function loadPaces(tx: Tx, of: AsOf, cohortIds: readonly string[]): Promise<Map<string, PaceOfCohort>> {
  const found = await Promise.all(cohortIds.map((cohortId) => readPace(tx, of, cohortId)));
  return new Map(cohortIds.flatMap((cohortId, place) => (found[place] ? [[cohortId, found[place]] as const] : [])));
}

async function readPace(tx: Tx, { schoolId, timeZone, day }: AsOf, cohortId: string): Promise<PaceOfCohort> {
  const value = await cohortPaceCache().read({
    key: JSON.stringify([schoolId, cohortId, day]),
    load: async () => {
      const paces = await tx.query(selectPaces, { schoolId, cohortId, timeZone, day, days: paceWindow });
      return { value: JSON.stringify(paceOfCohort(paces)) };
    },
  });
  return paceOfCohortRow.parse(JSON.parse(value ?? "null"));
}

const paceOfCohortRow = z.object({ shape: z.number(), rate: z.number() });

const selectPaces = sqlStatement(
  "prediction_paces",
  z.object({ completed: z.number(), days: z.number() }),
  (p: Params<{ schoolId: string; cohortId: string; timeZone: string; day: string; days: number }>) => sql`
    select (count(*) filter (where ${isOneOf(a.status, ...completedStatuses)}
             and ${a.completionDate} > w.until - make_interval(days => ${p.days}::int) and ${a.completionDate} <= w.until))::int as completed,
           least(${p.days}::int, greatest(0, (extract(epoch from w.until - min(${a.createdAt})) / 86400)::int)) as days
    from (select (${p.day}::date)::timestamp at time zone ${p.timeZone} as until) w, ${u}
    join ${a} on ${a.userId} = ${u.id} and ${isNoneOf(a.status, "WITHDRAWN")}
    where ${u.schoolId} = ${p.schoolId} and coalesce(${u.cohortId}, '') = ${p.cohortId} and app.takes_part(${u.status})
      -- Who has completed everything has no pace any more.
      and exists (select from ${a} o where o.user_id = ${u.id} and o.status in ('NOT_STARTED', 'IN_PROGRESS'))
    group by ${u.id}, w.until order by ${u.id}`,
);
