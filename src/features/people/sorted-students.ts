import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import {
  type StudentFilter,
  sourceOf,
  studentLinesSql,
  studentSources,
  withPercentage,
} from "#src/features/people/queries.ts";
import type { StudentLine, studentsQuery } from "#src/features/people/schema.ts";
import { searchWords } from "#src/lib/search-text.ts";
import { hasText } from "#src/platform/db/access-row.ts";
import { decodeCursor, pageOf, shownOf } from "#src/platform/db/cursor.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

type Query = Pick<
  z.output<typeof studentsQuery>,
  "search" | "cohortId" | "rotationId" | "standing" | "sort" | "direction"
>;

/** Whether a list is asked for in another order than that of names, or of one student, where order means nothing. */
export function isSorted({ studentId, sort = "name", direction = "asc" }: z.output<typeof studentsQuery>): boolean {
  return studentId === undefined && (sort !== "name" || direction !== "asc");
}

/** Students by another order than their names; those without a value come last. The cursor is of one order. */
export async function listSortedStudents(
  ctx: UserContext,
  query: z.output<typeof studentsQuery>,
): Promise<{ items: StudentLine[]; nextCursor: string | null }> {
  const order = orderOf(query);
  const after = decodeCursor(query.cursor, ["text", "text", "text", "id"]);
  if (after && after[0] !== order) throw new AppError("malformed", "The cursor is not one of this list.");
  const rows = await readAs(
    ctx.actor,
    (tx) => tx.query(statementFor(ctx, query), paramsOf(ctx, query, after, query.limit + 1)),
    {
      what: "students",
      requestId: ctx.requestId,
      count: shownOf(query.limit),
      filter: {
        cohortId: query.cohortId,
        rotationId: query.rotationId,
        standing: query.standing,
        search: hasText(query.search),
      },
    },
  );
  return pageOf(
    rows,
    query.limit,
    ({ key: _key, ...row }) => withPercentage(row),
    (row) => [order, row.key, row.name, row.id],
  );
}

/** The next lines of a list in any order, for what reads all of it. */
export async function readStudents(
  ctx: UserContext,
  query: Query,
  last: SortedStudentRow | undefined,
  limit: number,
): Promise<SortedStudentRow[]> {
  const after = last ? ([orderOf(query), last.key, last.name, last.id] as const) : undefined;
  return readAs(ctx.actor, (tx) => tx.query(statementFor(ctx, query), paramsOf(ctx, query, after, limit)));
}

function orderOf({ sort = "name", direction = "asc" }: Query): string {
  return `${sort} ${direction}`;
}

function statementFor(ctx: UserContext, { search = "" }: Query) {
  return selectSorted[sourceOf(ctx.actor, searchWords(search))];
}

function paramsOf(
  ctx: UserContext,
  query: Query,
  after: readonly [order: string, key: string, name: string, id: string] | undefined,
  limit: number,
): SortedFilter {
  return {
    words: searchWords(query.search ?? ""),
    schoolId: ctx.actor.schoolId,
    studentId: null,
    cohortId: query.cohortId ?? null,
    rotationId: query.rotationId ?? null,
    standing: query.standing ?? null,
    sort: query.sort ?? "name",
    isDescending: query.direction === "desc",
    afterKey: after?.[1] ?? null,
    afterName: after?.[2] ?? null,
    afterId: after?.[3] ?? null,
    limit,
  };
}

type SortedFilter = StudentFilter & { sort: string; isDescending: boolean; afterKey: string | null };

/** What the lines are ordered by, as a text of equal length for numbers; empty where there is no value. */
const keyOf = (p: Params<SortedFilter>) => sql`case ${p.sort}::text
  when 'cohort' then coalesce(l.cohort, '')
  when 'completed' then case when l."totalCompetencies" = 0 then ''
    else lpad((l."completedCompetencies" * 1000000::bigint / l."totalCompetencies")::text, 8, '0') end
  when 'overdue' then case when l."totalCompetencies" = 0 then '' else lpad(l.overdue::text, 8, '0') end
  when 'lastAssessed' then coalesce(l."lastAssessedAt", '')
  else l.name end`;

const sortedSql = (p: Params<SortedFilter>, source: ReturnType<(typeof studentSources)["all"]>): SQL => {
  const key = inNameOrder(sql`k.key`);
  const afterKey = inNameOrder(sql`${p.afterKey}::text`);
  return sql`
    select k.* from (
      select l.*, ${keyOf(p)} as key from (${studentLinesSql(p, source)}) l
      where (${p.standing}::text is null or l.standing = ${p.standing})) k
    where ${p.afterKey}::text is null
      or (k.key = '') > (${p.afterKey}::text = '')
      or ((k.key = '') = (${p.afterKey}::text = '')
        and (case when ${p.isDescending}::boolean then ${key} < ${afterKey} else ${key} > ${afterKey} end
          or (k.key = ${p.afterKey}::text and (${inNameOrder(sql`k.name`)}, k.id)
            > (${inNameOrder(sql`${p.afterName}::text`)}, ${p.afterId}::text collate "C"))))
    order by k.key = '', case when ${p.isDescending}::boolean then ${key} end desc,
      case when not ${p.isDescending}::boolean then ${key} end, ${inNameOrder(sql`k.name`)}, k.id
    limit ${p.limit}`;
};

export type SortedStudentRow = Omit<StudentLine, "progressPercentage"> & { key: string };
// Checked as the lines of the endpoint's output.
const sortedRow = z.custom<SortedStudentRow>();

const selectSorted = {
  school: sqlStatement("students_sorted", sortedRow, (p: Params<SortedFilter>) =>
    sortedSql(p, studentSources.school(p)),
  ),
  all: sqlStatement("students_sorted_all", sortedRow, (p: Params<SortedFilter>) => sortedSql(p, studentSources.all(p))),
  found: sqlStatement("students_sorted_found", sortedRow, (p: Params<SortedFilter>) =>
    sortedSql(p, studentSources.found(p)),
  ),
};
