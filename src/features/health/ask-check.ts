import { events } from "#src/features/health/events.ts";
import { permissions } from "#src/features/health/permissions.ts";
import type { AskedCheck } from "#src/features/health/schema.ts";
import type { CheckKind } from "#src/features/health/values.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A super admin has a check made now; a job does it. */
export async function askCheck(ctx: UserContext, kind: CheckKind): Promise<AskedCheck> {
  const { schoolId } = ctx.actor;
  await withActor(
    ctx.actor,
    (tx) => {
      authorize(ctx.actor, permissions.check, {});
      audit(tx, ctx.actor, {
        action: "health.check",
        entityType: "integrity_check",
        entityId: kind,
        schoolId,
        requestId: ctx.requestId,
      });
      emit(tx, [events.checkAsked.of({ schoolId, data: { kind } })]);
      return { kind };
    },
    ctx.bracket,
  );
  wakeRelay();
  return { kind };
}
