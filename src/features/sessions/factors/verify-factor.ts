import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { AppError } from "#src/errors.ts";
import { closeChallenge, openChallenge, tryChallenge } from "#src/features/sessions/factors/challenges.ts";
import { completeSignIn, type SignedIn } from "#src/features/sessions/factors/complete-sign-in.ts";
import {
  canUsePasskeys,
  type PasskeyVerdict,
  requestOptions,
  verifyPasskey,
} from "#src/features/sessions/factors/passkeys.ts";
import { proveByCode } from "#src/features/sessions/factors/prove-by-code.ts";
import type { PasskeySignInBody, VerifyBody } from "#src/features/sessions/factors/schema.ts";
import { selectHasFactor, selectPasskeys, updatePasskeyChallenge } from "#src/features/sessions/factors/statements.ts";
import { insertMailRequest } from "#src/features/sessions/mail-requests.ts";
import { findUser, isSchoolOpen } from "#src/features/sessions/queries.ts";
import { auditRefusedSignIn } from "#src/features/sessions/refused-sign-ins.ts";
import type { SessionUser } from "#src/features/sessions/schema.ts";
import type { Caller } from "#src/features/sessions/start-session.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withRole } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";

/** Refusals are returned, not thrown, because what they count has to be committed. */
type Outcome = { kind: "in"; signedIn: SignedIn } | { kind: "refused" } | { kind: "closed" } | Locked;
type Locked = { kind: "locked"; retryAfterSeconds: number };

const refused: Outcome = { kind: "refused" };

/**
 * The second step of a sign-in: a code or a passkey under the id that the right password got. Every refusal is the same
 * answer: of an id that is unknown, over or from another address, a wrong code, a person who was suspended since.
 */
export async function verifyFactor(body: VerifyBody, caller: Caller): Promise<SignedIn> {
  return answerOf(
    await withRole("app_auth", async (tx): Promise<Outcome> => {
      const challenge = await tryChallenge(tx, { id: body.challengeId, kind: "SIGN_IN", ip: caller.ip });
      if (!challenge?.userId) {
        auditRefusal(tx, undefined, caller, "closed");
        return refused;
      }
      const found = await findUser(tx, challenge.userId);
      const verdict = await judge(tx, challenge.userId, challenge.passkeyChallenge, body, caller);
      if (verdict.kind === "locked") return verdict;
      if (verdict.kind !== "right" || found?.status !== "ACTIVE") {
        auditRefusal(tx, found?.user, caller, verdict.kind);
        return refused;
      }
      closeChallenge(tx, challenge);
      return enter(tx, found.user, caller, { remember: body.remember && !body.shared, isShared: body.shared });
    }),
  );
}

/** What the browser asks for a passkey by, in the second step. */
export async function factorPasskeyOptions(
  challengeId: string,
  caller: Caller,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return withRole("app_auth", async (tx) => {
    const challenge = await tryChallenge(tx, { id: challengeId, kind: "SIGN_IN", ip: caller.ip });
    const known = challenge?.userId ? await tx.query(selectPasskeys, { userId: challenge.userId }) : [];
    // Those of nobody too: an id that is over looks like one whose owner has no passkey here.
    const options = await requestOptions(known);
    if (challenge) {
      tx.send(updatePasskeyChallenge, { idHash: challenge.idHash, passkeyChallenge: options.challenge });
    }
    return options;
  });
}

/** What the browser offers all passkeys of its person by, before it is known who they are. */
export async function passkeyOptions(
  caller: Caller,
): Promise<{ challengeId: string; options: PublicKeyCredentialRequestOptionsJSON }> {
  if (!canUsePasskeys()) throw new AppError("conflict", "Passkeys do not work at this address.");
  const options = await requestOptions(undefined);
  const challengeId = await withRole("app_auth", (tx) =>
    openChallenge(tx, { kind: "PASSKEY", ip: caller.ip, passkeyChallenge: options.challenge }),
  );
  return { challengeId, options };
}

/** Signs in by a passkey alone, which is two factors: the device, and the PIN, face or finger that opens it. */
export async function signInByPasskey(
  { challengeId, passkey, shared }: PasskeySignInBody,
  caller: Caller,
): Promise<SignedIn> {
  return answerOf(
    await withRole("app_auth", async (tx): Promise<Outcome> => {
      const challenge = await tryChallenge(tx, { id: challengeId, kind: "PASSKEY", ip: caller.ip });
      if (!challenge?.passkeyChallenge) {
        auditRefusal(tx, undefined, caller, "closed");
        return refused;
      }
      const verdict = await verifyPasskey(tx, {
        response: passkey,
        expectedChallenge: challenge.passkeyChallenge,
        needsVerification: true,
      });
      noteCopy(tx, verdict, caller);
      const found = verdict.kind === "right" ? await findUser(tx, verdict.userId) : undefined;
      if (found?.status !== "ACTIVE") {
        auditRefusal(tx, found?.user, caller, verdict.kind);
        return refused;
      }
      closeChallenge(tx, challenge);
      return enter(tx, found.user, caller, { remember: false, isShared: shared });
    }),
  );
}

type Verdict = { kind: "right" | "wrong" | "copied" } | Locked;

async function judge(
  tx: Tx,
  userId: string,
  passkeyChallenge: string | null,
  body: VerifyBody,
  caller: Caller,
): Promise<Verdict> {
  if ("code" in body) {
    const verdict = await proveByCode(tx, { userId, ip: caller.ip }, body.code);
    if (verdict.kind === "right" && verdict.by === "recovery-code") {
      insertMailRequest(tx, { kind: "code-used", about: userId, requestId: caller.requestId });
    }
    return verdict;
  }
  if (passkeyChallenge === null) return { kind: "wrong" };
  const verdict = await verifyPasskey(tx, {
    response: body.passkey,
    expectedChallenge: passkeyChallenge,
    needsVerification: false,
  });
  noteCopy(tx, verdict, caller);
  return verdict.kind === "right" && verdict.userId !== userId ? { kind: "wrong" } : verdict;
}

/** Only whoever has proved everything learns that their school is suspended. */
async function enter(
  tx: Tx,
  user: SessionUser,
  caller: Caller,
  how: { remember: boolean; isShared: boolean },
): Promise<Outcome> {
  if (!(await isSchoolOpen(tx, user.schoolId))) return { kind: "closed" };
  const [factors] = await tx.query(selectHasFactor, { userId: user.id });
  const hasFactor = factors?.hasFactor ?? false;
  return { kind: "in", signedIn: await completeSignIn(tx, user, caller, { hasFactor, isProved: true, ...how }) };
}

function answerOf(outcome: Outcome): SignedIn {
  switch (outcome.kind) {
    case "in":
      return outcome.signedIn;
    case "closed":
      throw new AppError(
        "forbidden",
        "Your school is suspended, so nobody of it can sign in. Ask its administrator why.",
      );
    case "locked":
      throw new AppError("locked_out", "Too many attempts with a wrong code. Wait before you try again.", {
        retryAfterSeconds: outcome.retryAfterSeconds,
      });
    case "refused":
      throw new AppError("unauthenticated", "This is not right, or took too long. Try again, or sign in anew.");
  }
}

function auditRefusal(tx: Tx, user: SessionUser | undefined, caller: Caller, verdict: string): void {
  auditRefusedSignIn(tx, { action: "factor.refuse", user, caller, detail: { verdict } });
}

/** A counter that went back is the only sign of a copied authenticator, so it is in the audit. */
export function noteCopy(tx: Tx, verdict: PasskeyVerdict, caller: Pick<Caller, "requestId">): void {
  if (verdict.kind !== "copied") return;
  audit(tx, systemActor("sign-in"), {
    action: "passkey.counter_back",
    entityType: "user",
    entityId: verdict.userId,
    schoolId: verdict.schoolId,
    requestId: caller.requestId,
  });
}
