import { AppError } from "#src/errors.ts";
import { findNumber } from "#src/features/notifications/phone/queries.ts";
import type { SettingsAnswer, SettingsBody } from "#src/features/notifications/schema.ts";
import { settingsOf } from "#src/features/notifications/settings/read-settings.ts";
import {
  rescheduleDigest,
  selectRefused,
  upsertChoices,
  upsertPace,
  upsertQuiet,
} from "#src/features/notifications/settings/statements.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A person chooses what reaches them; what is left out stays as it is. What is always on cannot be switched off. */
export async function changeSettings(ctx: UserContext, changes: SettingsBody): Promise<SettingsAnswer> {
  const { userId, schoolId } = ctx.actor;
  const owner = { userId, schoolId };
  const { quiet, emailPace } = changes;
  return withActor(ctx.actor, async (tx) => {
    if (changes.choices) {
      const choices = JSON.stringify(changes.choices);
      if (changes.choices.some(({ channel, isOn }) => channel === "SMS" && isOn)) await assertNumber(tx, userId);
      const refused = await tx.query(selectRefused, { choices });
      if (refused.length > 0) throw alwaysOn(refused.map(({ place }) => place));
      tx.send(upsertChoices, { ...owner, choices });
    }
    if (quiet !== undefined) {
      tx.send(upsertQuiet, { ...owner, ...(quiet ?? { from: null, to: null, days: "EVERY_DAY" }) });
    }
    if (emailPace !== undefined) {
      tx.send(upsertPace, { ...owner, pace: emailPace });
      tx.send(rescheduleDigest, { userId, pace: emailPace });
    }
    audit(tx, ctx.actor, {
      action: "notifications.settings.change",
      entityType: "user",
      entityId: userId,
      schoolId,
      requestId: ctx.requestId,
      detail: changes,
    });
    return settingsOf(tx, userId);
  });
}

async function assertNumber(tx: Tx, userId: string): Promise<void> {
  const phone = await findNumber(tx, userId);
  if (!phone || phone.refusal) throw new AppError("conflict", "Add a number for SMS first.");
}

function alwaysOn(places: readonly number[]): AppError {
  return new AppError("invalid", "This always reaches you and cannot be switched off.", {
    errors: places.map((place) => ({ path: `choices.${place}.isOn`, message: "cannot be switched off" })),
  });
}
