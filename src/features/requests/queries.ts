import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { assessmentStatus } from "#src/features/assessments/schema.ts";
import { permissions } from "#src/features/requests/permissions.ts";
import type { RequestLine } from "#src/features/requests/schema.ts";
import { ofRequest } from "#src/features/requests/subjects.ts";
import { defaultRequestRules, type RequestRules } from "#src/features/requests/values.ts";
import { dayIn } from "#src/lib/day.ts";
import { type Params, type RowOf, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { requestRules } from "#src/platform/db/tables/request-rules.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealedColumn, sealedFields } from "#src/platform/sealed/field.ts";
import { openText } from "#src/platform/sealed/text.ts";
import { authorize } from "#src/policy/authorize.ts";

/** What the school has decided, or the defaults. */
export async function getRequestRules(ctx: UserContext): Promise<RequestRules> {
  const [row] = await readAs(ctx.actor, (tx) => tx.query(selectRules));
  return row ?? defaultRequestRules;
}

/** Row-level security leaves the row of the reader's school. */
const selectRules = statement("request_rules_read", (db) =>
  db
    .select({
      daysBack: requestRules.daysBack,
      daysToAnswer: requestRules.daysToAnswer,
      reminderDays: requestRules.reminderDays,
    })
    .from(requestRules)
    .limit(1),
);

/** Columns of `rulesRow`, for a statement that joins `request_rules` from the left. */
export const rulesSql: SQL = sql`coalesce(${requestRules.daysBack}, ${sql.raw(String(defaultRequestRules.daysBack))}) as "daysBack",
  coalesce(${requestRules.daysToAnswer}, ${sql.raw(String(defaultRequestRules.daysToAnswer))}) as "daysToAnswer",
  coalesce(${requestRules.reminderDays}, ${sql.raw(String(defaultRequestRules.reminderDays))}) as "reminderDays"`;
export const rulesRow = { daysBack: z.number(), daysToAnswer: z.number(), reminderDays: z.number() };

/** One request, for whoever may see it; its student also sees that it was opened, and nobody what is written. */
export async function getRequest(ctx: UserContext, id: string): Promise<RequestLine> {
  const [row] = await readAs(ctx.actor, (tx) => tx.query(selectRequest, { id }), {
    subject: ofRequest(id),
    what: "request",
    requestId: ctx.requestId,
  });
  authorize(ctx.actor, permissions.read, {
    schoolId: row?.schoolId ?? "",
    studentId: row?.studentId ?? "",
    isSupervisor: row?.isSupervisor ?? false,
  });
  if (!row) throw new AppError("not_found", "There is no such request.");
  const { isSupervisor: _, ...request } = row;
  return requestLineOf(request);
}

const s = assessments;
export const r = alias(assessments, "r");
export const student = alias(users, "student");
export const supervisor = alias(users, "supervisor");

/** A request as `requestLineOf` takes it. */
export const requestRow = z.object({
  assessmentId: z.string(),
  schoolId: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  supervisorId: z.string(),
  supervisorName: z.string(),
  status: assessmentStatus,
  observedAt: z.date().nullable(),
  askedAt: z.date(),
  answerBy: z.date().nullable(),
  words: sealedColumn.nullable(),
  reason: sealedColumn.nullable(),
  isRenewed: z.boolean(),
  timeZone: z.string(),
});

export function requestLineOf({ timeZone, schoolId, ...row }: z.output<typeof requestRow>): RequestLine {
  const place = { schoolId, rowId: row.assessmentId };
  return {
    ...row,
    words: openText(sealedFields.requestWords, place, row.words),
    reason: openText(sealedFields.declineReason, place, row.reason),
    observedAt: row.observedAt?.toISOString() ?? null,
    askedAt: row.askedAt.toISOString(),
    answerBy: row.answerBy?.toISOString() ?? null,
    answerOn: row.answerBy && dayIn(row.answerBy, timeZone),
  };
}

/**
 * The requests that the reader may see as rows `r`: assessments that a student asked for, and, since a draft is its
 * author's alone, the mere fact of those of their own requests that are opened.
 */
const requestsSql = sql`(
  select ${s.id}, ${s.schoolId}, ${s.studentId}, ${s.competencyId}, ${s.assessorId}, ${s.status}, ${s.requestWords},
         ${s.observedAt}, ${s.createdAt}, ${s.expiresAt}, ${s.declineReason}, ${s.renewedAt}
  from ${s} where ${s.requestedBy} is not null
  union all
  select o.id, o.school_id, o.student_id, o.competency_id, o.assessor_id, o.status, o.request_words,
         o.observed_at, o.created_at, o.expires_at, null, null
  from app.opened_requests() o where o.student_id = app.user_id()) as ${r}`;

/** `select` to `join` of a list of requests, over rows `r`. */
export function requestLinesSql(more: SQL = sql.empty(), from: SQL = requestsSql): SQL {
  return sql`
    select ${r.id} as "assessmentId", ${r.schoolId} as "schoolId", ${r.studentId} as "studentId", ${student.name} as "studentName",
           ${r.competencyId} as "competencyId", ${competencies.name} as "competencyName", ${competencies.category},
           ${r.assessorId} as "supervisorId", ${supervisor.name} as "supervisorName", ${r.status},
           ${r.observedAt} as "observedAt", ${r.createdAt} as "askedAt", ${r.expiresAt} as "answerBy",
           ${r.requestWords} as words, ${r.declineReason} as reason, ${r.renewedAt} is not null as "isRenewed",
           ${schools.timeZone} as "timeZone" ${more}
    from ${from}
    join ${users} ${student} on ${student.id} = ${r.studentId}
    join ${users} ${supervisor} on ${supervisor.id} = ${r.assessorId}
    join ${competencies} on ${competencies.id} = ${r.competencyId}
    join ${schools} on ${schools.id} = ${r.schoolId}`;
}

const selectRequest = sqlStatement(
  "request_read",
  requestRow.extend({ isSupervisor: z.boolean() }),
  (p: Params<{ id: string }>) => sql`
    ${requestLinesSql(sql`, app.supervises(${r.studentId}) as "isSupervisor"`)}
    where ${r.id} = ${p.id}`,
);

/** Whether a placement of the student under this supervisor runs on the school's day of an instant, and both are active. */
export function worksWithSql(studentId: SQLWrapper, supervisorId: SQLWrapper, at: SQLWrapper): SQL<boolean> {
  const pl = placements;
  const ps = placementSupervisors;
  const su = alias(users, "su");
  const pu = alias(users, "pu");
  const sc = alias(schools, "sc_of");
  return sql<boolean>`exists (
    select from ${pl} join ${ps} on ${ps.placementId} = ${pl.id}
    join ${users} ${su} on ${su.id} = ${ps.supervisorId} and ${su.status} = 'ACTIVE' and ${su.role} = 'CLINICAL_SUPERVISOR'
    join ${users} ${pu} on ${pu.id} = ${pl.studentId} and ${pu.status} = 'ACTIVE'
    join ${schools} ${sc} on ${sc.id} = ${pl.schoolId}
    where ${pl.studentId} = ${studentId} and ${ps.supervisorId} = ${supervisorId} and ${pl.endedAt} is null
      and (${at}::timestamptz at time zone ${sc.timeZone})::date between ${pl.startsOn} and ${pl.endsOn})`;
}

/** The request for a step, locked; a row that its reader may not see is not there. */
export const lockRequest = sqlStatement(
  "request_lock",
  z.object({
    id: z.string(),
    schoolId: z.string(),
    studentId: z.string(),
    assessorId: z.string(),
    competencyId: z.string(),
    competencyName: z.string(),
    requestedBy: z.string().nullable(),
    status: assessmentStatus,
    renewedAt: z.date().nullable(),
  }),
  (p: Params<{ id: string }>) => sql`
    select ${r.id}, ${r.schoolId} as "schoolId", ${r.studentId} as "studentId", ${r.assessorId} as "assessorId",
           ${r.competencyId} as "competencyId", ${competencies.name} as "competencyName",
           ${r.requestedBy} as "requestedBy", ${r.status}, ${r.renewedAt} as "renewedAt"
    from ${assessments} ${r} join ${competencies} on ${competencies.id} = ${r.competencyId}
    where ${r.id} = ${p.id} and ${r.requestedBy} is not null
    for update of ${r}`,
);
export type LockedRequest = RowOf<typeof lockRequest>;
