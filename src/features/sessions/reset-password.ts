import { AppError } from "#src/errors.ts";
import { forgetAttempts } from "#src/features/sessions/attempts.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { updateNoneRemembered } from "#src/features/sessions/factors/device-statements.ts";
import { selectHasFactor } from "#src/features/sessions/factors/statements.ts";
import { insertMailRequest } from "#src/features/sessions/mail-requests.ts";
import { activateUser, endSessions, findUser } from "#src/features/sessions/queries.ts";
import { consumeReset, deleteResetsOf, findReset } from "#src/features/sessions/resets.ts";
import { mayReset } from "#src/features/sessions/rules.ts";
import { hashToken } from "#src/features/sessions/tokens.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withRole } from "#src/platform/db/transaction.ts";
import { choosePassword } from "#src/platform/identity/check-password.ts";
import { assertMayChoose } from "#src/platform/identity/choose-password.ts";
import { isShort } from "#src/platform/identity/password-rule.ts";
import { hashPassword } from "#src/platform/identity/passwords.ts";
import { systemActor } from "#src/policy/actor.ts";

/**
 * A valid link sets the password of its user, once. All sessions of the user end, a lock on their sign-in is removed,
 * and an invited user becomes active.
 */
export async function resetPassword(input: { token: string; password: string }, requestId: string): Promise<void> {
  const tokenHash = hashToken(input.token);
  // Checked before the expensive hash is computed, so that an invalid link costs little.
  const chooser = await withRole("app_auth", (tx) => findChooser(tx, tokenHash));
  if (!chooser) throw invalidLink();
  await assertMayChoose(input.password, chooser, "password");
  const hash = await hashPassword(input.password);
  const ended = await withRole("app_auth", async (tx) => {
    const time = now();
    const userId = await consumeReset(tx, tokenHash, time);
    const found = userId === undefined ? undefined : await findUser(tx, userId);
    if (!found || !mayReset(found.status)) throw invalidLink();
    const { user } = found;
    activateUser(tx, user.id, time);
    deleteResetsOf(tx, user.id);
    tx.send(updateNoneRemembered, { userId: user.id });
    forgetAttempts(tx, user.email.toLowerCase());
    audit(tx, systemActor("password reset"), {
      action: "password.reset",
      entityType: "user",
      entityId: user.id,
      schoolId: user.schoolId,
      requestId,
    });
    insertMailRequest(tx, { kind: "changed", about: user.id, requestId });
    const endedAll = await endSessions(tx, { userId: user.id }, "password_reset", time);
    const { password } = input;
    await choosePassword(tx, user.id, { password, hash, isShort: isShort(password), path: "password" });
    return endedAll;
  });
  announceEnded(ended);
}

/** Whose link it is, if it is valid. */
async function findChooser(
  tx: Tx,
  tokenHash: string,
): Promise<{ name: string; email: string; hasFactor: boolean } | undefined> {
  const userId = await findReset(tx, tokenHash, now());
  if (userId === undefined) return undefined;
  const [found, [factors]] = await Promise.all([findUser(tx, userId), tx.query(selectHasFactor, { userId })]);
  return found && { name: found.user.name, email: found.user.email, hasFactor: factors?.hasFactor ?? false };
}

function invalidLink(): AppError {
  return new AppError("invalid", "This link has expired or was used already. Ask for a new one.", {
    errors: [{ path: "token", message: "is not a valid link" }],
  });
}
