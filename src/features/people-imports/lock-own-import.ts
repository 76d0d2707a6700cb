import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/people-imports/permissions.ts";
import { type LockedImport, lockImport } from "#src/features/people-imports/queries.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** Locks an import that the actor may manage. */
export async function lockOwnImport(tx: Tx, ctx: UserContext, importId: string): Promise<LockedImport> {
  const found = await lockImport(tx, importId);
  if (!found) throw new AppError("not_found", "There is no such import.");
  authorize(ctx.actor, permissions.manage, { schoolId: found.schoolId });
  return found;
}

/** What is being read or written cannot be corrected. */
export function assertReady({ status }: LockedImport): void {
  if (status !== "READY") throw new AppError("conflict", "This import is not waiting to be checked.");
}
