import { AppError } from "#src/errors.ts";
import { isOwnPassword } from "#src/features/sessions/change-password.ts";
import { closeChallenge, openChallenge, tryChallenge } from "#src/features/sessions/factors/challenges.ts";
import { requestOptions, verifyPasskey } from "#src/features/sessions/factors/passkeys.ts";
import { proveByCode } from "#src/features/sessions/factors/prove-by-code.ts";
import type { StepUpAnswer, StepUpBody, StepUpMethod } from "#src/features/sessions/factors/schema.ts";
import {
  selectHasFactor,
  selectIsLiving,
  selectPasskeys,
  updateProved,
} from "#src/features/sessions/factors/statements.ts";
import { noteCopy } from "#src/features/sessions/factors/verify-factor.ts";
import { insertMailRequest } from "#src/features/sessions/mail-requests.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withRole } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { accessTokenSeconds, signAccessToken } from "#src/platform/identity/access-token.ts";
import type { UserActor } from "#src/policy/actor.ts";

/**
 * By what the person can prove who they are before a sensitive act: their second factor or, where they have none, their
 * password.
 *
 * Threat: whoever knows the password of somebody with a second factor, and sits at their open browser, needs no more.
 */
export async function startStepUp(ctx: UserContext): Promise<StepUpAnswer> {
  const { userId, schoolId } = ctx.actor;
  return withRole("app_auth", async (tx) => {
    const [[factors], passkeys] = await Promise.all([
      tx.query(selectHasFactor, { userId }),
      tx.query(selectPasskeys, { userId }),
    ]);
    const methods = methodsOf(factors);
    if (!methods.includes("passkey")) return { methods, challengeId: null, options: null };
    const options = await requestOptions(passkeys);
    const user = { id: userId, schoolId };
    const passkeyChallenge = options.challenge;
    const challengeId = openChallenge(tx, { kind: "STEP_UP", user, ip: ctx.ip, passkeyChallenge });
    return { methods, challengeId, options: { ...options } };
  });
}

type Factors = { hasFactor: boolean; hasTotp: boolean; hasPasskey: boolean };

function methodsOf(factors: Factors | undefined): StepUpMethod[] {
  if (!factors?.hasFactor) return ["password"];
  return [...(factors.hasPasskey ? (["passkey"] as const) : []), ...(factors.hasTotp ? (["code"] as const) : [])];
}

/**
 * The person proves who they are, and sensitive acts are open to this session for ten minutes.
 *
 * @returns the actor of the next access token
 */
export async function stepUp(ctx: UserContext, body: StepUpBody): Promise<UserActor> {
  const isRight = "password" in body ? await byPassword(ctx, body.password) : await byFactor(ctx, body);
  if (!isRight) {
    throw new AppError("invalid", "That was not right.", {
      errors: [
        { path: "password" in body ? "password" : "code" in body ? "code" : "passkey", message: "is not right" },
      ],
    });
  }
  const time = now();
  await withRole("app_auth", async (tx) => {
    const [living] = await tx.query(selectIsLiving, { sessionId: ctx.actor.sessionId, time });
    if (!living) throw new AppError("unauthenticated", "The session has ended. Sign in again.");
    tx.send(updateProved, { sessionId: ctx.actor.sessionId, time });
    record(tx, ctx, "session.prove");
  });
  return { ...ctx.actor, provedAt: Math.floor(time.getTime() / 1000) };
}

/** The tokens of a session after its person has proved more than before. */
export function renewedToken(actor: UserActor): { accessToken: string; expiresIn: number } {
  return { accessToken: signAccessToken(actor), expiresIn: accessTokenSeconds() };
}

async function byPassword(ctx: UserContext, password: string): Promise<boolean> {
  const [factors] = await withRole("app_auth", (tx) => tx.query(selectHasFactor, { userId: ctx.actor.userId }));
  // Before the password is looked at: whether it is right is not said to somebody who has to prove more.
  if (factors?.hasFactor) throw new AppError("conflict", "Use your authenticator app or a passkey.");
  return isOwnPassword(ctx, password);
}

async function byFactor(ctx: UserContext, body: Exclude<StepUpBody, { password: string }>): Promise<boolean> {
  const { userId } = ctx.actor;
  const verdict = await withRole("app_auth", async (tx) => {
    const judged =
      "code" in body ? await proveByCode(tx, { userId, ip: ctx.ip }, body.code) : await judge(tx, ctx, body);
    if (judged.kind !== "right") record(tx, ctx, "session.prove_refuse");
    else if (judged.by === "recovery-code") {
      insertMailRequest(tx, { kind: "code-used", about: userId, requestId: ctx.requestId });
    }
    return judged;
  });
  if (verdict.kind === "locked") {
    throw new AppError("locked_out", "Too many attempts with a wrong code. Wait before you try again.", {
      retryAfterSeconds: verdict.retryAfterSeconds,
    });
  }
  return verdict.kind === "right";
}

type ByPasskey = Extract<StepUpBody, { challengeId: string }>;

async function judge(
  tx: Tx,
  ctx: UserContext,
  { challengeId, passkey }: ByPasskey,
): Promise<{ kind: "right"; by: "passkey" } | { kind: "wrong" }> {
  const challenge = await tryChallenge(tx, { id: challengeId, kind: "STEP_UP", ip: ctx.ip });
  if (!challenge?.passkeyChallenge || challenge.userId !== ctx.actor.userId) return { kind: "wrong" };
  const verdict = await verifyPasskey(tx, {
    response: passkey,
    expectedChallenge: challenge.passkeyChallenge,
    needsVerification: false,
  });
  noteCopy(tx, verdict, ctx);
  if (verdict.kind !== "right" || verdict.userId !== ctx.actor.userId) return { kind: "wrong" };
  closeChallenge(tx, challenge);
  return { kind: "right", by: "passkey" };
}

function record(tx: Tx, ctx: UserContext, action: string): void {
  const { sessionId, schoolId } = ctx.actor;
  audit(tx, ctx.actor, { action, entityType: "session", entityId: sessionId, schoolId, requestId: ctx.requestId });
}
