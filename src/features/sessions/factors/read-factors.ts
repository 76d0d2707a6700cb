import { AppError } from "#src/errors.ts";
import { describeDevice } from "#src/features/sessions/device.ts";
import { selectRemembered, updateNotRemembered } from "#src/features/sessions/factors/device-statements.ts";
import { canUsePasskeys } from "#src/features/sessions/factors/passkeys.ts";
import type { FactorsAnswer } from "#src/features/sessions/factors/schema.ts";
import {
  selectCodesLeft,
  selectIsFactorDue,
  selectPasskeys,
  selectTotp,
} from "#src/features/sessions/factors/statements.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** Everybody sees their own factors, never a secret of one. */
export async function readFactors({ actor }: UserContext): Promise<FactorsAnswer> {
  const { userId, schoolId, role } = actor;
  const [[totp], [codes], passkeys, remembered, [rule]] = await withRole("app_auth", (tx) =>
    Promise.all([
      tx.query(selectTotp, { userId }),
      tx.query(selectCodesLeft, { userId }),
      tx.query(selectPasskeys, { userId }),
      tx.query(selectRemembered, { userId, time: now() }),
      tx.query(selectIsFactorDue, { userId, schoolId, role }),
    ]),
  );
  return {
    totp: totp ? { createdAt: totp.createdAt.toISOString(), lastUsedAt: totp.lastUsedAt.toISOString() } : null,
    recoveryCodesLeft: codes?.left ?? 0,
    passkeys: passkeys.map(({ id, name, isSynced, createdAt, lastUsedAt }) => ({
      id,
      name,
      isSynced,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
    canUsePasskeys: canUsePasskeys(),
    remembered: remembered.map(({ id, userAgent, lastUsedAt, rememberedUntil }) => ({
      id,
      ...describeDevice(userAgent),
      lastUsedAt: lastUsedAt.toISOString(),
      until: (rememberedUntil ?? lastUsedAt).toISOString(),
    })),
    isRequired: rule?.isDue ?? false,
  };
}

/** A browser of the person's is asked for the second factor again. */
export async function forgetDevice(ctx: UserContext, id: string): Promise<void> {
  const { userId, schoolId } = ctx.actor;
  await withRole("app_auth", async (tx) => {
    if ((await tx.query(updateNotRemembered, { userId, id })) === 0) {
      throw new AppError("not_found", "There is no such device.");
    }
    audit(tx, ctx.actor, {
      action: "device.forget",
      entityType: "device",
      entityId: id,
      schoolId,
      requestId: ctx.requestId,
    });
  });
}
