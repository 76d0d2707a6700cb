import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { statesOfView } from "#src/features/submissions/rules.ts";
import type {
  SubmissionLine,
  SubmissionStatus,
  SubmissionsAnswer,
  SubmissionsQuery,
} from "#src/features/submissions/schema.ts";
import {
  type SubmissionKind,
  type SubmissionView,
  submissionKindWords,
  submissionStatusWords,
} from "#src/features/submissions/values.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { hasText, ofStudent } from "#src/platform/db/access-row.ts";
import { decodeCursor, instantKey, pageOf } from "#src/platform/db/cursor.ts";
import { isFound } from "#src/platform/db/names.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencySubmissions, submissionActs } from "#src/platform/db/tables/competency-submissions.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * Evidence that the reader may see: the own of a student, that of the placements of a supervisor, that of a school. What
 * waits comes oldest first, everything else with what changed last first.
 */
export async function listSubmissions(ctx: UserContext, query: SubmissionsQuery): Promise<SubmissionsAnswer> {
  const [page, counted] = await readAs(
    ctx.actor,
    (tx) => Promise.all([readPage(tx, ctx, query), tx.query(countStates, narrowingOf(ctx, query))]),
    {
      requestId: ctx.requestId,
      ...accessOf(ctx, query, "submissions"),
      count: ([{ items }]) => items.length,
    },
  );
  const found = new Map(counted.map(({ status, lines }) => [status, lines]));
  const sumOf = (view: SubmissionView) => statesOfView[view].reduce((sum, status) => sum + (found.get(status) ?? 0), 0);
  return {
    ...page,
    counts: {
      open: sumOf("open"),
      waiting: sumOf("waiting"),
      returned: sumOf("returned"),
      closed: sumOf("closed"),
    },
  };
}

type Query = Omit<SubmissionsQuery, "limit" | "cursor">;

/** The same as CSV. */
export function exportSubmissions(ctx: UserContext, query: Query): Promise<Response> {
  return csvOfList(ctx, {
    fileName: "evidence.csv",
    columns: csvColumns,
    page: (tx, place) => readPage(tx, ctx, { ...query, ...place }),
    access: accessOf(ctx, query, "submissions export"),
  });
}

const csvColumns: CsvColumns<SubmissionLine> = [
  ["Student", (line) => line.studentName],
  ["Competency", (line) => line.competencyName],
  ["Category", (line) => line.category],
  ["Kind", (line) => submissionKindWords[line.kind]],
  ["Status", (line) => submissionStatusWords[line.status]],
  ["Submitted", (line) => line.submittedAt],
  ["Last changed", (line) => line.updatedAt],
  ["Reviewed by", (line) => line.reviewer],
];

async function readPage(tx: Tx, ctx: UserContext, query: SubmissionsQuery) {
  const after = decodeCursor(query.cursor, ["instant", "id"]);
  const narrowing = narrowingOf(ctx, query);
  const { studentId } = narrowing;
  const [rows, [student]] = await Promise.all([
    tx.query(query.view === "waiting" ? selectOldest : selectNewest, {
      ...narrowing,
      states: statesOf(query.view),
      afterAt: after?.[0] ?? null,
      afterId: after?.[1] ?? null,
      limit: query.limit + 1,
    }),
    tx.query(selectStudent, { studentId: studentId ?? "" }),
  ]);
  // One whom the reader may not see is not found, rather than without evidence.
  if (studentId !== null && !student) throw new AppError("not_found", "There is no such student.");
  return pageOf(rows, query.limit, lineOf, (row) => [row.key, row.id]);
}

function narrowingOf({ actor }: UserContext, query: Query): Narrowing {
  return {
    readerId: actor.userId,
    studentId: query.studentId ?? (actor.role === "STUDENT" ? actor.userId : null),
    competencyId: query.competencyId ?? null,
    kind: query.kind ?? null,
    patterns: likePatterns(query.search),
  };
}

function accessOf(ctx: UserContext, query: Query, what: string) {
  const { studentId } = narrowingOf(ctx, query);
  if (studentId !== null) return { what, subject: ofStudent(studentId) };
  const { view, kind, competencyId, search } = query;
  return { what, filter: { view, kind, competencyId, search: hasText(search) } };
}

function statesOf(view: SubmissionView | undefined): SubmissionStatus[] {
  return view === undefined ? [...statesOfView.open, ...statesOfView.closed] : [...statesOfView[view]];
}

type Row = z.output<typeof lineRow>;

export function lineOf(row: Row): SubmissionLine {
  const { key: _, submittedAt, updatedAt, ...line } = row;
  return { ...line, submittedAt: submittedAt?.toISOString() ?? null, updatedAt: updatedAt.toISOString() };
}

type Narrowing = {
  readerId: string;
  studentId: string | null;
  competencyId: string | null;
  kind: string | null;
  patterns: string[];
};
type Page = Narrowing & {
  states: string[];
  afterAt: string | number | null;
  afterId: string | number | null;
  limit: number;
};

export const s = competencySubmissions;
export const student = alias(users, "student");
const act = submissionActs;

export const lineRow = z.object({
  id: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  // The columns' own checks hold their values.
  kind: z.custom<SubmissionKind>(),
  status: z.custom<SubmissionStatus>(),
  submittedAt: z.date().nullable(),
  updatedAt: z.date(),
  reviewer: z.string().nullable(),
  isReviewer: z.boolean(),
  key: z.string(),
});

/** The columns of a line, for a statement that joins `student` and the competencies; a student may not look up staff. */
export const lineColumns = (readerId: Params<{ readerId: string }>["readerId"]): SQL => sql`
  ${s.id}, ${s.studentId} as "studentId", ${student.name} as "studentName", ${s.competencyId} as "competencyId",
  ${competencies.name} as "competencyName", ${competencies.category}, ${s.kind}, ${s.status},
  ${s.submittedAt} as "submittedAt", ${s.updatedAt} as "updatedAt",
  (select ${act.actorName} from ${act} where ${act.submissionId} = ${s.id} and ${act.actorId} = ${s.reviewedBy}
   order by ${act.createdAt} desc limit 1) as reviewer,
  coalesce(${s.reviewedBy} = ${readerId}, false) as "isReviewer"`;

/** What the reader asked for, without drafts that were thrown away. Of those who left, nothing is open for staff. */
function isWanted(p: Params<Narrowing>): SQL {
  return sql`(${p.studentId}::text is null or ${s.studentId} = ${p.studentId})
    and (${p.competencyId}::text is null or ${s.competencyId} = ${p.competencyId})
    and (${p.kind}::text is null or ${s.kind} = ${p.kind})
    and (${s.status} <> 'WITHDRAWN' or ${s.submittedAt} is not null)
    and (${student.status} = 'ACTIVE' or ${s.status} in ('APPROVED', 'REJECTED', 'WITHDRAWN')
      or ${s.studentId} = ${p.readerId})
    and ${isFound(sql`student.search_text`, sql`${p.patterns}::text[]`)}`;
}

const fromSql = sql`
  from ${s} join ${users} ${student} on ${student.id} = ${s.studentId}
  join ${competencies} on ${competencies.id} = ${s.competencyId}`;

const selectNewest = sqlStatement(
  "submissions_newest",
  lineRow,
  (p: Params<Page>) => sql`
    select ${lineColumns(p.readerId)}, ${instantKey(s.updatedAt)} as key ${fromSql}
    where ${isWanted(p)} and ${s.status} = any(${p.states}::text[])
      and (${p.afterAt}::timestamptz is null or (${s.updatedAt}, ${s.id}) < (${p.afterAt}::timestamptz, ${p.afterId}))
    order by ${s.updatedAt} desc, ${s.id} desc limit ${p.limit}`,
);

const selectOldest = sqlStatement(
  "submissions_oldest",
  lineRow,
  (p: Params<Page>) => sql`
    select ${lineColumns(p.readerId)}, ${instantKey(s.submittedAt)} as key ${fromSql}
    where ${isWanted(p)} and ${s.status} = any(${p.states}::text[])
      and (${p.afterAt}::timestamptz is null or (${s.submittedAt}, ${s.id}) > (${p.afterAt}::timestamptz, ${p.afterId}))
    order by ${s.submittedAt}, ${s.id} limit ${p.limit}`,
);

const countStates = sqlStatement(
  "submissions_count",
  z.object({ status: z.custom<SubmissionStatus>(), lines: z.number() }),
  (p: Params<Narrowing>) => sql`
    select ${s.status}, count(*)::int as lines ${fromSql} where ${isWanted(p)} group by ${s.status}`,
);

const selectStudent = sqlStatement(
  "submissions_student",
  z.object({ id: z.string() }),
  (p: Params<{ studentId: string }>) => sql`
    select ${users.id} from ${users} where ${users.id} = ${p.studentId} and ${users.role} = 'STUDENT'`,
);
