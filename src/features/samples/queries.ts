import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";

/** What the history of an invented student needs of the competencies of a framework. */
export const selectCompetencies = statement("sample_competencies", (db, p: Params<{ templateId: string }>) =>
  db
    .select({
      id: competencies.id,
      name: competencies.name,
      scale: {
        kind: ratingScales.kind,
        min: ratingScales.minValue,
        max: ratingScales.maxValue,
        target: competencies.targetRating,
      },
      method: competencies.scoringMethod,
      requirement: {
        observations: competencies.requiredObservations,
        evaluators: competencies.requiredEvaluators,
        days: competencies.requiredDays,
      },
      isRequired: competencies.isRequired,
    })
    .from(competencies)
    .innerJoin(ratingScales, eq(ratingScales.id, competencies.ratingScaleId))
    .where(eq(competencies.templateId, p.templateId))
    .orderBy(competencies.sortOrder, competencies.id),
);

const sampleOf = (p: Params<{ schoolId: string }>) =>
  sql`select s.id from ${schools} s where s.sample_of = ${p.schoolId}`;

/** What is in the sample of a school; all of it is 0 where there is none. */
export const selectSample = sqlStatement(
  "sample_school",
  z.object({ isSample: z.boolean(), students: z.number(), supervisors: z.number(), assessments: z.number() }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${schools.sampleOf} is not null as "isSample", held.*
    from ${schools}
    cross join lateral (
      select (count(*) filter (where ${isOneOf(users.role, "STUDENT")}))::int as students,
        (count(*) filter (where ${isOneOf(users.role, "CLINICAL_SUPERVISOR")}))::int as supervisors,
        (select count(*)::int from ${assessments} where ${assessments.schoolId} = (${sampleOf(p)})) as assessments
      from ${users} where ${users.schoolId} = (${sampleOf(p)})
    ) held
    where ${schools.id} = ${p.schoolId}`,
);

/** The school, held until the end of the transaction, so that its sample is made or removed once at a time. */
export const lockSchool = statement("sample_lock_school", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({ id: schools.id, timeZone: schools.timeZone, sampleOf: schools.sampleOf })
    .from(schools)
    .where(eq(schools.id, p.schoolId))
    .for("update"),
);

/** The sample of a school, held. It remains when it was emptied, for what the store of files still has to let go. */
export const lockSample = sqlStatement(
  "sample_lock",
  z.object({ id: z.string(), hasPeople: z.boolean() }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${schools.id}, exists (select from ${users} where ${users.schoolId} = ${schools.id}) as "hasPeople"
    from ${schools} where ${schools.sampleOf} = ${p.schoolId} for update of ${schools}`,
);

export const selectSampleId = statement("sample_id", (db, p: Params<{ schoolId: string }>) =>
  db.select({ id: schools.id }).from(schools).where(eq(schools.sampleOf, p.schoolId)),
);

type NewSample = { id: string; name: string; timeZone: string; sampleOf: string };

export const insertSample = statement("sample_insert", (db, p: Params<NewSample>) =>
  db.insert(schools).values({ id: p.id, name: p.name, timeZone: p.timeZone, sampleOf: p.sampleOf }),
);
