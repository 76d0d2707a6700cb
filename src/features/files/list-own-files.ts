import { selectOwnFiles } from "#src/features/files/queries.ts";
import type { FileLine } from "#src/features/files/schema.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The caller's own uploads among these, in the order asked for; what is not there any more is left out. */
export async function listOwnFiles(ctx: UserContext, ids: string[]): Promise<{ items: FileLine[] }> {
  const { userId } = ctx.actor;
  const found = await readAs(ctx.actor, (tx) => tx.query(selectOwnFiles, { userId, ids }));
  const byId = new Map(found.map((line) => [line.fileId, line]));
  return { items: ids.flatMap((id) => byId.get(id) ?? []) };
}
