import { and, count, eq, gt, type SQLWrapper, sql } from "drizzle-orm";
import { z } from "zod";
import { type Day, dayNumber } from "#src/features/predictions/facts-of.ts";
import { fitSchool, isDue, type NewModel, type StoredFit, schoolDrift } from "#src/features/predictions/fit-school.ts";
import { loadHistories } from "#src/features/predictions/load-histories.ts";
import { refreshStudents, studentsAtOnce } from "#src/features/predictions/refresh-students.ts";
import { modelSteps } from "#src/features/predictions/rules.ts";
import { SchoolLessons } from "#src/features/predictions/school-lessons.ts";
import { coverageOf } from "#src/features/predictions/training-rows.ts";
import { fewestForCoverage, type ModelState } from "#src/features/predictions/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { fixedLimit, isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { predictionModels as m, predictionSettings } from "#src/platform/db/tables/predictions.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";
import { assertStep } from "#src/policy/assert-step.ts";

export type SchoolContext = Pick<JobContext, "actor" | "signal" | "progress">;

/** The night's work for the schools of a time zone: the model of each school, then the row of each student. */
export async function refreshPredictions(context: SchoolContext, timeZone: string): Promise<void> {
  const found = await withActor(context.actor, (tx) => tx.query(selectSchools, { timeZone }));
  for (const { id } of found) await refreshSchool(context, id);
}

/**
 * Two passes over the students, a page at a time: one to learn, one to work out each anew. A second run on the same day
 * changes nothing, as long as nothing else did.
 */
export async function refreshSchool(context: SchoolContext, schoolId: string): Promise<void> {
  const { actor, progress } = context;
  const [school, [latest], [counted]] = await withActor(actor, async (tx) => [
    (await tx.query(selectTimeZone, { schoolId }))[0],
    await tx.query(selectVersions, { schoolId }),
    await tx.query(countStudents, { schoolId }),
  ]);
  if (!school) return;
  const today = dayNumber(dayIn(now(), school.timeZone));
  const lessons = new SchoolLessons(today, latest?.fit ?? null);
  for await (const ids of pagesOf(context, schoolId))
    lessons.add(await withActor(actor, (tx) => loadHistories(tx, ids)));
  await withActor(actor, (tx) => keepModel(tx, schoolId, { lessons, today, learntBeside: latest?.id }));
  let done = 0;
  for await (const ids of pagesOf(context, schoolId)) {
    await withActor(actor, (tx) => refreshStudents(tx, schoolId, ids));
    done += ids.length;
    progress({ done, total: Math.max(done, counted?.students ?? 0) });
  }
}

/** The ids of the students of a school, page by page; a student who comes meanwhile may be left out. */
async function* pagesOf({ actor, signal }: SchoolContext, schoolId: string): AsyncGenerator<string[]> {
  for (let after = ""; ; ) {
    signal.throwIfAborted();
    const rows = await withActor(actor, (tx) => tx.query(selectStudents, { schoolId, after }));
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ id }) => id);
    after = last.id;
  }
}

type Learnt = { lessons: SchoolLessons; today: Day; learntBeside: string | undefined };

/** Measures the drift of the model in use, fits a new version where one is due, and measures the forecasts. */
async function keepModel(tx: Tx, schoolId: string, { lessons, today, learntBeside }: Learnt): Promise<void> {
  const [school] = await tx.query(lockSchool, { schoolId });
  if (!school) return;
  const versions = await tx.query(selectVersions, { schoolId });
  const latest = versions[0];
  // Another run made a version meanwhile.
  if (latest?.id !== learntBeside) return;
  const { past, running } = lessons;
  const drift = latest
    ? schoolDrift(latest.fit, dayNumber(dayIn(latest.fittedAt, school.timeZone)), { running, past, today })
    : null;
  if (latest && drift) tx.send(updateDrift, { id: latest.id, drift: JSON.stringify(drift) });
  const students = new Set(past.map(({ student }) => student)).size;
  const made = isDue(latest, drift, students) ? fitSchool(past) : null;
  if (made) addVersion(tx, schoolId, made, versions);
  const forecasts = lessons.forecasts();
  if (forecasts.length >= fewestForCoverage)
    tx.send(upsertCoverage, { schoolId, coverage: JSON.stringify(coverageOf(forecasts, today)), at: now() });
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

const selectSchools = statement("prediction_schools", (db, p: Params<{ timeZone: string }>) =>
  db
    .select({ id: schools.id })
    .from(schools)
    .where(sql`${schools.timeZone} = ${p.timeZone} and ${isNoneOf(schools.id, "default")}`)
    .orderBy(schools.id),
);

/** Those who left are part of what the school has seen. */
export const isLearntFrom = (schoolId: SQLWrapper) =>
  sql`${users.schoolId} = ${schoolId} and ${isOneOf(users.role, "STUDENT")} and ${isNoneOf(users.status, "SUSPENDED", "INVITED")}`;

const selectStudents = statement("prediction_students", (db, p: Params<{ schoolId: string; after: string }>) =>
  db
    .select({ id: users.id })
    .from(users)
    .where(and(isLearntFrom(p.schoolId), gt(users.id, p.after)))
    .orderBy(users.id)
    .limit(fixedLimit(studentsAtOnce)),
);

const countStudents = statement("prediction_students_count", (db, p: Params<{ schoolId: string }>) =>
  db.select({ students: count() }).from(users).where(isLearntFrom(p.schoolId)),
);

const selectTimeZone = statement("prediction_time_zone", (db, p: Params<{ schoolId: string }>) =>
  db.select({ timeZone: schools.timeZone }).from(schools).where(eq(schools.id, p.schoolId)),
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
