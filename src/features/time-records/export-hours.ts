import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import {
  isWanted,
  lineOf,
  type Narrowing,
  type RecordRow,
  recordRow,
  recordsSql,
  selectStudent,
} from "#src/features/time-records/queries.ts";
import type { ExportQuery, TimeRecordLine } from "#src/features/time-records/schema.ts";
import { statusWords } from "#src/features/time-records/values.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { timeRecords as t } from "#src/platform/db/tables/time-records.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvResponse } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const rowsAtOnce = 1000;

/**
 * Hours that the reader may see as CSV, oldest first, by the days and clocks of the school. It is read and sent in
 * pieces, so that a school of any size fits. Drafts are the student's own and stay out of what others export.
 */
export async function exportHours(ctx: UserContext, query: ExportQuery): Promise<Response> {
  const studentId = query.studentId ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : null);
  const filter: Narrowing = {
    studentId,
    rotationId: query.rotationId ?? null,
    from: query.from ?? null,
    to: query.to ?? null,
  };
  const [[counted], [student]] = await readAs(
    ctx.actor,
    (tx) => Promise.all([tx.query(countRecords, filter), tx.query(selectStudent, { studentId: studentId ?? "" })]),
    studentId === null
      ? {
          what: "hours export",
          requestId: ctx.requestId,
          count: ([[found]]) => found?.records ?? 0,
          filter: { rotationId: query.rotationId, from: query.from, to: query.to },
        }
      : { subject: ofStudent(studentId), what: "hours export", requestId: ctx.requestId },
  );
  if (studentId !== null && !student) throw new AppError("not_found", "There is no such student.");
  return csvResponse("hours.csv", columns, linesOf(ctx, filter, counted?.records ?? 0));
}

const columns: CsvColumns<TimeRecordLine> = [
  ["Student", (line) => line.student],
  ["Number", (line) => line.studentNumber],
  ["Rotation", (line) => line.rotation],
  ["Site", (line) => line.site],
  ["Place", (line) => line.place ?? line.unit],
  ["Day", (line) => line.day],
  ["Start", (line) => line.startTime],
  ["End", (line) => line.endTime],
  ["Break in minutes", (line) => (line.adjustsId === null ? line.breakMinutes : null)],
  ["Minutes", (line) => line.minutes],
  ["Adjustment", (line) => (line.adjustsId === null ? "" : "yes")],
  ["Status", (line) => statusWords[line.status]],
  ["Activity", (line) => line.activity],
  ["Note", (line) => line.note],
  ["Decided by", (line) => line.decidedBy],
  ["Reason", (line) => line.reason],
];

async function* linesOf(ctx: UserContext, filter: Narrowing, count: number): AsyncGenerator<TimeRecordLine[]> {
  let last: RecordRow | undefined;
  for (let sent = 0; sent < count; ) {
    const rows = await readAs(ctx.actor, (tx) =>
      tx.query(selectPiece, { ...filter, afterAt: last?.startKey ?? null, afterId: last?.id ?? null }),
    );
    last = rows.at(-1);
    if (!last) return;
    sent += rows.length;
    yield rows.map(lineOf);
  }
}

/** A student's own drafts, and of others what was sent. */
const isExported = (p: Params<Narrowing>) =>
  sql`${isWanted(p)} and (${t.status} <> 'DRAFT' or ${t.studentId} = app.user_id())`;

const countRecords = sqlStatement(
  "time_records_export_count",
  z.object({ records: z.number() }),
  (p: Params<Narrowing>) => sql`
    select count(*)::int as records from ${t}
    join ${users} st on st.id = ${t.studentId} join ${rotations} ro on ro.id = ${t.rotationId}
    join ${schools} sc on sc.id = ${t.schoolId}
    where ${isExported(p)}`,
);

const selectPiece = sqlStatement(
  "time_records_export",
  recordRow,
  (p: Params<Narrowing & { afterAt: string | null; afterId: string | null }>) =>
    recordsSql({
      where: sql`${isExported(p)}
        and (${p.afterAt}::timestamptz is null or (${t.startedAt}, ${t.id}) > (${p.afterAt}::timestamptz, ${p.afterId}::text collate "C"))`,
      order: sql`${t.startedAt}, ${t.id}`,
      limit: sql.raw(String(rowsAtOnce)),
    }),
);
