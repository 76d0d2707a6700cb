import { config } from "#src/config.ts";
import { permissions } from "#src/features/calendar/permissions.ts";
import { upsertFeed } from "#src/features/calendar/queries.ts";
import type { NewCalendarAnswer } from "#src/features/calendar/schema.ts";
import { hashOfToken, newToken } from "#src/features/calendar/token.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** Somebody gives their calendar a new address. An earlier one ends, and only a hash of the new one is kept. */
export async function makeCalendar(ctx: UserContext): Promise<NewCalendarAnswer> {
  const { userId, schoolId } = ctx.actor;
  const token = newToken();
  const madeAt = now();
  await withActor(ctx.actor, (tx) => {
    authorize(ctx.actor, permissions.manage, {});
    tx.send(upsertFeed, { userId, schoolId, tokenHash: hashOfToken(token), at: madeAt });
    audit(tx, ctx.actor, {
      action: "calendar.make",
      entityType: "user",
      entityId: userId,
      schoolId,
      requestId: ctx.requestId,
    });
  });
  return { address: `${config.appUrl}/api/calendar/${token}.ics`, madeAt: madeAt.toISOString() };
}
