import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { isKnownStudent } from "#src/features/progress/queries.ts";
import { lineOf, type Narrowing, selectCounts, selectRenewals } from "#src/features/renewals/queries.ts";
import type {
  Renewal,
  RenewalCounts,
  RenewalsAnswer,
  renewalsExportQuery,
  renewalsQuery,
} from "#src/features/renewals/schema.ts";
import { renewalStateWords } from "#src/features/renewals/values.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { hasText, ofStudent } from "#src/platform/db/access-row.ts";
import { placeOf, sortedPage } from "#src/platform/db/sorted.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

type Query = z.output<typeof renewalsExportQuery>;

/** Who has to renew what by when, the earliest first: a student's own, or of all whom the reader may see. */
export async function listRenewals(ctx: UserContext, query: z.output<typeof renewalsQuery>): Promise<RenewalsAnswer> {
  const { studentId } = narrowingOf(ctx, query);
  const read = { what: "renewals", requestId: ctx.requestId };
  return readAs(
    ctx.actor,
    (tx) => readPage(tx, ctx, query),
    studentId === null
      ? { ...read, count: ({ items }) => items.length, filter: loggedOf(query) }
      : { ...read, subject: ofStudent(studentId) },
  );
}

/** The same list as CSV, in days of the school. */
export function exportRenewals(ctx: UserContext, query: Query): Promise<Response> {
  const { studentId } = narrowingOf(ctx, query);
  return csvOfList(ctx, {
    fileName: "renewals.csv",
    columns,
    page: (tx, place) => readPage(tx, ctx, { ...query, ...place }),
    access: {
      what: "renewals export",
      ...(studentId === null ? { filter: loggedOf(query) } : { subject: ofStudent(studentId) }),
    },
  });
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

async function readPage(tx: Tx, ctx: UserContext, query: Query & { cursor?: string | undefined; limit: number }) {
  const filter = narrowingOf(ctx, query);
  const place = placeOf(query, { sort: "expiresOn", direction: "asc" });
  const [rows, isKnown] = await Promise.all([
    tx.query(selectRenewals, { ...filter, ...place }),
    filter.studentId === null || isKnownStudent(tx, filter.studentId),
  ]);
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return sortedPage(rows, place, lineOf, (row) => row.assignmentId);
}

/** How many have expired, expire soon or are valid, of all whom the reader may see. */
export async function countAllRenewals(ctx: UserContext): Promise<RenewalCounts> {
  const [counts] = await readAs(ctx.actor, (tx) => tx.query(selectCounts, narrowingOf(ctx, { state: "ALL" })), {
    what: "renewal counts",
    requestId: ctx.requestId,
    count: ([found]) => (found ? found.expired + found.expiresSoon + found.valid : 0),
  });
  if (!counts) throw new Error("a count always has a row");
  return counts;
}

function narrowingOf(ctx: UserContext, query: Query): Narrowing {
  return {
    studentId: query.studentId ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : null),
    cohortId: query.cohortId ?? null,
    competencyId: query.competencyId ?? null,
    state: query.state,
    patterns: likePatterns(query.search),
  };
}

function loggedOf({ cohortId, competencyId, state, search }: Query) {
  return { cohortId, competencyId, state, search: hasText(search) };
}
