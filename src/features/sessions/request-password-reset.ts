import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { inBackground } from "#src/features/sessions/background.ts";
import { resetMail } from "#src/features/sessions/mails.ts";
import { findCredential } from "#src/features/sessions/queries.ts";
import { insertReset } from "#src/features/sessions/resets.ts";
import type { SessionUser } from "#src/features/sessions/schema.ts";
import { attemptsKey, hashToken, newToken } from "#src/features/sessions/tokens.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { mailer } from "#src/platform/mail/open-mailer.ts";
import { takeFromLimit } from "#src/platform/rate-limit/rate-limit.ts";
import { systemActor } from "#src/policy/actor.ts";

const resetMinutes = 30;
const mailsPerHour = 5;

/**
 * Sends a link for a new password to the user with this address, if they may sign in or were invited. It returns at
 * once and in every case, so that the answer does not reveal who has an account.
 */
export function requestPasswordReset(email: string, requestId: string): void {
  inBackground("sending a link for a new password", async () => {
    if (!(await mayBeSent(email))) return;
    const token = newToken();
    const user = await withRole("app_auth", async (tx): Promise<SessionUser | undefined> => {
      const credential = await findCredential(tx, email);
      if (!credential || !mayReset(credential.status)) return undefined;
      const time = now();
      const { user } = credential;
      insertReset(tx, {
        id: newId(),
        tokenHash: hashToken(token),
        userId: user.id,
        createdAt: time,
        expiresAt: new Date(time.getTime() + resetMinutes * 60_000),
      });
      audit(tx, systemActor("password reset"), {
        action: "password.reset_request",
        entityType: "user",
        entityId: user.id,
        schoolId: user.schoolId,
        requestId,
      });
      return user;
    });
    if (user) await mailer().send(resetMail(user, `${config.appUrl}/reset-password?token=${token}`, resetMinutes));
  });
}

export function mayReset(status: string): boolean {
  return status === "ACTIVE" || status === "INVITED";
}

/** Limits the mails to one address, so that others cannot fill a user's mailbox. */
async function mayBeSent(email: string): Promise<boolean> {
  try {
    await takeFromLimit(`reset:${attemptsKey(email)}`, mailsPerHour, 3600);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "rate_limited") return false;
    throw error;
  }
}
