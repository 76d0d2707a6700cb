import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { type QueueLine, queueLine, type queueQuery } from "#src/features/assessments/schema.ts";
import { isOverdueSql } from "#src/features/progress/overdue.ts";
import { unfinishedStatuses } from "#src/features/progress/values.ts";
import { dayIn } from "#src/lib/day.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { decodeCursor, instantKey, pageOf, shownOf } from "#src/platform/db/cursor.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A competency enters the queue this many days before its due date. */
const queueHorizonDays = 14;

/**
 * "Waiting for you", oldest first: requests, the reader's own drafts, and what falls due for students of their
 * placements.
 */
export async function listQueue(
  ctx: UserContext,
  query: z.output<typeof queueQuery>,
): Promise<{ items: QueueLine[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor, ["instant", "id"]);
  const rows = await readAs(
    ctx.actor,
    (tx) =>
      tx.query(selectQueue, {
        assessorId: ctx.actor.userId,
        afterAt: after?.[0] ?? null,
        afterId: after?.[1] ?? null,
        limit: query.limit + 1,
      }),
    { what: "queue", requestId: ctx.requestId, count: shownOf(query.limit) },
  );
  return pageOf(
    rows,
    query.limit,
    ({ sinceText, lineId, timeZone, ...row }) => ({
      ...row,
      since: row.since.toISOString(),
      dueDate: row.dueDate?.toISOString() ?? null,
      dueOn: row.dueDate && dayIn(row.dueDate, timeZone),
    }),
    (row) => [row.sinceText, row.lineId],
  );
}

const s = assessments;
const other = alias(assessments, "other");
const a = competencyAssignments;
const c = competencies;
const u = users;

const selectQueue = sqlStatement(
  "assessment_queue",
  queueLine.omit({ dueOn: true }).extend({
    since: z.date(),
    sinceText: z.string(),
    dueDate: z.date().nullable(),
    timeZone: z.string(),
    lineId: z.string(),
  }),
  (
    p: Params<{ assessorId: string; afterAt: string | number | null; afterId: string | number | null; limit: number }>,
  ) =>
    sql`
    with lines as (
      select case ${s.status} when 'REQUESTED' then 'request' else 'draft' end as kind, ${s.id} as assessment_id,
             ${s.studentId}, ${s.competencyId}, ${s.createdAt} as since, ${s.id} as line_id
      from ${s}
      where ${s.assessorId} = ${p.assessorId} and ${isOneOf(s.status, "REQUESTED", "DRAFT")}
      union all
      select 'due', null, ${a.userId}, ${a.competencyId}, ${a.dueDate}, ${a.id}
      from ${a}
      where ${a.userId} in (select app.supervised_student_ids())
        and ${isOneOf(a.status, ...unfinishedStatuses)}
        and ${a.dueDate} < now() + make_interval(days => ${sql.raw(String(queueHorizonDays))})
        and not exists (select 1 from ${assessments} ${other} where ${other.assessorId} = ${p.assessorId}
                        and ${other.studentId} = ${a.userId} and ${other.competencyId} = ${a.competencyId}
                        and ${isOneOf(other.status, "REQUESTED", "DRAFT")}))
    select l.kind, l.assessment_id as "assessmentId", l.student_id as "studentId", ${u.name} as "studentName",
           l.competency_id as "competencyId", ${c.name} as "competencyName", ${c.category}, l.since,
           ${instantKey(sql`l.since`)} as "sinceText", ${a.dueDate} as "dueDate", ${schools.timeZone} as "timeZone",
           ${isOverdueSql(a)} as "isOverdue", l.line_id as "lineId"
    from lines l
    join ${u} on ${u.id} = l.student_id
    join ${schools} on ${schools.id} = ${u.schoolId}
    join ${c} on ${c.id} = l.competency_id
    left join ${a} on ${a.userId} = l.student_id and ${a.competencyId} = l.competency_id
      and ${isNoneOf(a.status, "WITHDRAWN")}
    where ${p.afterAt}::timestamptz is null or (l.since, l.line_id) > (${p.afterAt}::timestamptz, ${p.afterId})
    order by l.since, l.line_id
    limit ${p.limit}`,
);
