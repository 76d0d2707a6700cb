import { sql } from "drizzle-orm";
import { z } from "zod";
import { loadPaces } from "#src/features/predictions/cohort-paces.ts";
import { decidePrediction, type Prediction, type VersionedModel } from "#src/features/predictions/decide-prediction.ts";
import { dayNumber, isoOf } from "#src/features/predictions/facts-of.ts";
import { weakest } from "#src/features/predictions/forecast.ts";
import { loadHistories } from "#src/features/predictions/load-histories.ts";
import type { Model } from "#src/features/predictions/model/fit-model.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import {
  acknowledgedFlags,
  predictionModels,
  predictionSettings,
  studentPredictions as t,
} from "#src/platform/db/tables/predictions.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";

/** So many students are worked out in one transaction. */
export const studentsAtOnce = 200;

/** The same of any number of students of one school, in transactions of their own. */
export async function refreshInBatches(
  { actor, signal }: Pick<JobContext, "actor" | "signal">,
  schoolId: string,
  studentIds: readonly string[],
): Promise<void> {
  for (let from = 0; from < studentIds.length; from += studentsAtOnce) {
    signal.throwIfAborted();
    const batch = studentIds.slice(from, from + studentsAtOnce);
    await withActor(actor, (tx) => refreshStudents(tx, schoolId, batch));
  }
}

/**
 * Works out what is foretold of these students of one school and stores it where it differs from what is stored: a
 * second run of the same day changes nothing. Students with nothing assigned have no row.
 * @param at by default now; its day in the school is the cut-off
 * @returns how many rows changed
 */
export async function refreshStudents(
  tx: Tx,
  schoolId: string,
  studentIds: readonly string[],
  at: Date = now(),
): Promise<number> {
  const [school] = await tx.query(selectSchool, { schoolId });
  if (!school) return 0;
  const today = dayNumber(dayIn(at, school.timeZone));
  const known = await loadHistories(tx, studentIds);
  const cohortIds = [...new Set(known.map(({ cohortId }) => cohortId ?? ""))];
  const paces = await loadPaces(tx, { schoolId, timeZone: school.timeZone, day: isoOf(today) }, cohortIds);
  const model: VersionedModel | null =
    school.isOn && school.version !== null && school.fit !== null
      ? { version: school.version, model: school.fit }
      : null;
  const rows = known.map(({ studentId, cohortId, history }) => ({
    studentId,
    schoolId,
    ...decidePrediction(history, today, { model, cohort: paces.get(cohortId ?? "") ?? weakest }),
  }));
  await tx.query(deleteEmpty, { studentIds: [...studentIds], kept: known.map(({ studentId }) => studentId) });
  const written = rows.length === 0 ? 0 : await tx.query(upsertRows, { rows: JSON.stringify(rows) });
  await tx.query(endAcknowledged, { studentIds: [...studentIds] });
  return written;
}

const selectSchool = sqlStatement(
  "prediction_school",
  z.object({
    timeZone: z.string(),
    isOn: z.boolean(),
    version: z.number().nullable(),
    fit: z.custom<Model>().nullable(),
  }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${schools.timeZone} as "timeZone", coalesce(${predictionSettings.isOn}, true) as "isOn",
           ${predictionModels.version}, ${predictionModels.fit}
    from ${schools}
    left join ${predictionSettings} on ${predictionSettings.schoolId} = ${schools.id}
    left join ${predictionModels} on ${predictionModels.schoolId} = ${schools.id} and ${isOneOf(predictionModels.state, "ACTIVE")}
    where ${schools.id} = ${p.schoolId}`,
);

const columnOf = {
  asOf: t.asOf,
  kind: t.kind,
  modelVersion: t.modelVersion,
  isKnown: t.isKnown,
  isFlagged: t.isFlagged,
  planned: t.planned,
  completed: t.completed,
  total: t.total,
  chance: t.chance,
  chanceLow: t.chanceLow,
  chanceHigh: t.chanceHigh,
  evenOn: t.evenOn,
  laterOn: t.laterOn,
  planEndsOn: t.planEndsOn,
  reasons: t.reasons,
  changes: t.changes,
} as const satisfies Record<keyof Prediction, unknown>;

const names = Object.values(columnOf).map((column) => sql.identifier(column.name));
const namesOf = (table: string) =>
  sql.join(
    names.map((name) => sql`${sql.identifier(table)}.${name}`),
    sql`, `,
  );

const upsertRows = sqlWrite(
  "prediction_rows_write",
  (p: Params<{ rows: string }>) => sql`
    insert into ${t} (student_id, school_id, ${sql.join(names, sql`, `)})
    select v."studentId", v."schoolId", ${sql.join(
      Object.keys(columnOf).map((key) => sql`v.${sql.identifier(key)}`),
      sql`, `,
    )}
    from jsonb_to_recordset(${p.rows}::jsonb) as v ("studentId" text, "schoolId" text, ${sql.join(
      Object.entries(columnOf).map(([key, column]) => sql`${sql.identifier(key)} ${sql.raw(column.getSQLType())}`),
      sql`, `,
    )})
    order by v."studentId"
    on conflict (student_id) do update set (${sql.join(names, sql`, `)}, updated_at) = (${namesOf("excluded")}, now())
      where (${namesOf("student_predictions")}) is distinct from (${namesOf("excluded")})`,
);

const deleteEmpty = sqlWrite(
  "prediction_rows_delete",
  (p: Params<{ studentIds: string[]; kept: string[] }>) => sql`
    delete from ${t} where ${t.studentId} = any(${p.studentIds}) and not ${t.studentId} = any(${p.kept})`,
);

/** Flags that were seen to and are gone, or whose time is over, or, seen to without a time, have another reason. */
const endAcknowledged = sqlWrite(
  "flags_acknowledged_end",
  (p: Params<{ studentIds: string[] }>) => sql`
    delete from ${acknowledgedFlags} where ${acknowledgedFlags.studentId} = any(${p.studentIds}) and not exists (
      select from ${t} where ${t.studentId} = ${acknowledgedFlags.studentId} and ${t.isFlagged}
        and case when ${acknowledgedFlags.untilOn} is not null then ${t.asOf} <= ${acknowledgedFlags.untilOn}
          else array(select reason ->> 'kind' from jsonb_array_elements(${t.reasons}) reason) <@ ${acknowledgedFlags.reasons} end)`,
);
