import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type {
  AdminsAnswer,
  SchoolLine,
  SchoolsAnswer,
  schoolsExportQuery,
} from "#src/features/schools/console/schema.ts";
import { permissions } from "#src/features/schools/permissions.ts";
import { storageSum, studentCount } from "#src/features/schools/queries.ts";
import { shownSchools } from "#src/features/schools/values.ts";
import { fixedLimit, isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { sessions } from "#src/platform/db/tables/sessions.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfLines } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

const mostSchools = 2_000;

/** All schools by name but samples, with counts and without anybody's name. */
export async function listSchools(ctx: UserContext): Promise<SchoolsAnswer> {
  authorize(ctx.actor, permissions.operate, {});
  const rows = await readAs(ctx.actor, (tx) => tx.query(selectSchools));
  return { items: rows.map(lineOf) };
}

function lineOf(row: SchoolRow): SchoolLine {
  return {
    ...row,
    suspendedAt: row.suspendedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

type Instants = "suspendedAt" | "lastUsedAt" | "createdAt";
type SchoolRow = Omit<SchoolLine, Instants> & { suspendedAt: Date | null; lastUsedAt: Date | null; createdAt: Date };

const countOf = (role: "CLINICAL_SUPERVISOR" | "SCHOOL_ADMIN") => sql`(
  select count(*)::int from ${users} where ${users.schoolId} = ${schools.id} and ${isOneOf(users.role, role)}
    and ${isNoneOf(users.status, "LEFT")})`;

const selectSchools = sqlStatement(
  "schools_list",
  // Checked as the lines of the endpoint's output.
  z.custom<SchoolRow>(),
  () => sql`
    select ${schools.id}, ${schools.name}, ${schools.timeZone} as "timeZone", ${schools.status},
      ${schools.suspendedAt} as "suspendedAt", ${schools.suspendedReason} as "suspendedReason",
      ${studentCount} as students, ${countOf("CLINICAL_SUPERVISOR")} as supervisors, ${countOf("SCHOOL_ADMIN")} as admins,
      ${schools.maxStudents} as "maxStudents", ${storageSum} as "storageBytes",
      ${schools.maxStorageBytes}::float8 as "maxStorageBytes",
      (select count(*)::int from ${assessments} where ${assessments.schoolId} = ${schools.id}
        and ${assessments.submittedAt} > now() - interval '7 days') as "submittedLately",
      (select max(${sessions.lastUsedAt}) from ${sessions} where ${sessions.schoolId} = ${schools.id}) as "lastUsedAt",
      ${schools.createdAt} as "createdAt", ${schools.revision}
    from ${schools} where ${isNoneOf(schools.id, "default")} and ${schools.sampleOf} is null
    order by ${inNameOrder(schools.name)}, ${schools.id} limit ${fixedLimit(mostSchools)}`,
);

const columns: CsvColumns<SchoolLine> = [
  ["School", (line) => line.name],
  ["Time zone", (line) => line.timeZone],
  ["Status", (line) => (line.status === "OPEN" ? "Open" : "Suspended")],
  ["Students", (line) => line.students],
  ["Most students", (line) => line.maxStudents],
  ["Supervisors", (line) => line.supervisors],
  ["Administrators", (line) => line.admins],
  ["Assessments in 7 days", (line) => line.submittedLately],
  ["Bytes of files", (line) => line.storageBytes],
  ["Most bytes of files", (line) => line.maxStorageBytes],
  ["Last used", (line) => line.lastUsedAt],
  ["Created", (line) => line.createdAt],
];

/** The same as CSV, with the filters of the page. */
export async function exportSchools(
  ctx: UserContext,
  { search = "", status, limit }: z.output<typeof schoolsExportQuery>,
): Promise<Response> {
  const { items } = await listSchools(ctx);
  return csvOfLines(
    "schools.csv",
    columns,
    shownSchools(items, { search, status: status ?? null, limit: limit ?? null }),
  );
}

/** The administrators of one school. */
export async function listAdmins(ctx: UserContext, id: string): Promise<AdminsAnswer> {
  authorize(ctx.actor, permissions.operate, {});
  const items = await readAs(
    ctx.actor,
    async (tx) => {
      const [[school], admins] = await Promise.all([tx.query(selectExists, { id }), tx.query(selectAdmins, { id })]);
      if (!school) throw new AppError("not_found", "There is no such school.");
      return admins;
    },
    {
      what: "administrators of a school",
      requestId: ctx.requestId,
      count: ({ length }) => length,
      filter: { schoolId: id },
    },
  );
  return { items };
}

const selectExists = statement("school_exists", (db, p: Params<{ id: string }>) =>
  db
    .select({ id: schools.id })
    .from(schools)
    .where(and(eq(schools.id, p.id), isNoneOf(schools.id, "default"))),
);

const selectAdmins = statement("school_admins", (db, p: Params<{ id: string }>) =>
  db
    .select({ id: users.id, name: users.name, email: users.email, status: users.status })
    .from(users)
    .where(and(eq(users.schoolId, p.id), isOneOf(users.role, "SCHOOL_ADMIN"), isNoneOf(users.status, "LEFT")))
    .orderBy(inNameOrder(users.name), asc(users.id))
    .limit(fixedLimit(200)),
);
