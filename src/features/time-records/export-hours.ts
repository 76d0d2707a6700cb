import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import {
  isWanted,
  lineOf,
  type Narrowing,
  readToDecide,
  recordRow,
  recordsSql,
  selectStudent,
} from "#src/features/time-records/queries.ts";
import type { ExportQuery, TimeRecordLine, toDecideExportQuery } from "#src/features/time-records/schema.ts";
import { statusWords } from "#src/features/time-records/values.ts";
import { hasText, ofStudent } from "#src/platform/db/access-row.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { timeRecords as t } from "#src/platform/db/tables/time-records.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * Hours that the reader may see as CSV, oldest first, by the days and clocks of the school. Drafts are the student's own
 * and stay out of what others export.
 */
export function exportHours(ctx: UserContext, query: ExportQuery): Promise<Response> {
  const studentId = query.studentId ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : null);
  const filter: Narrowing = {
    studentId,
    rotationId: query.rotationId ?? null,
    from: query.from ?? null,
    to: query.to ?? null,
  };
  return csvOfList(ctx, {
    fileName: "hours.csv",
    columns,
    page: async (tx, { cursor, limit }) => {
      const after = decodeCursor(cursor, ["instant", "id"]);
      const [rows, [counted], [student]] = await Promise.all([
        tx.query(selectPiece, {
          ...filter,
          afterAt: after?.[0] ?? null,
          afterId: after?.[1] ?? null,
          limit: limit + 1,
        }),
        after === undefined ? tx.query(countRecords, filter) : [],
        tx.query(selectStudent, { studentId: studentId ?? "" }),
      ]);
      if (studentId !== null && !student) throw new AppError("not_found", "There is no such student.");
      const page = pageOf(rows, limit, lineOf, (row) => [row.startKey, row.id]);
      return { ...page, total: counted?.records ?? null };
    },
    access: {
      what: "hours export",
      ...(studentId === null
        ? { filter: { rotationId: query.rotationId, from: query.from, to: query.to } }
        : { subject: ofStudent(studentId) }),
    },
  });
}

/** The hours about which the reader decides as CSV, as they are filtered, by student. */
export function exportToDecide(ctx: UserContext, query: z.output<typeof toDecideExportQuery>): Promise<Response> {
  return csvOfList(ctx, {
    fileName: "hours-to-approve.csv",
    columns,
    page: (tx, place) => readToDecide(tx, ctx, { ...query, ...place }),
    access: { what: "hours to decide, export", filter: { status: query.status, search: hasText(query.search) } },
  });
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
  (p: Params<Narrowing & { afterAt: string | null; afterId: string | null; limit: number }>) =>
    recordsSql({
      where: sql`${isExported(p)}
        and (${p.afterAt}::timestamptz is null or (${t.startedAt}, ${t.id}) > (${p.afterAt}::timestamptz, ${p.afterId}::text collate "C"))`,
      order: sql`${t.startedAt}, ${t.id}`,
      limit: sql`${p.limit}`,
    }),
);
