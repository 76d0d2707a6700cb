import { AppError } from "#src/errors.ts";
import {
  clearAttempts,
  deleteAttemptsOf,
  lockAttempts,
  saveAttempts,
  updateFailureTakenBack,
} from "#src/features/sessions/attempt-queries.ts";
import { selectIsKnownDevice } from "#src/features/sessions/factors/device-statements.ts";
import { judgeAccount, judgeAttempt } from "#src/features/sessions/rules.ts";
import type { Caller } from "#src/features/sessions/start-session.ts";
import { accountKey, attemptsKey, hashToken } from "#src/features/sessions/tokens.ts";
import { now } from "#src/lib/clock.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { networkOf } from "#src/platform/http/client-address.ts";

/** Where an attempt is counted: over its source, and over the account unless it comes from a browser of its person. */
export type Counted = { source: string; account: string | undefined };

/**
 * Counts an attempt to sign in before the password is looked at, and throws `locked_out` where there were too many.
 *
 * Threats: a password is guessed from one place (five tries, then growing waits) or from many (fifty at once, four an hour
 * afterwards); somebody has the owner locked out by guessing. A lock holds for the network or browser that the guesses came
 * from, so that the owner gets in from theirs; and a browser in which they have signed in before is not counted with the
 * rest, so that guesses from everywhere do not stop them there.
 */
export async function countSignIn(tx: Tx, email: string, caller: Caller): Promise<Counted> {
  const time = now();
  const tokenHash = hashToken(caller.deviceToken ?? "");
  // Asked for every address, so that the work says nothing of who has an account.
  const [device] = await tx.query(selectIsKnownDevice, { email, tokenHash });
  const account = accountKey(email);
  const source = attemptsKey(account, device?.isKnown ? `device ${tokenHash}` : `network ${networkOf(caller.ip)}`);
  const bySource = judgeAttempt(await lockAttempts(tx, source, time), time);
  if (bySource.kind === "locked") throw locked(bySource.retryAfterSeconds);
  if (device?.isKnown) {
    saveAttempts(tx, source, { ...bySource, updatedAt: time });
    return { source, account: undefined };
  }
  const byAccount = judgeAccount(await lockAttempts(tx, account, time), time);
  // Before anything is counted: whoever goes on where they are locked does not lock the account elsewhere.
  if (byAccount.kind === "locked") throw locked(byAccount.retryAfterSeconds);
  saveAttempts(tx, source, { ...bySource, updatedAt: time });
  saveAttempts(tx, account, byAccount.attempts);
  return { source, account };
}

/** The password was right: its source starts anew, and the account's count is as if there had been no attempt. */
export function uncountSignIn(tx: Tx, { source, account }: Counted): void {
  clearAttempts(tx, source);
  if (account !== undefined) tx.send(updateFailureTakenBack, { key: account });
}

/** Nobody could say whether the password is right: as if there had been no attempt. What was counted before stays. */
export function takeSignInBack(tx: Tx, { source, account }: Counted): void {
  for (const key of [source, account]) if (key !== undefined) tx.send(updateFailureTakenBack, { key });
}

/** Everything that was counted for this address, from wherever. */
export function forgetAttempts(tx: Tx, email: string): void {
  tx.send(deleteAttemptsOf, { account: accountKey(email) });
}

function locked(retryAfterSeconds: number): AppError {
  return new AppError("locked_out", "Too many attempts to sign in. Wait before you try again.", { retryAfterSeconds });
}
