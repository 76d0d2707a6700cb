import { sql } from "drizzle-orm";
import { z } from "zod";
import { isLearntFrom, refreshSchool, type SchoolContext } from "#src/features/predictions/refresh-school.ts";
import { newId } from "#src/lib/ids.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { releaseLease, takeLease } from "#src/platform/db/leases.ts";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { predictionSettings, studentPredictions as t } from "#src/platform/db/tables/predictions.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { withActor } from "#src/platform/db/transaction.ts";

/** A worker that died leaves its school to others after this time. */
const leaseMs = 15 * 60_000;

/**
 * The first predictions of schools that have students with a plan and no row yet, as after an upgrade from a version
 * without them: nobody waits for the night. Each school is worked out by one worker.
 * @returns the schools that were worked out
 */
export async function beginSchools(context: SchoolContext): Promise<string[]> {
  const { actor } = context;
  const withoutRows = () => withActor(actor, (tx) => tx.query(selectWithoutRows));
  const begun: string[] = [];
  for (const { id } of await withoutRows()) {
    const [name, holder] = [`predictions.begin.${id}`, newId()];
    if (!(await withActor(actor, (tx) => takeLease(tx, name, holder, leaseMs)))) continue;
    try {
      // Another worker may have ended meanwhile.
      if (!(await withoutRows()).some((school) => school.id === id)) continue;
      await refreshSchool(context, id);
      begun.push(id);
    } finally {
      await withActor(actor, (tx) => releaseLease(tx, name, holder));
    }
  }
  return begun;
}

const selectWithoutRows = sqlStatement(
  "prediction_schools_begin",
  z.object({ id: z.string() }),
  () => sql`
    select ${schools.id} from ${schools}
    where ${isNoneOf(schools.id, "default")}
      and not exists (select from ${t} where ${t.schoolId} = ${schools.id})
      and not exists (select from ${predictionSettings} where ${predictionSettings.schoolId} = ${schools.id} and not ${predictionSettings.isOn})
      and exists (select from ${users} join ${studentProgress} on ${studentProgress.studentId} = ${users.id}
        where ${isLearntFrom(schools.id)} and ${studentProgress.total} > 0)
    order by ${schools.id}`,
);
