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
import { csvLine } from "#src/lib/csv.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { readAs } from "#src/platform/db/transaction.ts";
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
  const lines = linesOf(ctx, filter, counted?.renewals ?? 0);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="renewals.csv"',
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

const columns: readonly (readonly [string, (line: Renewal) => string | number | null])[] = [
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

/** The heading, then one text for each piece of rows. The mark in front makes spreadsheets read it as UTF-8. */
async function* linesOf(ctx: UserContext, filter: Narrowing, count: number): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(columns.map(([heading]) => heading))}`;
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
    yield rows
      .map(lineOf)
      .map((line) => csvLine(columns.map(([, cell]) => cell(line))))
      .join("");
  }
}
