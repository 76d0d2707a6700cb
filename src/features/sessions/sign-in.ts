import { AppError } from "#src/errors.ts";
import { type Counted, countSignIn, takeSignInBack, uncountSignIn } from "#src/features/sessions/attempts.ts";
import { openChallenge } from "#src/features/sessions/factors/challenges.ts";
import { completeSignIn, type SignedIn } from "#src/features/sessions/factors/complete-sign-in.ts";
import { isRemembered } from "#src/features/sessions/factors/known-device.ts";
import { canUsePasskeys } from "#src/features/sessions/factors/passkeys.ts";
import { selectHasFactor } from "#src/features/sessions/factors/statements.ts";
import { type Credential, findCredential, isSchoolOpen } from "#src/features/sessions/queries.ts";
import { auditRefusedSignIn, countLockedOut } from "#src/features/sessions/refused-sign-ins.ts";
import type { Caller } from "#src/features/sessions/start-session.ts";
import { type Tx, withRole } from "#src/platform/db/transaction.ts";
import { checkPassword } from "#src/platform/identity/check-password.ts";
import { reserveHash } from "#src/platform/identity/passwords.ts";
import { countSignInOutcome } from "#src/platform/metrics/metrics.ts";

/** A sign-in that waits for the second factor: it is no session, and the id opens nothing else. */
export type Pending = { challengeId: string; methods: ("code" | "passkey")[] };

/**
 * An active user with the right password gets a session or, where they have a second factor and the browser is not
 * remembered, the id under which they prove it. Every other case gets the same answer, after the same work: an
 * unknown address, a wrong password, a user who is suspended or has left.
 */
export function signIn(
  input: { email: string; password: string; shared: boolean },
  caller: Caller,
): Promise<SignedIn | Pending> {
  const turn = `${input.email} ${caller.ip} ${caller.deviceToken}`;
  return inTurn(turn, async () => {
    const place = reserveHash();
    const { credential, counted } = await withRole("app_auth", (tx) => count(tx, input.email, caller)).catch(
      (error) => {
        place.leave();
        throw error;
      },
    );
    const { passwordHash } = credential ?? {};
    const claimed = { email: input.email, userId: credential?.user.id, passwordHash, ip: caller.ip };
    const verdict = await checkPassword(claimed, input.password, place).catch(async (error) => {
      // Nobody looked at the password.
      if (error instanceof AppError) await withRole("app_auth", (tx) => takeSignInBack(tx, counted));
      throw error;
    });
    if (verdict === "wrong" || credential?.status !== "ACTIVE") {
      countSignInOutcome("refused");
      await withRole("app_auth", (tx) => auditRefusal(tx, credential, caller));
      throw new AppError("unauthenticated", "The email address or the password is wrong.");
    }
    if (verdict === "unconfirmed") {
      countSignInOutcome("refused");
      await withRole("app_auth", (tx) => {
        uncountSignIn(tx, counted);
        auditRefusal(tx, credential, caller);
      });
      throw new AppError(
        "forbidden",
        "Your email address is not confirmed. Choose a new password by email to confirm it.",
      );
    }
    const outcome = await withRole("app_auth", async (tx) => {
      uncountSignIn(tx, counted);
      if (await isSchoolOpen(tx, credential.user.schoolId)) return goOn(tx, credential.user, caller, input.shared);
      auditRefusal(tx, credential, caller);
      return undefined;
    });
    if (outcome) {
      countSignInOutcome("challengeId" in outcome ? "second_factor" : "in");
      return outcome;
    }
    countSignInOutcome("suspended");
    // Only whoever knows the password learns this.
    throw new AppError(
      "forbidden",
      "Your school is suspended, so nobody of it can sign in. Ask its administrator why.",
    );
  });
}

async function goOn(tx: Tx, user: Credential["user"], caller: Caller, isShared: boolean): Promise<SignedIn | Pending> {
  const [factors] = await tx.query(selectHasFactor, { userId: user.id });
  const hasFactor = factors?.hasFactor ?? false;
  // On a device that others use too nobody is remembered.
  if (!hasFactor || (!isShared && (await isRemembered(tx, user.id, caller)))) {
    return completeSignIn(tx, user, caller, { hasFactor, remember: false, isProved: !hasFactor, isShared });
  }
  return {
    challengeId: openChallenge(tx, { kind: "SIGN_IN", user, ip: caller.ip }),
    // Recovery codes are typed where codes are.
    methods: factors?.hasPasskey && canUsePasskeys() ? ["passkey", "code"] : ["code"],
  };
}

/** Counts an attempt for this address, whether or not a user has it. */
async function count(
  tx: Tx,
  email: string,
  caller: Caller,
): Promise<{ credential: Credential | undefined; counted: Counted }> {
  const found = findCredential(tx, email);
  const counted = await countSignIn(tx, email, caller).catch(async (error) => {
    if (error instanceof AppError && error.code === "locked_out") {
      countSignInOutcome("locked_out");
      countLockedOut((await found)?.user, caller);
    }
    throw error;
  });
  return { credential: await found, counted };
}

function auditRefusal(tx: Tx, credential: Credential | undefined, caller: Caller): void {
  auditRefusedSignIn(tx, {
    action: "session.refuse",
    user: credential?.user,
    caller,
    detail: { status: credential?.status ?? "UNKNOWN", school: credential?.schoolStatus ?? "UNKNOWN" },
  });
}

const turns = new Map<string, Promise<unknown>>();

/**
 * Attempts for one address from one place run one after another. Several correct ones at once then cannot lock each other
 * out, since each clears the count before the next attempt is counted.
 */
async function inTurn<T>(key: string, act: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve();
  const own = before.then(act, act);
  turns.set(key, own);
  try {
    return await own;
  } finally {
    if (turns.get(key) === own) turns.delete(key);
  }
}
