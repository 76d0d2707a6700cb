import { sql } from "drizzle-orm";
import { z } from "zod";
import { decidePrediction, type Prediction, type VersionedModel } from "#src/features/predictions/decide-prediction.ts";
import { dayNumber } from "#src/features/predictions/facts-of.ts";
import { type PaceOfCohort, paceOfCohort, paceWindow } from "#src/features/predictions/forecast.ts";
import { loadHistories } from "#src/features/predictions/load-histories.ts";
import type { Model } from "#src/features/predictions/model/fit-model.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { competencyAssignments as a } from "#src/platform/db/tables/competency-assignments.ts";
import { predictionModels, predictionSettings, studentPredictions as t } from "#src/platform/db/tables/predictions.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users as u } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

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
  const paces = await cohortPaces(tx, { schoolId, cohortIds, at });
  const model: VersionedModel | null =
    school.isOn && school.version !== null && school.fit !== null
      ? { version: school.version, model: school.fit }
      : null;
  const rows = known.map(({ studentId, cohortId, history }) => ({
    studentId,
    schoolId,
    ...decidePrediction(history, today, { model, cohort: paces(cohortId) }),
  }));
  await tx.query(deleteEmpty, { studentIds: [...studentIds], kept: known.map(({ studentId }) => studentId) });
  return rows.length === 0 ? 0 : tx.query(upsertRows, { rows: JSON.stringify(rows) });
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

/** How paces differ in each cohort, over the last twelve weeks; students without a cohort are one of their own. */
async function cohortPaces(
  tx: Tx,
  of: { schoolId: string; cohortIds: string[]; at: Date },
): Promise<(cohortId: string | null) => PaceOfCohort> {
  const rows = await tx.query(selectPaces, { ...of, days: paceWindow });
  const byCohort = Map.groupBy(rows, ({ cohortId }) => cohortId ?? "");
  const paces = new Map([...byCohort].map(([cohortId, lines]) => [cohortId, paceOfCohort(lines)]));
  return (cohortId) => paces.get(cohortId ?? "") ?? paceOfCohort([]);
}

const selectPaces = sqlStatement(
  "prediction_paces",
  z.object({ cohortId: z.string().nullable(), completed: z.number(), days: z.number() }),
  (p: Params<{ schoolId: string; cohortIds: string[]; at: Date; days: number }>) => sql`
    select ${u.cohortId} as "cohortId",
           (count(*) filter (where ${isOneOf(a.status, ...completedStatuses)}
             and ${a.completionDate} > ${p.at}::timestamptz - make_interval(days => ${p.days}::int)))::int as completed,
           least(${p.days}::int, greatest(0, (extract(epoch from ${p.at}::timestamptz - min(${a.createdAt})) / 86400)::int)) as days
    from ${u} join ${a} on ${a.userId} = ${u.id} and ${isNoneOf(a.status, "WITHDRAWN")}
    where ${u.schoolId} = ${p.schoolId} and coalesce(${u.cohortId}, '') = any(${p.cohortIds}) and app.takes_part(${u.status})
      -- Who has completed everything has no pace any more.
      and exists (select from ${a} o where o.user_id = ${u.id} and o.status in ('NOT_STARTED', 'IN_PROGRESS'))
    group by ${u.id} order by ${u.id}`,
);

const written = {
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

const names = Object.values(written).map((column) => sql.identifier(column.name));
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
      Object.keys(written).map((key) => sql`v.${sql.identifier(key)}`),
      sql`, `,
    )}
    from jsonb_to_recordset(${p.rows}::jsonb) as v ("studentId" text, "schoolId" text, ${sql.join(
      Object.entries(written).map(([key, column]) => sql`${sql.identifier(key)} ${sql.raw(column.getSQLType())}`),
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
