import { AppError } from "#src/errors.ts";
import { insertMailRequest } from "#src/features/sessions/mail-requests.ts";
import { accountKey } from "#src/features/sessions/tokens.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { takeFromLimit } from "#src/platform/rate-limit/rate-limit.ts";

const mailsPerHour = 5;

/**
 * Asks the worker for a link for a new password. It does the same for every address, known or not: whether somebody has
 * it is looked up by the worker alone (`send-mails.ts`), so that neither the answer nor its time, nor that of the next
 * requests, reveals who has an account.
 */
export async function requestPasswordReset(email: string, requestId: string): Promise<void> {
  if (!(await mayBeSent(email))) return;
  await withRole("app_auth", (tx) => insertMailRequest(tx, { kind: "reset", about: email, requestId }));
}

/** Limits the mails to one address, so that others cannot fill a user's mailbox. */
async function mayBeSent(email: string): Promise<boolean> {
  try {
    await takeFromLimit(`reset:${accountKey(email)}`, mailsPerHour, 3600);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "rate_limited") return false;
    throw error;
  }
}
