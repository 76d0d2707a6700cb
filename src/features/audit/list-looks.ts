import type { z } from "zod";
import { selectOwnLooks } from "#src/features/audit/queries.ts";
import type { LooksAnswer, looksQuery } from "#src/features/audit/schema.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** Who looked at the reader's own record, newest first: staff by name, others by role. */
export async function listLooks({ actor }: UserContext, query: z.output<typeof looksQuery>): Promise<LooksAnswer> {
  const [before = null] = decodeCursor(query.cursor, ["id"]) ?? [];
  const rows = await readAs(actor, (tx) => tx.query(selectOwnLooks, { before, limit: query.limit + 1 }));
  return pageOf(
    rows,
    query.limit,
    ({ occurredAt, ...row }) => ({ ...row, at: occurredAt.toISOString() }),
    ({ id }) => [id],
  );
}
