import type { z } from "zod";
import { countWaiting, lineOf, type Narrowing, selectWaiting } from "#src/features/approvals/queries.ts";
import type { WaitingAnswer, WaitingLine, waitingExportQuery, waitingQuery } from "#src/features/approvals/schema.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { hasText } from "#src/platform/db/access-row.ts";
import { placeOf, sortedPage } from "#src/platform/db/sorted.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

type Query = z.output<typeof waitingExportQuery>;

/** The completions that wait for the school's approval. */
export function listWaiting(ctx: UserContext, query: z.output<typeof waitingQuery>): Promise<WaitingAnswer> {
  return readAs(ctx.actor, (tx) => readPage(tx, query), {
    what: "completions to approve",
    requestId: ctx.requestId,
    count: ({ items }) => items.length,
    filter: loggedOf(query),
  });
}

export function exportWaiting(ctx: UserContext, query: Query): Promise<Response> {
  return csvOfList(ctx, {
    fileName: "completions-to-approve.csv",
    columns,
    page: (tx, place) => readPage(tx, { ...query, ...place }),
    access: { what: "completions to approve export", filter: loggedOf(query) },
  });
}

const columns: CsvColumns<WaitingLine> = [
  ["Student", (line) => line.studentName],
  ["Number", (line) => line.studentNumber],
  ["Cohort", (line) => line.cohort],
  ["Code", (line) => line.code],
  ["Competency", (line) => line.competencyName],
  ["Framework", (line) => line.framework],
  ["Completed on", (line) => line.completedOn],
  ["Assessments", (line) => line.observations],
  ["Assessors", (line) => line.evaluators],
];

async function readPage(tx: Tx, query: Query & { cursor?: string | undefined; limit: number }): Promise<WaitingAnswer> {
  const filter = narrowingOf(query);
  const place = placeOf(query, { sort: "completedOn", direction: "asc" });
  const [rows, [count]] = await Promise.all([
    tx.query(selectWaiting, { ...filter, ...place }),
    tx.query(countWaiting, filter),
  ]);
  return { ...sortedPage(rows, place, lineOf, (row) => row.assignmentId), total: count?.total ?? 0 };
}

function narrowingOf({ cohortId, search }: Query): Narrowing {
  return { cohortId: cohortId ?? null, patterns: likePatterns(search) };
}

function loggedOf({ cohortId, search }: Query) {
  return { cohortId, search: hasText(search) };
}
