import { events } from "#src/features/audit/events.ts";
import { permissions } from "#src/features/audit/permissions.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin has the whole record checked now; a job does it. */
export async function askCheck(ctx: UserContext): Promise<Record<never, never>> {
  const { schoolId } = ctx.actor;
  await withActor(
    ctx.actor,
    (tx) => {
      authorize(ctx.actor, permissions.read, { schoolId });
      audit(tx, ctx.actor, {
        action: "audit.check",
        entityType: "school",
        entityId: schoolId,
        schoolId,
        requestId: ctx.requestId,
      });
      emit(tx, [events.checkAsked.of({ schoolId, data: {} })]);
      return {};
    },
    ctx.bracket,
  );
  wakeRelay();
  return {};
}
