import { deleteHidden, getHidden, insertHidden } from "#src/features/own-progress/queries.ts";
import type { HiddenAnswer, HideBody } from "#src/features/own-progress/schema.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A student says that a suggestion does not help them, or takes that back. */
export async function hideSuggestion(ctx: UserContext, { isHidden, ...which }: HideBody): Promise<HiddenAnswer> {
  const { actor } = ctx;
  const { userId, schoolId } = actor;
  return withActor(
    actor,
    async (tx) => {
      if (isHidden) tx.send(insertHidden, { ...which, userId, schoolId, at: now() });
      else tx.send(deleteHidden, { ...which, userId });
      audit(tx, actor, {
        action: isHidden ? "suggestion.hide" : "suggestion.show",
        entityType: "user",
        entityId: userId,
        schoolId,
        requestId: ctx.requestId,
        detail: { kind: which.kind },
      });
      return getHidden(tx, userId);
    },
    ctx.bracket,
  );
}
