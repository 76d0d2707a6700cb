import { sql } from "drizzle-orm";
import { z } from "zod";
import {
  r,
  requestLineOf,
  requestLinesSql,
  requestRow,
  student,
  worksWithSql,
} from "#src/features/requests/queries.ts";
import type {
  askedQuery,
  ExpiredAnswer,
  listQuery,
  RequestsAnswer,
  StaleDraftsAnswer,
} from "#src/features/requests/schema.ts";
import { draftListedDays } from "#src/features/requests/values.ts";
import { now } from "#src/lib/clock.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { decodeCursor, instantKey, pageOf, shownOf } from "#src/platform/db/cursor.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

type After = { afterAt: string | number | null; afterId: string | number | null; limit: number };

/** "Asked by me": a student's own requests, newest first, also those that were opened or came to nothing. */
export async function listAsked(ctx: UserContext, query: z.output<typeof askedQuery>): Promise<RequestsAnswer> {
  const rows = await readAs(ctx.actor, (tx) =>
    tx.query(selectAsked, { studentId: ctx.actor.userId, state: query.state ?? null, ...afterOf(query) }),
  );
  return pageOf(rows, query.limit, ({ key: _, ...row }) => requestLineOf(row), keyOf);
}

/** "Waiting for me": the open requests to a supervisor, oldest first. */
export async function listWaiting(ctx: UserContext, query: z.output<typeof listQuery>): Promise<RequestsAnswer> {
  const rows = await readAs(
    ctx.actor,
    (tx) => tx.query(selectWaiting, { supervisorId: ctx.actor.userId, at: now(), ...afterOf(query) }),
    { what: "requests", requestId: ctx.requestId, count: shownOf(query.limit) },
  );
  return pageOf(rows, query.limit, ({ key: _, ...row }) => requestLineOf(row), keyOf);
}

/** The expired requests of a school, the latest first. */
export function listExpired(ctx: UserContext, query: z.output<typeof listQuery>): Promise<ExpiredAnswer> {
  return readAs(ctx.actor, (tx) => readExpired(tx, query), {
    what: "expired requests",
    requestId: ctx.requestId,
    count: ({ items }) => items.length,
  });
}

/** The same as CSV. */
export function exportExpired(ctx: UserContext): Promise<Response> {
  return csvOfList(ctx, {
    fileName: "expired-requests.csv",
    columns: [
      ["Student", (line) => line.studentName],
      ["Competency", (line) => line.competencyName],
      ["Category", (line) => line.category],
      ["Asked", (line) => line.supervisorName],
      ["Asked on", (line) => line.askedAt],
      ["Happened on", (line) => line.observedAt],
      ["Answer by", (line) => line.answerOn],
      ["Renewed", (line) => (line.isRenewed ? "yes" : "")],
    ],
    page: readExpired,
    access: { what: "expired requests, export" },
  });
}

async function readExpired(tx: Tx, query: Page): Promise<ExpiredAnswer> {
  const rows = await tx.query(selectExpired, { at: now(), ...afterOf(query) });
  return pageOf(
    rows,
    query.limit,
    ({ key: _, isRenewable, ...row }) => {
      const { words: _words, reason: _reason, ...line } = requestLineOf(row);
      return { ...line, isRenewable };
    },
    keyOf,
  );
}

/** Drafts of a school that began as a request and have not been submitted for long, the oldest first. */
export function listStaleDrafts(ctx: UserContext, query: z.output<typeof listQuery>): Promise<StaleDraftsAnswer> {
  return readAs(ctx.actor, (tx) => readStaleDrafts(tx, query), {
    what: "drafts of requests",
    requestId: ctx.requestId,
    count: ({ items }) => items.length,
  });
}

/** The same as CSV. */
export function exportStaleDrafts(ctx: UserContext): Promise<Response> {
  return csvOfList(ctx, {
    fileName: "drafts-of-requests.csv",
    columns: [
      ["Student", (line) => line.studentName],
      ["Competency", (line) => line.competencyName],
      ["Begun by", (line) => line.supervisorName],
      ["Asked on", (line) => line.askedAt],
      ["Begun on", (line) => line.openedAt],
    ],
    page: readStaleDrafts,
    access: { what: "drafts of requests, export" },
  });
}

async function readStaleDrafts(tx: Tx, query: Page): Promise<StaleDraftsAnswer> {
  const rows = await tx.query(selectStale, { at: now(), ...afterOf(query) });
  return pageOf(
    rows,
    query.limit,
    ({ key: _, ...row }) => ({
      ...row,
      askedAt: row.askedAt.toISOString(),
      openedAt: row.openedAt.toISOString(),
    }),
    keyOf,
  );
}

type Page = { cursor?: string | undefined; limit: number };

function afterOf({ cursor, limit }: Page): After {
  const after = decodeCursor(cursor, ["instant", "id"]);
  return { afterAt: after?.[0] ?? null, afterId: after?.[1] ?? null, limit: limit + 1 };
}

function keyOf({ key, assessmentId }: { key: string; assessmentId: string }): readonly [string, string] {
  return [key, assessmentId];
}

const listed = requestRow.extend({ key: z.string() });
const askedKey = sql`, ${instantKey(r.createdAt)} as key`;
const openOnes = isOneOf(r.status, "REQUESTED", "DRAFT");

const selectAsked = sqlStatement(
  "requests_asked",
  listed,
  (p: Params<After & { studentId: string; state: string | null }>) => sql`
    ${requestLinesSql(askedKey)}
    where ${r.studentId} = ${p.studentId}
      and (${p.state}::text is null or (${p.state}::text = 'open') = ${openOnes})
      and (${p.afterAt}::timestamptz is null or (${r.createdAt}, ${r.id}) < (${p.afterAt}::timestamptz, ${p.afterId}))
    order by ${r.createdAt} desc, ${r.id} desc limit ${p.limit}`,
);

const selectWaiting = sqlStatement(
  "requests_waiting",
  listed,
  (p: Params<After & { supervisorId: string; at: Date }>) => sql`
    ${requestLinesSql(askedKey, sql`${assessments} ${r}`)}
    where ${r.assessorId} = ${p.supervisorId} and ${isOneOf(r.status, "REQUESTED")} and ${r.requestedBy} is not null
      and ${r.expiresAt} > ${p.at}::timestamptz and ${student.status} = 'ACTIVE'
      and (${p.afterAt}::timestamptz is null or (${r.createdAt}, ${r.id}) > (${p.afterAt}::timestamptz, ${p.afterId}))
    order by ${r.createdAt}, ${r.id} limit ${p.limit}`,
);

const selectExpired = sqlStatement(
  "requests_expired",
  listed.extend({ isRenewable: z.boolean() }),
  (p: Params<After & { at: Date }>) => sql`
    ${requestLinesSql(
      sql`, ${instantKey(r.expiresAt)} as key,
        (${r.renewedAt} is null and ${worksWithSql(r.studentId, r.assessorId, p.at)}) as "isRenewable"`,
      sql`${assessments} ${r}`,
    )}
    where ${isOneOf(r.status, "EXPIRED")} and ${r.requestedBy} is not null and ${r.expiresAt} is not null
      and (${p.afterAt}::timestamptz is null or (${r.expiresAt}, ${r.id}) < (${p.afterAt}::timestamptz, ${p.afterId}))
    order by ${r.expiresAt} desc, ${r.id} desc limit ${p.limit}`,
);

const selectStale = sqlStatement(
  "requests_stale_drafts",
  z.object({
    assessmentId: z.string(),
    studentId: z.string(),
    studentName: z.string(),
    competencyName: z.string(),
    supervisorName: z.string(),
    askedAt: z.date(),
    openedAt: z.date(),
    key: z.string(),
  }),
  (p: Params<After & { at: Date }>) => sql`
    select o.id as "assessmentId", o.student_id as "studentId", ${student.name} as "studentName",
           ${competencies.name} as "competencyName", by.name as "supervisorName", o.created_at as "askedAt",
           o.opened_at as "openedAt", ${instantKey(sql`o.opened_at`)} as key
    from app.opened_requests() o
    join ${users} ${student} on ${student.id} = o.student_id and ${student.status} = 'ACTIVE'
    join ${users} by on by.id = o.assessor_id
    join ${competencies} on ${competencies.id} = o.competency_id
    where o.opened_at < ${p.at}::timestamptz - make_interval(days => ${sql.raw(String(draftListedDays))})
      and (${p.afterAt}::timestamptz is null or (o.opened_at, o.id) > (${p.afterAt}::timestamptz, ${p.afterId}))
    order by o.opened_at, o.id limit ${p.limit}`,
);
