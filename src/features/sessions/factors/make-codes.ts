import { AppError } from "#src/errors.ts";
import { recordFactor } from "#src/features/sessions/factors/factor-changes.ts";
import { hashRecoveryCode, newRecoveryCodes } from "#src/features/sessions/factors/new-recovery-codes.ts";
import type { CodesAnswer } from "#src/features/sessions/factors/schema.ts";
import { deleteCodes, insertCode, selectHasFactor } from "#src/features/sessions/factors/statements.ts";
import { now } from "#src/lib/clock.ts";
import { type Tx, withRole } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** New recovery codes in place of the earlier ones; shown this once. */
export async function replaceCodes(ctx: UserContext): Promise<CodesAnswer> {
  const { userId } = ctx.actor;
  return withRole("app_auth", async (tx) => {
    const [factors] = await tx.query(selectHasFactor, { userId });
    if (!factors?.hasFactor) throw new AppError("conflict", "Set up an authenticator app or a passkey first.");
    recordFactor(tx, ctx, "codes-made");
    return { recoveryCodes: makeCodes(tx, ctx.actor) };
  });
}

export function makeCodes(tx: Tx, { userId, schoolId }: { userId: string; schoolId: string }): string[] {
  const codes = newRecoveryCodes();
  tx.send(deleteCodes, { userId });
  for (const code of codes) {
    tx.send(insertCode, { userId, schoolId, codeHash: hashRecoveryCode(userId, code), time: now() });
  }
  return codes;
}
