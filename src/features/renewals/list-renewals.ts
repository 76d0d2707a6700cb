import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { isKnownStudent } from "#src/features/progress/queries.ts";
import { lineOf, type Narrowing, selectCounts, selectRenewals } from "#src/features/renewals/queries.ts";
import type {
  RenewalCounts,
  RenewalsAnswer,
  renewalsExportQuery,
  renewalsQuery,
} from "#src/features/renewals/schema.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { hasText, ofStudent } from "#src/platform/db/access-row.ts";
import { decodeCursor, pageOf, shownOf } from "#src/platform/db/cursor.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** Who has to renew what by when, the earliest first: a student's own, or of all whom the reader may see. */
export async function listRenewals(ctx: UserContext, query: z.output<typeof renewalsQuery>): Promise<RenewalsAnswer> {
  const after = decodeCursor(query.cursor, ["instant", "id"]);
  const filter = narrowingOf(ctx, query);
  const { studentId } = filter;
  const read = { what: "renewals", requestId: ctx.requestId };
  const [rows, isKnown] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectRenewals, {
          ...filter,
          afterAt: after?.[0] ?? null,
          afterId: after?.[1] ?? null,
          limit: query.limit + 1,
        }),
        studentId === null || isKnownStudent(tx, studentId),
      ]),
    studentId === null
      ? { ...read, count: ([found]) => shownOf(query.limit)(found), filter: loggedOf(query) }
      : { ...read, subject: ofStudent(studentId) },
  );
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return pageOf(rows, query.limit, lineOf, (row) => [row.expiresKey, row.assignmentId]);
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

export function narrowingOf(ctx: UserContext, query: z.output<typeof renewalsExportQuery>): Narrowing {
  return {
    studentId: query.studentId ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : null),
    cohortId: query.cohortId ?? null,
    competencyId: query.competencyId ?? null,
    state: query.state,
    patterns: likePatterns(query.search),
  };
}

export function loggedOf({ cohortId, competencyId, state, search }: z.output<typeof renewalsExportQuery>) {
  return { cohortId, competencyId, state, search: hasText(search) };
}
