import { findNumber, findWaiting } from "#src/features/notifications/phone/queries.ts";
import type { SettingsAnswer } from "#src/features/notifications/schema.ts";
import { deliverBy } from "#src/features/notifications/sending/deliver-by.ts";
import { selectChoices, selectLastWeek, selectSettings } from "#src/features/notifications/settings/statements.ts";
import { channels, notificationTypes } from "#src/features/notifications/values.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** What reaches the reader, how and when, with what the last week brought. */
export async function readSettings(ctx: UserContext): Promise<SettingsAnswer> {
  return readAs(ctx.actor, (tx) => settingsOf(tx, ctx.actor.userId));
}

/** All is sent at once, so that a read stays one round trip. */
export async function settingsOf(tx: Tx, userId: string): Promise<SettingsAnswer> {
  const [choices, [known], lastWeek, phone, waiting] = await Promise.all([
    tx.query(selectChoices, { userId, types: notificationTypes, channels }),
    tx.query(selectSettings, { userId }),
    tx.query(selectLastWeek, { userId }),
    findNumber(tx, userId),
    findWaiting(tx, userId),
  ]);
  if (!known) throw new Error("somebody signed in is a user");
  const { email, timeZone, quietFrom, quietTo, quietDays, emailPace } = known;
  return {
    choices,
    channels: { EMAIL: "EMAIL" in deliverBy, SMS: "SMS" in deliverBy, PUSH: "PUSH" in deliverBy },
    phone: phone ? { number: phone.number, verifiedAt: phone.verifiedAt.toISOString(), refusal: phone.refusal } : null,
    waitingPhone: waiting ? { ...waiting, expiresAt: waiting.expiresAt.toISOString() } : null,
    quiet: quietFrom && quietTo && quietDays ? { from: quietFrom, to: quietTo, days: quietDays } : null,
    emailPace: emailPace ?? "EACH",
    email,
    timeZone,
    lastWeek,
  };
}
