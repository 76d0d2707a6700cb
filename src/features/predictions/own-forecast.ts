import { sql } from "drizzle-orm";
import { z } from "zod";
import { selectSettings } from "#src/features/predictions/queries.ts";
import type { PredictionsAnswer } from "#src/features/predictions/schema.ts";
import { type Change, changeWords } from "#src/features/predictions/values.ts";
import { dayWords } from "#src/lib/day.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * When the reader is likely to finish, and what would help. The database gives a student no more of the row
 * (`app.own_forecast`): the flag, the chance and the reasons are for staff, to talk about with them.
 */
export async function readOwnForecast({ actor }: UserContext): Promise<PredictionsAnswer> {
  const [rows, settings] = await readAs(actor, async (tx) => {
    const [found, [kept]] = await Promise.all([
      tx.query(selectOwn, { studentId: actor.userId }),
      tx.query(selectSettings, { schoolId: actor.schoolId }),
    ]);
    return [found, kept] as const;
  });
  return {
    items: rows.map(({ evenOn, laterOn, changes, ...line }) => ({
      ...line,
      forecast: evenOn && laterOn ? { evenOn, laterOn } : null,
      risk: null,
      changes: changes.map((change) => ({ kind: change.kind, text: changeWords(change, dayWords) })),
    })),
    nextCursor: null,
    isOn: settings?.isOn ?? true,
    coverage: settings?.coverage ?? null,
    unknown: [],
    others: 0,
    seenTo: 0,
  };
}

const day = z.string().nullable();

const selectOwn = sqlStatement(
  "prediction_own",
  z.object({
    studentId: z.string(),
    studentName: z.string(),
    studentNumber: z.string().nullable(),
    picture: z.string().nullable(),
    asOf: z.string(),
    completed: z.number(),
    total: z.number(),
    planned: z.number().nullable(),
    planEndsOn: day,
    evenOn: day,
    laterOn: day,
    changes: z.custom<Change[]>(),
  }),
  (p: Params<{ studentId: string }>) => sql`
    select f.student_id as "studentId", ${users.name} as "studentName", ${users.studentNumber} as "studentNumber",
           '/api/users/' || ${users.id} || '/picture?v=' || ${users.pictureTag} as picture, f.as_of::text as "asOf",
           ${studentProgress.completed}, ${studentProgress.total}, f.planned, f.plan_ends_on::text as "planEndsOn",
           f.even_on::text as "evenOn", f.later_on::text as "laterOn", f.changes
    from app.own_forecast() f join ${users} on ${users.id} = f.student_id
    join ${studentProgress} on ${studentProgress.studentId} = f.student_id
    where f.student_id = ${p.studentId}`,
);
