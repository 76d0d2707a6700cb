import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { dayNumber } from "#src/features/predictions/facts-of.ts";
import { fitSchool, isDue, type NewModel, type StoredFit, schoolDrift } from "#src/features/predictions/fit-school.ts";
import { type PaceOfCohort, paceOf, paceOfCohort } from "#src/features/predictions/forecast.ts";
import { type KnownStudent, loadHistories } from "#src/features/predictions/load-histories.ts";
import { refreshStudents } from "#src/features/predictions/refresh-students.ts";
import { modelSteps } from "#src/features/predictions/rules.ts";
import { coverageOf, pastForecastOf, pastRowsOf } from "#src/features/predictions/training-rows.ts";
import { fewestForCoverage, type ModelState } from "#src/features/predictions/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { predictionModels as m, predictionSettings } from "#src/platform/db/tables/predictions.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";
import { assertStep } from "#src/policy/assert-step.ts";

type Context = Pick<JobContext, "actor" | "signal" | "progress">;

/** The night's work for the schools of a time zone: the model of each school, then the row of each student. */
export async function refreshPredictions(context: Context, timeZone: string): Promise<void> {
  const found = await withActor(context.actor, (tx) => tx.query(selectSchools, { timeZone }));
  for (const { id } of found) await refreshSchool(context, id);
}

const batchSize = 200;

/** A second run on the same day changes nothing, as long as nothing else did. */
export async function refreshSchool({ actor, signal, progress }: Context, schoolId: string): Promise<void> {
  const ids = (await withActor(actor, (tx) => tx.query(selectStudents, { schoolId }))).map(({ id }) => id);
  const known: KnownStudent[] = [];
  for (let from = 0; from < ids.length; from += batchSize) {
    signal.throwIfAborted();
    const batch = ids.slice(from, from + batchSize);
    known.push(...(await withActor(actor, (tx) => loadHistories(tx, batch))));
  }
  await withActor(actor, (tx) => keepModel(tx, schoolId, known));
  for (let from = 0; from < ids.length; from += batchSize) {
    signal.throwIfAborted();
    const batch = ids.slice(from, from + batchSize);
    await withActor(actor, (tx) => refreshStudents(tx, schoolId, batch));
    progress({ done: Math.min(ids.length, from + batchSize), total: ids.length });
  }
}

/** Measures the drift of the model in use, fits a new version where one is due, and measures the forecasts. */
async function keepModel(tx: Tx, schoolId: string, known: readonly KnownStudent[]): Promise<void> {
  const [school] = await tx.query(lockSchool, { schoolId });
  if (!school) return;
  const today = dayNumber(dayIn(now(), school.timeZone));
  const past = known.flatMap((student) => pastRowsOf(student, today));
  const versions = await tx.query(selectVersions, { schoolId });
  const latest = versions[0];
  const drift = latest
    ? schoolDrift(latest.fit, dayNumber(dayIn(latest.fittedAt, school.timeZone)), { known, past, today })
    : null;
  if (latest && drift) tx.send(updateDrift, { id: latest.id, drift: JSON.stringify(drift) });
  const students = new Set(past.map(({ student }) => student)).size;
  const made = isDue(latest, drift, students) ? fitSchool(past) : null;
  if (made) addVersion(tx, schoolId, made, versions);
  measureForecasts(tx, schoolId, known, today);
}

type Version = z.output<typeof versionRow>;

function addVersion(tx: Tx, schoolId: string, made: NewModel, versions: readonly Version[]): void {
  for (const earlier of versions.filter(({ state }) => state !== "RETIRED")) {
    // One that is no better than the rule replaces none that is.
    if (made.state === "SHADOW" && earlier.state === "ACTIVE") continue;
    assertStep(modelSteps, earlier.state, "RETIRED", "job");
    tx.send(updateState, { id: earlier.id, state: "RETIRED" });
  }
  const { fit, measures, groups, ...row } = made;
  tx.send(insertModel, {
    ...row,
    schoolId,
    version: (versions[0]?.version ?? 0) + 1,
    fittedAt: now(),
    fit: JSON.stringify(fit),
    measures: JSON.stringify(measures),
    groups: JSON.stringify(groups),
  });
}

/** Of earlier students, how many had finished by the days that would have been told them half way through. */
function measureForecasts(tx: Tx, schoolId: string, known: readonly KnownStudent[], today: number): void {
  const byCohort = Map.groupBy(known, ({ cohortId }) => cohortId);
  const past = [...byCohort.values()].flatMap((students) => {
    const cohort = halfWayPaces(students);
    return students.flatMap((student) => pastForecastOf(student, cohort, today) ?? []);
  });
  if (past.length >= fewestForCoverage)
    tx.send(upsertCoverage, { schoolId, coverage: JSON.stringify(coverageOf(past, today)), at: now() });
}

function halfWayPaces(students: readonly KnownStudent[]): PaceOfCohort {
  return paceOfCohort(
    students.flatMap(({ history: { startsOn, endsOn }, firstCompletedOn }) =>
      endsOn === null
        ? []
        : paceOf([...firstCompletedOn.values()], startsOn, startsOn + Math.round((endsOn - startsOn) / 2)),
    ),
  );
}

const selectSchools = statement("prediction_schools", (db, p: Params<{ timeZone: string }>) =>
  db
    .select({ id: schools.id })
    .from(schools)
    .where(sql`${schools.timeZone} = ${p.timeZone} and ${isNoneOf(schools.id, "default")}`)
    .orderBy(schools.id),
);

/** Those who left are part of what the school has seen. */
const selectStudents = statement("prediction_students", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({ id: users.id })
    .from(users)
    .where(
      sql`${users.schoolId} = ${p.schoolId} and ${isOneOf(users.role, "STUDENT")} and ${isNoneOf(users.status, "SUSPENDED", "INVITED")}`,
    )
    .orderBy(users.id),
);

/** Two nights at once wait for each other. */
const lockSchool = statement("prediction_school_lock", (db, p: Params<{ schoolId: string }>) =>
  db.select({ timeZone: schools.timeZone }).from(schools).where(eq(schools.id, p.schoolId)).for("no key update"),
);

const versionRow = z.object({
  id: z.string(),
  version: z.number(),
  state: z.custom<ModelState>(),
  students: z.number(),
  fittedAt: z.date(),
  fit: z.custom<StoredFit>(),
});

const selectVersions = sqlStatement(
  "prediction_versions",
  versionRow,
  (p: Params<{ schoolId: string }>) => sql`
    select ${m.id}, ${m.version}, ${m.state}, ${m.students}, ${m.fittedAt} as "fittedAt", ${m.fit}
    from ${m} where ${m.schoolId} = ${p.schoolId} order by ${m.version} desc`,
);

const updateState = statement("prediction_model_state", (db, p: Params<{ id: string; state: ModelState }>) =>
  db.update(m).set({ state: p.state }).where(eq(m.id, p.id)),
);

const updateDrift = sqlWrite(
  "prediction_model_drift",
  (p: Params<{ id: string; drift: string }>) => sql`
    update ${m} set drift = ${p.drift}::jsonb where ${m.id} = ${p.id} and ${m.drift} is distinct from ${p.drift}::jsonb`,
);

type ModelRow = Pick<NewModel, "id" | "state" | "students" | "finished"> & {
  schoolId: string;
  version: number;
  fittedAt: Date;
  fit: string;
  measures: string;
  groups: string;
};
const insertModel = sqlWrite(
  "prediction_model_insert",
  (p: Params<ModelRow>) => sql`
    insert into ${m} (id, school_id, version, state, fitted_at, students, finished, fit, measures, groups)
    values (${p.id}, ${p.schoolId}, ${p.version}, ${p.state}, ${p.fittedAt}, ${p.students}, ${p.finished},
            ${p.fit}::jsonb, ${p.measures}::jsonb, ${p.groups}::jsonb)`,
);

const upsertCoverage = sqlWrite(
  "prediction_coverage",
  (p: Params<{ schoolId: string; coverage: string; at: Date }>) => sql`
    insert into ${predictionSettings} (school_id, coverage, updated_at) values (${p.schoolId}, ${p.coverage}::jsonb, ${p.at})
    on conflict (school_id) do update set coverage = excluded.coverage
      where prediction_settings.coverage is distinct from excluded.coverage`,
);
