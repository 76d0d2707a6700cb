import { updateNoneRemembered } from "#src/features/sessions/factors/device-statements.ts";
import {
  deleteChallengesOf,
  deleteCodes,
  deletePasskeys,
  deleteTotp,
} from "#src/features/sessions/factors/statements.ts";
import { insertMailRequest } from "#src/features/sessions/mail-requests.ts";
import { withRole } from "#src/platform/db/transaction.ts";

/**
 * Takes every factor from an account, for a person who lost theirs, and tells them by mail. The caller has decided that
 * they may, recorded it, and ended the person's sessions.
 */
export async function removeFactorsOf(userId: string, requestId: string): Promise<void> {
  await withRole("app_auth", (tx) => {
    tx.send(deleteTotp, { userId });
    tx.send(deleteCodes, { userId });
    tx.send(deletePasskeys, { userId });
    tx.send(deleteChallengesOf, { userId });
    tx.send(updateNoneRemembered, { userId });
    insertMailRequest(tx, { kind: "factors-reset", about: userId, requestId });
  });
}
