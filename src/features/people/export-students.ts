import type { z } from "zod";
import type { StudentLine, studentsExportQuery } from "#src/features/people/schema.ts";
import { readStudents, type SortedStudentRow } from "#src/features/people/sorted-students.ts";
import { standingWords } from "#src/features/people/values.ts";
import { hasText } from "#src/platform/db/access-row.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvResponse } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

type Query = z.output<typeof studentsExportQuery>;
type Line = Omit<StudentLine, "progressPercentage">;

const rowsAtOnce = 1000;

/** The list of students as CSV, as it is filtered and ordered; read and sent in pieces. */
export async function exportStudents(ctx: UserContext, query: Query): Promise<Response> {
  const first = await readStudents(ctx, query, undefined, rowsAtOnce);
  // The export leaves its row before anything is sent; how many follow is not known without reading them twice.
  await readAs(ctx.actor, async () => first.length, {
    what: "students export",
    requestId: ctx.requestId,
    count: (count) => count,
    filter: {
      cohortId: query.cohortId,
      rotationId: query.rotationId,
      standing: query.standing,
      search: hasText(query.search),
    },
  });
  return csvResponse("students.csv", columns, linesOf(ctx, query, first));
}

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

async function* linesOf(ctx: UserContext, query: Query, first: SortedStudentRow[]): AsyncGenerator<Line[]> {
  for (let rows = first; ; ) {
    if (rows.length > 0) yield rows;
    if (rows.length < rowsAtOnce) return;
    rows = await readStudents(ctx, query, rows.at(-1), rowsAtOnce);
  }
}
