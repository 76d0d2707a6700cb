import { AppError } from "#src/errors.ts";
import { closeChallenge, openChallenge, tryChallenge } from "#src/features/sessions/factors/challenges.ts";
import { assertMayRemove, recordFactor } from "#src/features/sessions/factors/factor-changes.ts";
import { makeCodes } from "#src/features/sessions/factors/make-codes.ts";
import { canUsePasskeys, registrationOptions, verifyRegistration } from "#src/features/sessions/factors/passkeys.ts";
import type { CodesAnswer, NewPasskeyBody, PasskeyOptionsAnswer } from "#src/features/sessions/factors/schema.ts";
import {
  deleteCodes,
  deletePasskey,
  insertPasskey,
  selectCodesLeft,
  selectHasFactor,
  selectPasskeys,
  updateEnrolled,
  updatePasskeyName,
} from "#src/features/sessions/factors/statements.ts";
import { findUser } from "#src/features/sessions/queries.ts";
import { now } from "#src/lib/clock.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const mostPasskeys = 20;

/** What the browser makes a new passkey by. */
export async function startPasskey(ctx: UserContext): Promise<PasskeyOptionsAnswer> {
  const { userId, schoolId } = ctx.actor;
  if (!canUsePasskeys()) throw new AppError("conflict", "Passkeys do not work at this address.");
  return withRole("app_auth", async (tx) => {
    const [found, existing] = await Promise.all([findUser(tx, userId), tx.query(selectPasskeys, { userId })]);
    if (!found) throw new AppError("unauthenticated", "The session has ended. Sign in again.");
    if (existing.length >= mostPasskeys) {
      throw new AppError("conflict", `You have ${mostPasskeys} passkeys. Remove one that you do not use first.`);
    }
    const options = await registrationOptions(found.user, existing);
    const user = { id: userId, schoolId };
    const passkeyChallenge = options.challenge;
    const challengeId = openChallenge(tx, { kind: "REGISTER", user, ip: ctx.ip, passkeyChallenge });
    return { challengeId, options: { ...options } };
  });
}

/** Keeps the passkey that the browser made. Recovery codes are made where there are none. */
export async function addPasskey(ctx: UserContext, body: NewPasskeyBody): Promise<CodesAnswer> {
  const { userId, schoolId } = ctx.actor;
  const outcome = await withRole("app_auth", async (tx) => {
    const challenge = await tryChallenge(tx, { id: body.challengeId, kind: "REGISTER", ip: ctx.ip });
    if (!challenge?.passkeyChallenge || challenge.userId !== userId) return "refused";
    const made = await verifyRegistration(body.passkey, challenge.passkeyChallenge);
    if (!made) return "refused";
    closeChallenge(tx, challenge);
    const { name } = body;
    const { transports } = body.passkey.response;
    const added = await tx.query(insertPasskey, { ...made, userId, schoolId, name, transports, time: now() });
    if (added === 0) return "known";
    tx.send(updateEnrolled, { userId });
    recordFactor(tx, ctx, "passkey-added");
    const [codes] = await tx.query(selectCodesLeft, { userId });
    return codes && codes.left > 0 ? [] : makeCodes(tx, ctx.actor);
  });
  if (outcome === "known") throw new AppError("conflict", "This passkey is in use already.");
  if (outcome === "refused") {
    throw new AppError("invalid", "The passkey was not added.", {
      errors: [{ path: "passkey", message: "could not be verified; start again" }],
    });
  }
  return { recoveryCodes: outcome };
}

export async function renamePasskey(ctx: UserContext, id: string, name: string): Promise<void> {
  const { userId } = ctx.actor;
  const renamed = await withRole("app_auth", (tx) => tx.query(updatePasskeyName, { userId, id, name }));
  if (renamed === 0) throw new AppError("not_found", "There is no such passkey.");
}

/** Without any other factor the recovery codes go too. */
export async function removePasskey(ctx: UserContext, id: string): Promise<void> {
  const { userId } = ctx.actor;
  await withRole("app_auth", async (tx) => {
    if ((await tx.query(deletePasskey, { userId, id })) === 0) {
      throw new AppError("not_found", "There is no such passkey.");
    }
    const [left] = await tx.query(selectHasFactor, { userId });
    if (!left?.hasFactor) {
      await assertMayRemove(tx, ctx.actor);
      tx.send(deleteCodes, { userId });
    }
    recordFactor(tx, ctx, "passkey-removed");
  });
}
