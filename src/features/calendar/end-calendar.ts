import { permissions } from "#src/features/calendar/permissions.ts";
import { deleteFeed } from "#src/features/calendar/queries.ts";
import type { CalendarAnswer } from "#src/features/calendar/schema.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** Somebody ends the address of their calendar. */
export async function endCalendar(ctx: UserContext): Promise<CalendarAnswer> {
  const { userId, schoolId } = ctx.actor;
  await withActor(ctx.actor, async (tx) => {
    authorize(ctx.actor, permissions.manage, {});
    if ((await tx.query(deleteFeed, { userId })) === 0) return;
    audit(tx, ctx.actor, {
      action: "calendar.end",
      entityType: "user",
      entityId: userId,
      schoolId,
      requestId: ctx.requestId,
    });
  });
  return { madeAt: null };
}
