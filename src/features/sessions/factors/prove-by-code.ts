import { clearAttempts, lockAttempts, saveAttempts } from "#src/features/sessions/attempt-queries.ts";
import { sourceHash } from "#src/features/sessions/factors/challenges.ts";
import { hashRecoveryCode, recoveryCodeOf } from "#src/features/sessions/factors/new-recovery-codes.ts";
import { openSecret } from "#src/features/sessions/factors/sealed-secret.ts";
import { selectTotp, updateCodeUsed, updateTotpStep } from "#src/features/sessions/factors/statements.ts";
import { judgeAttempt } from "#src/features/sessions/rules.ts";
import { accountKey } from "#src/features/sessions/tokens.ts";
import { now } from "#src/lib/clock.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { matchTotp } from "#src/platform/identity/totp.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

export type CodeVerdict =
  | { kind: "right"; by: "totp" | "recovery-code" }
  | { kind: "wrong" }
  | { kind: "locked"; retryAfterSeconds: number };

/** A code has a million values, of which three are right at a time. */
const freeFailures = { fromOneSource: 5, ofTheAccount: 20 };

/**
 * Whether the code is one of the person's authenticator app or an unused recovery code; a right one is used up. The
 * attempt counts before the code is looked at, over person and address and over the person alone, and a right one clears
 * both. Commit it whatever comes of it.
 *
 * Threats: guessing from one place (locked after 5) or from many (after 20, which is 1 in 17,000 at best); locking the
 * owner out of their second factor, which needs their password first, lasts an hour at most, and stops no passkey; a code
 * that was seen is used again (its step is kept, by a statement that only one of several can win).
 */
export async function proveByCode(
  tx: Tx,
  { userId, ip }: { userId: string; ip: string },
  code: string,
): Promise<CodeVerdict> {
  const time = now();
  const counts = [
    { key: accountKey(`factor:${userId}`), free: freeFailures.ofTheAccount },
    { key: accountKey(`factor:${userId}:${sourceHash(ip)}`), free: freeFailures.fromOneSource },
  ];
  const found = tx.query(selectTotp, { userId });
  const allowed: { key: string; failures: number; lockedUntil: Date | null }[] = [];
  for (const { key, free } of counts) {
    const verdict = judgeAttempt(await lockAttempts(tx, key, time), time, free);
    // Before anything is counted: whoever goes on where they are locked does not lock the account elsewhere.
    if (verdict.kind === "locked") return verdict;
    allowed.push({ key, failures: verdict.failures, lockedUntil: verdict.lockedUntil });
  }
  for (const { key, ...attempts } of allowed) saveAttempts(tx, key, { ...attempts, updatedAt: time });
  const [totp] = await found;
  const by = (await takesTotp(tx, userId, totp, code, time))
    ? "totp"
    : (await takesRecoveryCode(tx, userId, code, time))
      ? "recovery-code"
      : undefined;
  if (!by) return { kind: "wrong" };
  for (const { key } of counts) clearAttempts(tx, key);
  return { kind: "right", by };
}

type Totp = { schoolId: string; sealedSecret: Sealed; lastStep: number };

async function takesTotp(tx: Tx, userId: string, totp: Totp | undefined, code: string, time: Date): Promise<boolean> {
  const secret = totp && openSecret(totp.sealedSecret, { userId, schoolId: totp.schoolId });
  const step = secret && matchTotp(secret, code.replace(/\s/g, ""), time, totp.lastStep);
  return step !== undefined && (await tx.query(updateTotpStep, { userId, step, time })) === 1;
}

async function takesRecoveryCode(tx: Tx, userId: string, typed: string, time: Date): Promise<boolean> {
  const code = recoveryCodeOf(typed);
  if (code === undefined) return false;
  return (await tx.query(updateCodeUsed, { userId, codeHash: hashRecoveryCode(userId, code), time })) === 1;
}
