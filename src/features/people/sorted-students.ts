import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import {
  type StudentFilter,
  sourceOf,
  studentLinesSql,
  studentSources,
  withPercentage,
} from "#src/features/people/queries.ts";
import type { StudentLine, studentsExportQuery, studentsQuery } from "#src/features/people/schema.ts";
import { standingWords } from "#src/features/people/values.ts";
import { searchWords } from "#src/lib/search-text.ts";
import { hasText } from "#src/platform/db/access-row.ts";
import { shownOf } from "#src/platform/db/cursor.ts";
import { keyOf, type Place, placeOf, sortedBy, sortedPage } from "#src/platform/db/sorted.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

type Query = z.output<typeof studentsExportQuery>;

/** Whether a list is asked for in another order than that of names, or of one student, where order means nothing. */
export function isSorted({ studentId, sort = "name", direction = "asc" }: z.output<typeof studentsQuery>): boolean {
  return studentId === undefined && (sort !== "name" || direction !== "asc");
}

/** Students by another order than their names; those without a value come last. The cursor is of one order. */
export async function listSortedStudents(
  ctx: UserContext,
  query: z.output<typeof studentsQuery>,
): Promise<{ items: StudentLine[]; nextCursor: string | null }> {
  const { items, nextCursor } = await readAs(ctx.actor, (tx) => readPage(tx, ctx, query), {
    what: "students",
    requestId: ctx.requestId,
    count: (page) => shownOf(query.limit)(page.items),
    filter: loggedOf(query),
  });
  return { items: items.map(withPercentage), nextCursor };
}

/** The list of students as CSV, as it is filtered and ordered. */
export function exportStudents(ctx: UserContext, query: Query): Promise<Response> {
  return csvOfList(ctx, {
    fileName: "students.csv",
    columns,
    page: (tx, place) => readPage(tx, ctx, { ...query, ...place }),
    access: { what: "students export", filter: loggedOf(query) },
  });
}

type Line = Omit<StudentLine, "progressPercentage">;

const columns: CsvColumns<Line> = [
  ["Student", (line) => line.name],
  ["Number", (line) => line.studentNumber],
  ["Program", (line) => line.program],
  ["Cohort", (line) => line.cohort],
  ["Placement", (line) => line.placement],
  ["Completed", (line) => line.completedCompetencies],
  ["Of", (line) => line.totalCompetencies],
  ["Overdue", (line) => line.overdue],
  ["Progress", (line) => standingWords[line.standing]],
  ["Last assessed", (line) => line.lastAssessedAt],
];

async function readPage(tx: Tx, ctx: UserContext, query: Query & { cursor?: string | undefined; limit: number }) {
  const words = searchWords(query.search ?? "");
  const place = placeOf(query, { sort: "name", direction: query.direction ?? "asc" });
  const rows = await tx.query(selectSorted[sourceOf(ctx.actor, words)], {
    words,
    schoolId: ctx.actor.schoolId,
    studentId: null,
    programId: query.programId ?? null,
    cohortId: query.cohortId ?? null,
    rotationId: query.rotationId ?? null,
    standing: query.standing ?? null,
    ...place,
  });
  return sortedPage(
    rows,
    place,
    (row) => row,
    (row) => row.id,
  );
}

function loggedOf({ programId, cohortId, rotationId, standing, search }: Query) {
  return { programId, cohortId, rotationId, standing, search: hasText(search) };
}

type SortedFilter = Omit<StudentFilter, "afterName" | "afterId" | "limit"> & Place;

const progressKey = (value: SQL) => sql`case when l."totalCompetencies" = 0 then '' else ${keyOf.number(value)} end`;

const sortedSql = (p: Params<SortedFilter>, source: ReturnType<(typeof studentSources)["all"]>): SQL => {
  const by = sortedBy(p, {
    keys: {
      name: sql`l.name`,
      cohort: keyOf.text(sql`l.cohort`),
      completed: progressKey(sql`l."completedCompetencies" * 1000000::bigint / l."totalCompetencies"`),
      overdue: progressKey(sql`l.overdue`),
      lastAssessed: keyOf.text(sql`l."lastAssessedAt"`),
    },
    tie: sql`l.name`,
    id: sql`l.id`,
  });
  return sql`
    select l.*, ${by.key} as key, l.name as tie from (${studentLinesSql(p, source)}) l
    where (${p.standing}::text is null or l.standing = ${p.standing}) and ${by.after}
    order by ${by.order} limit ${p.limit}`;
};

type SortedStudentRow = Line & { key: string; tie: string };
// Checked as the lines of the endpoint's output.
const sortedRow = z.custom<SortedStudentRow>();

const planned = { isPlannedForValues: true };
const selectSorted = {
  school: sqlStatement(
    "students_sorted",
    sortedRow,
    (p: Params<SortedFilter>) => sortedSql(p, studentSources.school(p)),
    planned,
  ),
  all: sqlStatement(
    "students_sorted_all",
    sortedRow,
    (p: Params<SortedFilter>) => sortedSql(p, studentSources.all(p)),
    planned,
  ),
  found: sqlStatement(
    "students_sorted_found",
    sortedRow,
    (p: Params<SortedFilter>) => sortedSql(p, studentSources.found(p)),
    planned,
  ),
};
