import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import type { Place } from "#src/lib/turns.ts";
import { type Tx, withRole } from "#src/platform/db/transaction.ts";
import { setPassword, verifyPassword } from "#src/platform/identity/passwords.ts";
import { askPassword, type PasswordVerdict } from "#src/platform/identity/supabase/ask-password.ts";
import { sendPerson } from "#src/platform/identity/supabase/send-person.ts";

/** Who is said to have the password; without an id somebody whom nobody knows. */
type Claimed = { email: string; userId: string | undefined; passwordHash: string | undefined; ip: string };

/**
 * Whether the password is the person's: by its hash here, or by Supabase Auth where that checks passwords. An answer for nobody
 * takes as much work. Throws `unavailable` or `rate_limited` where Supabase Auth gives none, and for a hash of another form.
 */
export async function checkPassword(claimed: Claimed, password: string, place: Place): Promise<PasswordVerdict> {
  const { userId, passwordHash } = claimed;
  if (!config.supabaseAuth) return (await verifyPassword(passwordHash, password, place)) ? "right" : "wrong";
  place.leave();
  // Somebody whom the job has not sent yet, as everybody at first: their password is known there from now on.
  if (userId !== undefined) await withRole("app_auth", (tx) => sendPerson(tx, userId));
  return askPassword(claimed, password);
}

/**
 * Sets the password of a person of `users`, and at Supabase Auth where that checks passwords. Await it last in its transaction, which
 * must have made them who they are. Throws `invalid` at `path` for a password that is too weak there, and as `callAuth`: then
 * neither place has it, or the transaction has to be repeated.
 */
export async function choosePassword(
  tx: Tx,
  userId: string,
  chosen: { password: string; hash: string; isShort?: boolean; path: string },
): Promise<void> {
  setPassword(tx, userId, chosen.hash, { isShort: chosen.isShort ?? false });
  if (!config.supabaseAuth) return;
  const fault = await sendPerson(tx, userId, { password: chosen.password });
  if (fault === undefined) return;
  if (fault !== "weak_password")
    throw new AppError("unavailable", "The password cannot be set just now. Ask your school.");
  throw new AppError("invalid", "Choose another password.", {
    errors: [
      {
        path: chosen.path,
        message: "This password is too weak for the rules of the sign-in service. Choose another one.",
      },
    ],
  });
}
