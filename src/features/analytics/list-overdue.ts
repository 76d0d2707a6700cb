import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { type OverdueAnswer, type OverdueQuery, overdueLine } from "#src/features/analytics/school/schema.ts";
import { isOverdueSql } from "#src/features/progress/overdue.ts";
import { decodeCursor, instantKey, pageOf, shownOf } from "#src/platform/db/cursor.ts";
import { type Params, type RowOf, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { isCounted } from "#src/platform/db/taking-part.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * The competencies that a school's number of overdue ones counts, the longest overdue first: of the school, of a program or
 * of a cohort. They are as of now, while the number is as of the last refresh.
 */
export async function listOverdue(ctx: UserContext, query: OverdueQuery): Promise<OverdueAnswer | Response> {
  const { programId, cohortId, limit } = query;
  const narrowing = { schoolId: ctx.actor.schoolId, programId: programId ?? null, cohortId: cohortId ?? null };
  const access = { what: "overdue competencies", filter: { programId, cohortId } };
  if (query.format === "csv") {
    return csvOfList(ctx, {
      fileName: "overdue.csv",
      columns,
      page: async (tx, place) =>
        pageOfRows(await tx.query(selectOverdue, withPlace(narrowing, place.cursor, place.limit)), place.limit),
      access,
    });
  }
  const rows = await readAs(ctx.actor, (tx) => tx.query(selectOverdue, withPlace(narrowing, query.cursor, limit)), {
    ...access,
    requestId: ctx.requestId,
    count: shownOf(limit),
  });
  return pageOfRows(rows, limit);
}

function withPlace(narrowing: Narrowing, cursor: string | undefined, limit: number): Filter {
  const after = decodeCursor(cursor, ["instant", "id"]);
  return { ...narrowing, afterDue: after?.[0] ?? null, afterId: after?.[1] ?? null, limit: limit + 1 };
}

function pageOfRows(rows: readonly RowOf<typeof selectOverdue>[], limit: number): OverdueAnswer {
  return pageOf(
    rows,
    limit,
    ({ key: _, ...line }) => line,
    ({ key, assignmentId }) => [key, assignmentId],
  );
}

const columns: CsvColumns<OverdueAnswer["items"][number]> = [
  ["Student", ({ studentName }) => studentName],
  ["Cohort", ({ cohort }) => cohort],
  ["Competency", ({ competencyName }) => competencyName],
  ["Category", ({ category }) => category],
  ["Due", ({ dueOn }) => dueOn],
  ["Days overdue", ({ days }) => days],
];

type Narrowing = { schoolId: string; programId: string | null; cohortId: string | null };
type Filter = Narrowing & { afterDue: string | null; afterId: string | null; limit: number };

const a = alias(competencyAssignments, "a");
const st = alias(users, "st");
const c = alias(competencies, "c");
const co = alias(cohorts, "co");
const sc = alias(schools, "sc");

const selectOverdue = sqlStatement(
  "analytics_overdue_list",
  overdueLine.extend({ key: z.string() }),
  (p: Params<Filter>) => sql`
    select ${a.id} as "assignmentId", ${st.id} as "studentId", ${st.name} as "studentName", ${co.name} as cohort,
           ${c.name} as "competencyName", ${c.category}, (${a.dueDate} at time zone ${sc.timeZone})::date::text as "dueOn",
           (now() at time zone ${sc.timeZone})::date - (${a.dueDate} at time zone ${sc.timeZone})::date as days,
           ${instantKey(a.dueDate)} as key
    from ${users} ${st} join ${schools} ${sc} on ${sc.id} = ${st.schoolId}
    join ${competencyAssignments} ${a} on ${a.userId} = ${st.id} and ${isOverdueSql(a)}
    join ${competencies} ${c} on ${c.id} = ${a.competencyId}
    left join ${cohorts} ${co} on ${co.id} = ${st.cohortId}
    where ${st.schoolId} = ${p.schoolId} and ${isCounted(st)}
      and (${p.programId}::text is null or ${st.programId} = ${p.programId})
      and (${p.cohortId}::text is null or ${st.cohortId} = ${p.cohortId})
      and (${p.afterDue}::timestamptz is null or (${a.dueDate}, ${a.id}) > (${p.afterDue}::timestamptz, ${p.afterId}::text collate "C"))
    order by ${a.dueDate}, ${a.id} limit ${p.limit}`,
  { isPlannedForValues: true },
);
