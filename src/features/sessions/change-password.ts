import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import {
  clearAttempts,
  lockAttempts,
  saveAttempts,
  updateFailureTakenBack,
} from "#src/features/sessions/attempt-queries.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { updateNoneRemembered } from "#src/features/sessions/factors/device-statements.ts";
import { selectHasFactor } from "#src/features/sessions/factors/statements.ts";
import { insertMailRequest } from "#src/features/sessions/mail-requests.ts";
import { endSessions, findOwnCredential, findUser } from "#src/features/sessions/queries.ts";
import { deleteResetsOf } from "#src/features/sessions/resets.ts";
import { judgeAttempt } from "#src/features/sessions/rules.ts";
import type { changePasswordBody } from "#src/features/sessions/schema.ts";
import { accountKey } from "#src/features/sessions/tokens.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withRole } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { checkPassword, choosePassword } from "#src/platform/identity/check-password.ts";
import { assertMayChoose } from "#src/platform/identity/choose-password.ts";
import { isShort } from "#src/platform/identity/password-rule.ts";
import { hashPassword, reserveHash } from "#src/platform/identity/passwords.ts";

/**
 * A person who knows their password chooses another; every other session ends. Guesses count like those at signing in,
 * apart from them, so that whoever found an open browser can neither try for long nor lock its owner out.
 */
export async function changePassword(ctx: UserContext, input: z.output<typeof changePasswordBody>): Promise<void> {
  const { userId, schoolId, sessionId } = ctx.actor;
  if (!(await isOwnPassword(ctx, input.currentPassword))) {
    throw fault("currentPassword", "is not your current password");
  }
  if (input.newPassword === input.currentPassword) throw fault("newPassword", "must differ from the current one");
  await assertMayChoose(input.newPassword, await getChooser(userId), "newPassword");
  const hash = await hashPassword(input.newPassword);
  const ended = await withRole("app_auth", async (tx) => {
    deleteResetsOf(tx, userId);
    tx.send(updateNoneRemembered, { userId });
    audit(tx, ctx.actor, {
      action: "password.change",
      entityType: "user",
      entityId: userId,
      schoolId,
      requestId: ctx.requestId,
    });
    insertMailRequest(tx, { kind: "changed", about: userId, requestId: ctx.requestId });
    const endedOthers = await endSessions(tx, { userId, except: sessionId }, "password_changed", now());
    const password = input.newPassword;
    await choosePassword(tx, userId, { password, hash, isShort: isShort(password), path: "newPassword" });
    return endedOthers;
  });
  announceEnded(ended);
}

async function getChooser(userId: string): Promise<{ name: string; email: string; hasFactor: boolean }> {
  const [found, [factors]] = await withRole("app_auth", (tx) =>
    Promise.all([findUser(tx, userId), tx.query(selectHasFactor, { userId })]),
  );
  if (!found) throw new AppError("unauthenticated", "The session has ended. Sign in again.");
  return { name: found.user.name, email: found.user.email, hasFactor: factors?.hasFactor ?? false };
}

/**
 * Whether it is the password of whoever is signed in. A wrong one counts, over the person and apart from signing in, and is
 * in the audit.
 */
export async function isOwnPassword(ctx: UserContext, password: string): Promise<boolean> {
  const { userId, schoolId } = ctx.actor;
  const key = accountKey(`password:${userId}`);
  const place = reserveHash();
  const credential = await withRole("app_auth", (tx) => countAttempt(tx, key, userId)).catch((error) => {
    place.leave();
    throw error;
  });
  const verdict = await checkPassword({ ...credential, userId, ip: ctx.ip }, password, place).catch(async (error) => {
    // Nobody looked at the password.
    if (error instanceof AppError) await withRole("app_auth", (tx) => tx.send(updateFailureTakenBack, { key }));
    throw error;
  });
  const isRight = verdict !== "wrong";
  await withRole("app_auth", (tx) => {
    if (isRight) return clearAttempts(tx, key);
    audit(tx, ctx.actor, {
      action: "password.refuse",
      entityType: "user",
      entityId: userId,
      schoolId,
      requestId: ctx.requestId,
    });
  });
  return isRight;
}

async function countAttempt(tx: Tx, key: string, userId: string): ReturnType<typeof findOwnCredential> {
  const time = now();
  const found = findOwnCredential(tx, userId);
  const verdict = judgeAttempt(await lockAttempts(tx, key, time), time);
  if (verdict.kind === "locked") {
    throw new AppError("locked_out", "Too many attempts with a wrong password. Wait before you try again.", {
      retryAfterSeconds: verdict.retryAfterSeconds,
    });
  }
  saveAttempts(tx, key, { failures: verdict.failures, lockedUntil: verdict.lockedUntil, updatedAt: time });
  return found;
}

function fault(path: "currentPassword" | "newPassword", message: string): AppError {
  return new AppError("invalid", "The password was not changed.", { errors: [{ path, message }] });
}
