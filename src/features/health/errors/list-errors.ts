import type { z } from "zod";
import { selectGroups } from "#src/features/health/errors/queries.ts";
import { permissions } from "#src/features/health/permissions.ts";
import type { ErrorsAnswer, errorsQuery } from "#src/features/health/schema.ts";
import { stateOf } from "#src/features/health/values.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** The groups of errors, those seen last first. */
export async function listErrors(
  ctx: UserContext,
  { state, cursor, limit }: z.output<typeof errorsQuery>,
): Promise<ErrorsAnswer> {
  authorize(ctx.actor, permissions.see, {});
  const after = decodeCursor(cursor, ["instant", "text"]);
  const rows = await readAs(ctx.actor, (tx) =>
    tx.query(selectGroups, {
      state: state ?? null,
      afterAt: after?.[0] ?? null,
      afterId: after?.[1] ?? null,
      limit: limit + 1,
    }),
  );
  return pageOf(
    rows,
    limit,
    ({ sortAt: _, resolvedAt, regressedAt, firstSeenAt, lastSeenAt, ...row }) => ({
      ...row,
      state: stateOf({ resolvedAt, regressedAt }),
      firstSeenAt: firstSeenAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
    }),
    (row) => [row.sortAt, row.id],
  );
}
