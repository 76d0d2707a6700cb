import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { type UnsubscribeAnswer, unsubscribeAnswer } from "#src/features/notifications/schema.ts";
import { readUnsubscribeToken } from "#src/features/notifications/unsubscribe-token.ts";
import { type NotificationType, notificationTypes } from "#src/features/notifications/values.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { notificationChoices } from "#src/platform/db/tables/notifications.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";

const actor = systemActor("unsubscribe by email");

/** Whoever has the link of an email ends the emails of its type, or all of them, signed in or not; twice is the same. */
export async function unsubscribe(token: string, requestId: string): Promise<UnsubscribeAnswer> {
  const { userId, type } = read(token);
  await withActor(actor, async (tx) => {
    const types = type === "ALL" ? notificationTypes : [type];
    const [changed] = await tx.query(switchEmailsOff, { userId, types });
    if (!changed) return;
    audit(tx, actor, {
      action: "notifications.unsubscribe",
      entityType: "user",
      entityId: userId,
      schoolId: changed.schoolId,
      requestId,
      detail: { type },
    });
  });
  return { type };
}

/** Which emails a link would end; it names nobody. */
export function readUnsubscribe(token: string): UnsubscribeAnswer {
  return { type: read(token).type };
}

function read(token: string): UnsubscribeAnswer & { userId: string } {
  const found = readUnsubscribeToken(token);
  const parsed = unsubscribeAnswer.safeParse(found);
  if (!found || !parsed.success)
    throw new AppError("not_found", "This link is not whole. Copy all of it from the email.");
  return { ...parsed.data, userId: found.userId };
}

/** Those that were on; without rows nothing changed, or there is no such person any more. */
const switchEmailsOff = sqlStatement(
  "notifications_unsubscribe",
  z.object({ schoolId: z.string() }),
  (p: Params<{ userId: string; types: readonly NotificationType[] }>) => sql`
    insert into ${notificationChoices} (${columns(
      notificationChoices.schoolId,
      notificationChoices.userId,
      notificationChoices.type,
      notificationChoices.channel,
      notificationChoices.isOn,
    )})
    select ${users.schoolId}, ${users.id}, t.type, 'EMAIL', false
    from ${users} cross join unnest(${p.types}::text[]) as t (type)
    where ${users.id} = ${p.userId}
    on conflict (user_id, type, channel) do update set is_on = false, updated_at = now()
      where ${notificationChoices.isOn}
    returning school_id as "schoolId"`,
);
