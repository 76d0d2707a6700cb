import { AppError } from "#src/errors.ts";
import { reopenGroup, resolveGroup, selectGroup } from "#src/features/health/errors/queries.ts";
import { permissions } from "#src/features/health/permissions.ts";
import type { ErrorStateAnswer } from "#src/features/health/schema.ts";
import { stateOf } from "#src/features/health/values.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A super admin marks a group of errors as resolved, until it is seen in another release; or takes that back. */
export async function resolveError(ctx: UserContext, id: string, isResolved: boolean): Promise<ErrorStateAnswer> {
  const { schoolId } = ctx.actor;
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.resolve, {});
      const changed = await tx.query(isResolved ? resolveGroup : reopenGroup, { id });
      const [group] = await tx.query(selectGroup, { id });
      if (!group) throw new AppError("not_found", "There is no such error.");
      if (changed > 0) {
        audit(tx, ctx.actor, {
          action: isResolved ? "error.resolve" : "error.reopen",
          entityType: "error_group",
          entityId: id,
          schoolId,
          requestId: ctx.requestId,
        });
      }
      return { id, state: stateOf(group) };
    },
    ctx.bracket,
  );
}
