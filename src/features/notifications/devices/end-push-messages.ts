import { deleteOwnSubscriptions } from "#src/features/notifications/devices/queries.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/**
 * Ends the push messages of somebody who signs out, in the browser at this push address, or in all of theirs: whoever uses
 * a shared computer next must not see them.
 */
export async function endPushMessages(who: UserActor, endpoint: string | "all", requestId: string): Promise<void> {
  const { userId, schoolId } = who;
  const address = endpoint === "all" ? null : new URL(endpoint).href;
  await withActor(who, async (tx) => {
    for (const { id } of await tx.query(deleteOwnSubscriptions, { userId, endpoint: address })) {
      audit(tx, who, {
        action: "push-device.remove",
        entityType: "push_subscription",
        entityId: id,
        schoolId,
        requestId,
        detail: { reason: "signed_out" },
      });
    }
  });
}
