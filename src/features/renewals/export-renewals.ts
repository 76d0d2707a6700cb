import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { isKnownStudent } from "#src/features/progress/queries.ts";
import { loggedOf, narrowingOf } from "#src/features/renewals/list-renewals.ts";
import {
  countRenewals,
  lineOf,
  type Narrowing,
  type RenewalRow,
  selectRenewals,
} from "#src/features/renewals/queries.ts";
import type { Renewal, renewalsExportQuery } from "#src/features/renewals/schema.ts";
import { renewalStateWords } from "#src/features/renewals/values.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvResponse } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const rowsAtOnce = 1000;

/** The same list as CSV, in days of the school. It is read and sent in pieces, so that a school of any size fits. */
export async function exportRenewals(ctx: UserContext, query: z.output<typeof renewalsExportQuery>): Promise<Response> {
  const filter = narrowingOf(ctx, query);
  const { studentId } = filter;
  const read = { what: "renewals export", requestId: ctx.requestId };
  const [[counted], isKnown] = await readAs(
    ctx.actor,
    (tx) => Promise.all([tx.query(countRenewals, filter), studentId === null || isKnownStudent(tx, studentId)]),
    studentId === null
      ? { ...read, count: ([[found]]) => found?.renewals ?? 0, filter: loggedOf(query) }
      : { ...read, subject: ofStudent(studentId) },
  );
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return csvResponse("renewals.csv", columns, linesOf(ctx, filter, counted?.renewals ?? 0));
}

const columns: CsvColumns<Renewal> = [
  ["Student", (line) => line.studentName],
  ["Number", (line) => line.studentNumber],
  ["Cohort", (line) => line.cohort],
  ["Code", (line) => line.code],
  ["Competency", (line) => line.competencyName],
  ["Status", (line) => renewalStateWords[line.state]],
  ["Completed on", (line) => line.completedOn],
  ["Expires on", (line) => line.expiresOn],
  ["Renewal in progress", (line) => (line.status === "IN_PROGRESS" ? "yes" : "")],
  ["Completions", (line) => line.completions],
];

async function* linesOf(ctx: UserContext, filter: Narrowing, count: number): AsyncGenerator<Renewal[]> {
  let last: RenewalRow | undefined;
  for (let sent = 0; sent < count; ) {
    const rows = await readAs(ctx.actor, (tx) =>
      tx.query(selectRenewals, {
        ...filter,
        afterAt: last?.expiresKey ?? null,
        afterId: last?.assignmentId ?? null,
        limit: rowsAtOnce,
      }),
    );
    last = rows.at(-1);
    if (!last) return;
    sent += rows.length;
    yield rows.map(lineOf);
  }
}
