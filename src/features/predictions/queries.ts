import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Acknowledgement } from "#src/features/predictions/schema.ts";
import type { Coverage } from "#src/features/predictions/training-rows.ts";
import type { Reason } from "#src/features/predictions/values.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, type RowOf, sqlStatement } from "#src/platform/db/statement.ts";
import { acknowledgedFlags, predictionSettings, studentPredictions as t } from "#src/platform/db/tables/predictions.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { openField, type Sealed, sealedFields } from "#src/platform/sealed/field.ts";

/** To join what is foretold of the student in `users`, and whether it was seen to, by key. */
export const joinPrediction: SQL = sql`left join ${t} on ${t.studentId} = ${users.id}
  left join ${acknowledgedFlags} on ${acknowledgedFlags.studentId} = ${users.id}`;

/** Of a student whose row is joined: staff have seen to the flag. */
export const isSeenToSql: SQL = sql`(${acknowledgedFlags.studentId} is not null)`;

/** Whether the school of the student in `users` wants predictions. */
export const wantsPredictions: SQL = sql`not exists (select from ${predictionSettings}
  where ${predictionSettings.schoolId} = ${users.schoolId} and not ${predictionSettings.isOn})`;

/** Of a student whose row is joined: flagged by rule or model, and not complete since. */
export const isAtRiskSql: SQL = sql`(coalesce(${t.isFlagged}, false) and ${wantsPredictions}
  and ${studentProgress.completed} < ${studentProgress.total})`;

/** Fewer completed, as of this moment, than the plan had by the day of the row. */
export const isBehindSql: SQL = sql`(coalesce(${studentProgress.completed} < ${t.planned}, false))`;

/** Flagged, or at this pace more likely than not to complete all only after the end of the plan. */
const mayNotFinishSql: SQL = sql`(${isAtRiskSql} or coalesce(${t.evenOn} > ${t.planEndsOn}, false))`;

/** How many of these students may not finish in time, and of how many there is not enough evidence; none where it is off. */
export const countNotInTime = sqlStatement(
  "predictions_not_in_time_count",
  z.object({ isOn: z.boolean(), open: z.number(), unknown: z.number() }),
  (p: Params<{ schoolId: string; studentIds: string[] }>) => sql`
    select not exists (select from ${predictionSettings}
             where ${predictionSettings.schoolId} = ${p.schoolId} and not ${predictionSettings.isOn}) as "isOn",
           count(*)::int as open, (count(*) filter (where not coalesce(${t.isKnown}, false)))::int as unknown
    from ${users} join ${studentProgress} on ${studentProgress.studentId} = ${users.id} ${joinPrediction}
    where ${users.id} = any(${p.studentIds}) and ${studentProgress.completed} < ${studentProgress.total}`,
);

/** Those of these students who may not finish in time, by name, with why; days are of the school. */
export const selectNotInTime = sqlStatement(
  "predictions_not_in_time",
  z.object({
    id: z.string(),
    name: z.string(),
    number: z.string().nullable(),
    completed: z.number(),
    total: z.number(),
    planned: z.number().nullable(),
    isFlagged: z.boolean(),
    planEndsOn: z.string().nullable(),
    evenOn: z.string().nullable(),
    laterOn: z.string().nullable(),
    reasons: z.custom<Reason[]>(),
  }),
  (p: Params<{ studentIds: string[] }>) => sql`
    select ${users.id}, ${users.name}, ${users.studentNumber} as number, ${studentProgress.completed}, ${studentProgress.total},
           ${t.planned}, ${isAtRiskSql} as "isFlagged", ${t.planEndsOn}::text as "planEndsOn", ${t.evenOn}::text as "evenOn", ${t.laterOn}::text as "laterOn",
           ${t.reasons}
    from ${users} join ${studentProgress} on ${studentProgress.studentId} = ${users.id} ${joinPrediction}
    where ${users.id} = any(${p.studentIds}) and ${t.isKnown} and ${wantsPredictions}
      and ${studentProgress.completed} < ${studentProgress.total} and ${mayNotFinishSql}
    order by ${inNameOrder(users.name)}, ${users.id}`,
);
export type NotInTimeLine = RowOf<typeof selectNotInTime>;

/** Of the student in `users` whose row is joined: who has seen to the flag, as JSON for `openSeenTo`; null while nobody has. */
export const seenToSql: SQL = sql`(select json_build_object('schoolId', ${acknowledgedFlags.schoolId}, 'studentId', ${acknowledgedFlags.studentId}, 'by', seer.name, 'at', ${acknowledgedFlags.acknowledgedAt}, 'untilOn', ${acknowledgedFlags.untilOn}, 'note', ${acknowledgedFlags.note})
  from ${users} seer where seer.id = ${acknowledgedFlags.acknowledgedBy})`;

export type SeenTo = Omit<Acknowledgement, "note"> & { schoolId: string; studentId: string; note: Sealed | null };

export function openSeenTo({ schoolId, studentId, note, ...seenTo }: SeenTo): Acknowledgement {
  const place = { schoolId, rowId: studentId };
  return { ...seenTo, note: note === null ? null : openField(sealedFields.flagNote, place, note) };
}

/** The settings of a school; none where nothing was decided or measured. */
export const selectSettings = sqlStatement(
  "prediction_settings_get",
  z.object({ isOn: z.boolean(), coverage: z.custom<Coverage>().nullable() }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${predictionSettings.isOn} as "isOn", ${predictionSettings.coverage} from ${predictionSettings}
    where ${predictionSettings.schoolId} = ${p.schoolId}`,
);
