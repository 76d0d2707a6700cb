import { eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { permissions } from "#src/features/programs/permissions.ts";
import type { Cohort, Program, ProgramsAnswer } from "#src/features/programs/schema.ts";
import { maxCohorts, maxPrograms, type Uses } from "#src/features/programs/values.ts";
import { fixedLimit, isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfLines } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** The programs of the reader's school by name, each with its cohorts and with what uses it. */
export async function listPrograms(ctx: UserContext): Promise<ProgramsAnswer> {
  const { schoolId } = ctx.actor;
  authorize(ctx.actor, permissions.list, { schoolId });
  const [programRows, cohortRows, held] = await readAs(ctx.actor, (tx) =>
    Promise.all([
      tx.query(selectPrograms, { schoolId }),
      tx.query(selectCohorts, { schoolId }),
      tx.query(selectPeople, { schoolId }),
    ]),
  );
  const ofProgram = Map.groupBy(held, ({ programId }) => programId);
  const ofCohort = Map.groupBy(held, ({ cohortId }) => cohortId);
  const cohortsOf = Map.groupBy(
    cohortRows.map((row) => withPeople(row, ofCohort.get(row.id))),
    ({ programId }) => programId,
  );
  return {
    items: programRows.map((row) => ({
      ...withPeople(row, ofProgram.get(row.id)),
      cohorts: cohortsOf.get(row.id) ?? [],
    })),
  };
}

type Held = { people: number; students: number };
type Counted<Line> = Omit<Line, "students" | "uses"> & { uses: Omit<Uses, "people"> };

function withPeople<Row extends { uses: Omit<Uses, "people"> }>(row: Row, held: readonly Held[] = []) {
  const students = held.reduce((sum, one) => sum + one.students, 0);
  const people = held.reduce((sum, one) => sum + one.people, 0);
  return { ...row, students, uses: { ...row.uses, people } };
}

/** The same as CSV, a line for each cohort; a program without cohorts has one too. */
export async function exportPrograms(ctx: UserContext): Promise<Response> {
  const { items } = await listPrograms(ctx);
  const lines = items.flatMap((program): CsvLine[] =>
    program.cohorts.length === 0
      ? [{ program, cohort: undefined }]
      : program.cohorts.map((cohort) => ({ program, cohort })),
  );
  return csvOfLines("programs-and-cohorts.csv", csvColumns, lines);
}

type CsvLine = { program: Program; cohort: Cohort | undefined };

const csvColumns: CsvColumns<CsvLine> = [
  ["Program", ({ program }) => program.name],
  ["Code", ({ program }) => program.code],
  ["Cohort", ({ cohort }) => cohort?.name ?? null],
  ["First day", ({ cohort }) => cohort?.startsOn ?? null],
  ["Last day", ({ cohort }) => cohort?.endsOn ?? null],
  ["Students", ({ program, cohort }) => (cohort ?? program).students],
];

const isStudying = sql`${isOneOf(users.role, "STUDENT")} and ${isNoneOf(users.status, "LEFT")}`;

/** What refers to the program in `programs`, as a JSON object. */
const programUses = (people?: SQL) => sql`json_build_object(${people ? sql`'people', ${people},` : sql``}
  'rotations', (select count(*)::int from ${rotations} where ${rotations.programId} = ${programs.id}),
  'competencies', (select count(*)::int from ${competencies} where ${competencies.programId} = ${programs.id}),
  'deployments', (select count(*)::int from ${deploymentTargets} where ${deploymentTargets.schoolId} = ${programs.schoolId}
    and ${isOneOf(deploymentTargets.targetType, "program")} and ${deploymentTargets.targetId} = ${programs.id}))`;

/** What refers to the cohort in `cohorts`, likewise. */
const cohortUses = (people?: SQL) => sql`json_build_object(${people ? sql`'people', ${people},` : sql``}
  'rotations', 0, 'competencies', 0,
  'deployments', (select count(*)::int from ${deploymentTargets} where ${deploymentTargets.schoolId} = ${cohorts.schoolId}
    and ${isOneOf(deploymentTargets.targetType, "cohort")} and ${deploymentTargets.targetId} = ${cohorts.id}))`;

/** The people of each program and cohort, who are all counted in one pass: a school has tens of thousands. */
const selectPeople = sqlStatement(
  "programs_people",
  z.object({
    programId: z.string().nullable(),
    cohortId: z.string().nullable(),
    people: z.number(),
    students: z.number(),
  }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${users.programId} as "programId", ${users.cohortId} as "cohortId", count(*)::int as people,
      (count(*) filter (where ${isStudying}))::int as students
    from ${users} where ${users.schoolId} = ${p.schoolId} group by ${users.programId}, ${users.cohortId}`,
);

const selectPrograms = sqlStatement(
  "programs_list",
  // Checked as the lines of the endpoint's output.
  z.custom<Counted<Omit<Program, "cohorts">>>(),
  (p: Params<{ schoolId: string }>) => sql`
    select ${programs.id}, ${programs.name}, ${programs.code}, ${programUses()} as uses
    from ${programs} where ${programs.schoolId} = ${p.schoolId}
    order by ${inNameOrder(programs.name)}, ${programs.id} limit ${fixedLimit(maxPrograms)}`,
);

const selectCohorts = sqlStatement(
  "program_cohorts_list",
  // Checked as the lines of the endpoint's output.
  z.custom<Counted<Cohort>>(),
  (p: Params<{ schoolId: string }>) => sql`
    select ${cohorts.id}, ${cohorts.programId} as "programId", ${cohorts.name},
      ${cohorts.startsOn}::text as "startsOn", ${cohorts.endsOn}::text as "endsOn",
      ${cohortUses()} as uses
    from ${cohorts} where ${cohorts.schoolId} = ${p.schoolId}
    order by ${cohorts.startsOn} desc nulls last, ${inNameOrder(cohorts.name)}, ${cohorts.id}
    limit ${fixedLimit(maxCohorts)}`,
);

/** The codes of the school's programs, and how many there are. */
export const selectCodes = statement("program_codes", (db, p: Params<{ schoolId: string }>) =>
  db.select({ id: programs.id, code: programs.code }).from(programs).where(eq(programs.schoolId, p.schoolId)),
);

export const lockProgram = statement("program_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({ schoolId: programs.schoolId, name: programs.name, code: programs.code })
    .from(programs)
    .where(eq(programs.id, p.id))
    .for("update"),
);

export const lockCohort = statement("cohort_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({
      schoolId: cohorts.schoolId,
      programId: cohorts.programId,
      name: cohorts.name,
      startsOn: cohorts.startsOn,
      endsOn: cohorts.endsOn,
    })
    .from(cohorts)
    .where(eq(cohorts.id, p.id))
    .for("update"),
);

export const selectProgramUses = sqlStatement(
  "program_uses",
  z.object({ uses: z.custom<Uses>(), cohorts: z.number() }),
  (p: Params<{ id: string }>) => sql`
    select ${programUses(sql`(select count(*)::int from ${users} where ${users.programId} = ${programs.id})`)} as uses,
      (select count(*)::int from ${cohorts} where ${cohorts.programId} = ${programs.id}) as cohorts
    from ${programs} where ${programs.id} = ${p.id}`,
);

export const selectCohortUses = sqlStatement(
  "cohort_uses",
  z.object({ uses: z.custom<Uses>() }),
  (p: Params<{ id: string }>) => sql`
    select ${cohortUses(sql`(select count(*)::int from ${users} where ${users.cohortId} = ${cohorts.id})`)} as uses from ${cohorts} where ${cohorts.id} = ${p.id}`,
);

/** Cohorts of the program, to tell one name from another. */
export const selectCohortNames = statement("cohort_names", (db, p: Params<{ programId: string }>) =>
  db.select({ id: cohorts.id, name: cohorts.name }).from(cohorts).where(eq(cohorts.programId, p.programId)),
);

type NewProgram = { id: string; schoolId: string; name: string; code: string };

export const insertProgram = statement("program_insert", (db, p: Params<NewProgram>) =>
  db.insert(programs).values({ id: p.id, schoolId: p.schoolId, name: p.name, code: p.code }),
);

export const updateProgram = statement("program_update", (db, p: Params<Omit<NewProgram, "schoolId">>) =>
  db.update(programs).set({ name: p.name, code: p.code }).where(eq(programs.id, p.id)),
);

export const removeProgram = statement("program_delete", (db, p: Params<{ id: string }>) =>
  db.delete(programs).where(eq(programs.id, p.id)),
);

type CohortValues = { id: string; programId: string; name: string; startsOn: string | null; endsOn: string | null };

export const insertCohort = statement("cohort_insert", (db, p: Params<CohortValues & { schoolId: string }>) =>
  db.insert(cohorts).values({
    id: p.id,
    schoolId: p.schoolId,
    programId: p.programId,
    name: p.name,
    startsOn: p.startsOn,
    endsOn: p.endsOn,
  }),
);

export const updateCohort = statement("cohort_update", (db, p: Params<CohortValues>) =>
  db
    .update(cohorts)
    .set({ programId: p.programId, name: p.name, startsOn: p.startsOn, endsOn: p.endsOn })
    .where(eq(cohorts.id, p.id)),
);

export const removeCohort = statement("cohort_delete", (db, p: Params<{ id: string }>) =>
  db.delete(cohorts).where(eq(cohorts.id, p.id)),
);
