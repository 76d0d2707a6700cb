import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/framework-migrations/permissions.ts";
import type {
  MigrationAnswer,
  MigrationStudent,
  MigrationsAnswer,
  migrationsQuery,
  StudentsAnswer,
  studentsQuery,
} from "#src/features/framework-migrations/schema.ts";
import { migrationStatuses, studentStates } from "#src/features/framework-migrations/values.ts";
import { dayIn } from "#src/lib/day.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { hasText } from "#src/platform/db/access-row.ts";
import { decodeCursor, pageOf, shownOf } from "#src/platform/db/cursor.ts";
import { isFound } from "#src/platform/db/names.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { frameworkMigrationStudents, frameworkMigrations } from "#src/platform/db/tables/framework-migrations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A migration that is known to be there, within a command. */
export async function findMigration(tx: Tx, id: string): Promise<MigrationAnswer> {
  const [row] = await tx.query(selectMigrations, { id, frameworkId: null, beforeId: null, limit: 1 });
  if (!row) throw new Error("the migration is there");
  return lineOf(row);
}

/** One move: its preview, and how far it is. */
export async function getMigration(ctx: UserContext, id: string): Promise<MigrationAnswer> {
  const [row] = await readAs(ctx.actor, (tx) =>
    tx.query(selectMigrations, { id, frameworkId: null, beforeId: null, limit: 1 }),
  );
  authorize(ctx.actor, permissions.read, { schoolId: row?.schoolId ?? "" });
  if (!row) throw new AppError("not_found", "There is no such move.");
  return lineOf(row);
}

/** The moves from and to a version, newest first. */
export async function listMigrations(
  ctx: UserContext,
  query: z.output<typeof migrationsQuery>,
): Promise<MigrationsAnswer> {
  const before = decodeCursor(query.cursor, ["id"]);
  const rows = await readAs(ctx.actor, (tx) =>
    tx.query(selectMigrations, {
      id: null,
      frameworkId: query.frameworkId,
      beforeId: before?.[0] ?? null,
      limit: query.limit + 1,
    }),
  );
  return pageOf(rows, query.limit, lineOf, (row) => [row.id]);
}

/** What a move changes, student by student, in the order of their names. */
export async function listStudents(
  ctx: UserContext,
  id: string,
  query: z.output<typeof studentsQuery>,
): Promise<StudentsAnswer> {
  const after = decodeCursor(query.cursor, ["text", "id"]);
  const rows = await readAs(
    ctx.actor,
    async (tx) => {
      const [[migration], found] = await Promise.all([
        tx.query(selectMigrations, { id, frameworkId: null, beforeId: null, limit: 1 }),
        tx.query(selectStudents, {
          id,
          filter: query.filter ?? null,
          patterns: likePatterns(query.search),
          afterName: after?.[0] ?? null,
          afterId: after?.[1] ?? null,
          limit: query.limit + 1,
        }),
      ]);
      authorize(ctx.actor, permissions.read, { schoolId: migration?.schoolId ?? "" });
      if (!migration) throw new AppError("not_found", "There is no such move.");
      return found;
    },
    {
      what: "move to a new version",
      requestId: ctx.requestId,
      count: shownOf(query.limit),
      filter: { migrationId: id, filter: query.filter, search: hasText(query.search) },
    },
  );
  return pageOf(rows, query.limit, studentOf, (row) => [row.name, row.studentId]);
}

function studentOf(row: z.output<typeof studentRow>): MigrationStudent {
  const { completedBefore, completedAfter, totalBefore, totalAfter, ...rest } = row;
  return {
    ...rest,
    completed: { before: completedBefore, after: completedAfter },
    total: { before: totalBefore, after: totalAfter },
  };
}

function lineOf({ schoolId: _, timeZone, dueAt, ...row }: z.output<typeof migrationRow>): MigrationAnswer {
  return {
    ...row,
    dueOn: dueAt && dayIn(dueAt, timeZone),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

const m = alias(frameworkMigrations, "m");
const ms = alias(frameworkMigrationStudents, "ms");
const f = alias(competencyTemplates, "f");
const t = alias(competencyTemplates, "t");

const version = z.object({ id: z.string(), name: z.string(), version: z.string() });
const figures = z.object({ UNCHANGED: z.number(), BELOW: z.number(), OPEN: z.number(), RETIRED: z.number() });
const sums = z.object({ below: z.number(), added: z.number(), retired: z.number(), evidence: z.number() });
const states = z.object({
  planned: z.number(),
  leftOut: z.number(),
  moved: z.number(),
  skipped: z.number(),
  undoing: z.number(),
  undone: z.number(),
});

const migrationRow = z.object({
  id: z.string(),
  schoolId: z.string(),
  status: z.enum(migrationStatuses),
  from: version,
  to: version,
  cohort: z.string().nullable(),
  reopens: z.boolean(),
  notifications: z.boolean(),
  lateJoiners: z.boolean(),
  dueAt: z.date().nullable(),
  timeZone: z.string(),
  studentsTotal: z.number(),
  studentsDone: z.number(),
  error: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  figures,
  sums,
  states,
});

const isUnchanged = sql`(${ms.below} = 0 and ${ms.openChanges} = 0)`;
const counted = (condition: ReturnType<typeof sql>) => sql`count(*) filter (where ${condition})`;
const inState = (state: (typeof studentStates)[number]) => counted(sql`${ms.state} = ${sql`${state}`.inlineParams()}`);

type Filter = { id: string | null; frameworkId: string | null; beforeId: string | number | null; limit: number };

const selectMigrations = sqlStatement(
  "migrations_list",
  migrationRow,
  (p: Params<Filter>) => sql`
    select ${m.id}, ${m.schoolId} as "schoolId", ${m.status},
      json_build_object('id', ${f.id}, 'name', ${f.name}, 'version', ${f.version}) as "from",
      json_build_object('id', ${t.id}, 'name', ${t.name}, 'version', ${t.version}) as "to",
      ${cohorts.name} as cohort, ${m.reopens}, ${m.notifications}, ${m.lateJoiners} as "lateJoiners", ${m.dueAt} as "dueAt",
      ${schools.timeZone} as "timeZone", ${m.studentsTotal} as "studentsTotal", ${m.studentsDone} as "studentsDone",
      ${m.error}, coalesce(${users.name}, '') as "createdBy", ${m.createdAt} as "createdAt",
      ${m.startedAt} as "startedAt", ${m.finishedAt} as "finishedAt", sums.figures, sums.sums, sums.states
    from ${frameworkMigrations} ${m}
    join ${competencyTemplates} ${f} on ${f.id} = ${m.fromTemplateId}
    join ${competencyTemplates} ${t} on ${t.id} = ${m.toTemplateId}
    join ${schools} on ${schools.id} = ${m.schoolId}
    left join ${cohorts} on ${cohorts.id} = ${m.cohortId}
    left join ${users} on ${users.id} = ${m.createdBy}
    cross join lateral (
      select json_build_object('UNCHANGED', ${counted(isUnchanged)}, 'BELOW', ${counted(sql`${ms.below} > 0`)},
          'OPEN', ${counted(sql`${ms.openChanges} > 0`)}, 'RETIRED', ${counted(sql`${ms.retiredEvidence} > 0`)}) as figures,
        json_build_object('below', coalesce(sum(${ms.below}), 0), 'added', coalesce(sum(${ms.added}), 0),
          'retired', coalesce(sum(${ms.retired}), 0), 'evidence', coalesce(sum(${ms.evidence}), 0)) as sums,
        json_build_object('planned', ${inState("PLANNED")}, 'leftOut', ${inState("LEFT_OUT")}, 'moved', ${inState("MOVED")},
          'skipped', ${inState("SKIPPED")}, 'undoing', ${inState("UNDOING")}, 'undone', ${inState("UNDONE")}) as states
      from ${frameworkMigrationStudents} ${ms} where ${ms.migrationId} = ${m.id}) sums
    where (${p.id}::text is null or ${m.id} = ${p.id})
      and (${p.frameworkId}::text is null or ${m.fromTemplateId} = ${p.frameworkId} or ${m.toTemplateId} = ${p.frameworkId})
      and (${p.beforeId}::text is null or ${m.id} < ${p.beforeId})
    order by ${m.id} desc limit ${p.limit}`,
);

const studentRow = z.object({
  studentId: z.string(),
  name: z.string(),
  studentNumber: z.string().nullable(),
  state: z.enum(studentStates),
  completedBefore: z.number(),
  completedAfter: z.number(),
  totalBefore: z.number(),
  totalAfter: z.number(),
  same: z.number(),
  changed: z.number(),
  added: z.number(),
  retired: z.number(),
  below: z.number(),
  // The job writes them in this shape; the endpoint's schema checks them with the answer.
  lines: z.custom<MigrationStudent["lines"]>(),
  refusal: z.string().nullable(),
});

type StudentFilter = {
  id: string;
  filter: string | null;
  patterns: string[];
  afterName: string | number | null;
  afterId: string | number | null;
  limit: number;
};

const selectStudents = sqlStatement(
  "migration_students_list",
  studentRow,
  (p: Params<StudentFilter>) => sql`
    select ${ms.studentId} as "studentId", ${users.name}, ${users.studentNumber} as "studentNumber", ${ms.state},
      ${ms.completedBefore} as "completedBefore", ${ms.completedAfter} as "completedAfter",
      ${ms.totalBefore} as "totalBefore", ${ms.totalAfter} as "totalAfter",
      ${ms.same}, ${ms.changed}, ${ms.added}, ${ms.retired}, ${ms.below}, ${ms.lines}, ${ms.refusal}
    from ${frameworkMigrationStudents} ${ms} join ${users} on ${users.id} = ${ms.studentId}
    where ${ms.migrationId} = ${p.id} and ${isFound(users.searchText, p.patterns)}
      and (case ${p.filter}::text when 'UNCHANGED' then ${isUnchanged} when 'BELOW' then ${ms.below} > 0
        when 'OPEN' then ${ms.openChanges} > 0 when 'RETIRED' then ${ms.retiredEvidence} > 0 else true end)
      and (${p.afterName}::text is null or (${users.name} collate "C", ${users.id}) > (${p.afterName}::text collate "C", ${p.afterId}))
    order by ${users.name} collate "C", ${users.id} limit ${p.limit}`,
);
