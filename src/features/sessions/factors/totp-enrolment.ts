import { randomBytes } from "node:crypto";
import encodeQR from "qr";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { updateNoneRemembered } from "#src/features/sessions/factors/device-statements.ts";
import { assertMayRemove, recordFactor } from "#src/features/sessions/factors/factor-changes.ts";
import { makeCodes } from "#src/features/sessions/factors/make-codes.ts";
import type { CodesAnswer, EnrolmentAnswer } from "#src/features/sessions/factors/schema.ts";
import { openEnrolment, sealEnrolment, sealSecret } from "#src/features/sessions/factors/sealed-secret.ts";
import {
  deleteCodes,
  deleteTotp,
  selectCodesLeft,
  selectHasFactor,
  updateEnrolled,
  upsertTotp,
} from "#src/features/sessions/factors/statements.ts";
import { findUser } from "#src/features/sessions/queries.ts";
import { now } from "#src/lib/clock.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { base32, matchTotp, totpAddress } from "#src/platform/identity/totp.ts";

const minutes = 15;
/** RFC 4226 asks for as long as the hash: 160 bits. */
const secretBytes = 20;
const enrolment = z.object({ secret: z.string(), until: z.number() });

/**
 * A new secret for an authenticator app. Nothing is stored until a first code shows that the app has it; until then the
 * secret travels sealed, bound to the person.
 */
export async function startTotp(ctx: UserContext): Promise<EnrolmentAnswer> {
  const { userId } = ctx.actor;
  const found = await withRole("app_auth", (tx) => findUser(tx, userId));
  if (!found) throw new AppError("unauthenticated", "The session has ended. Sign in again.");
  const secret = randomBytes(secretBytes);
  const until = now().getTime() + minutes * 60_000;
  const address = totpAddress(secret, { issuer: "Competency", account: found.user.email });
  return {
    enrolment: sealEnrolment(JSON.stringify({ secret: secret.toString("base64url"), until }), ctx.actor),
    secret: base32(secret),
    address,
    qr: qrOf(address),
  };
}

/**
 * The first code sets the app up, in place of another one. Browsers that were remembered are asked again, and recovery
 * codes are made where there are none.
 *
 * Threat: somebody at an open browser ties the account to an app of theirs; the endpoint wants a fresh proof, and a mail
 * tells the person.
 */
export async function confirmTotp(ctx: UserContext, body: { enrolment: string; code: string }): Promise<CodesAnswer> {
  const { userId, schoolId } = ctx.actor;
  const time = now();
  const secret = secretOf(body.enrolment, ctx.actor, time);
  const lastStep = matchTotp(secret, body.code.replace(/\s/g, ""), time, 0);
  if (lastStep === undefined) throw fault("code", "is not the code that the app shows now");
  return withRole("app_auth", async (tx) => {
    tx.send(upsertTotp, { userId, schoolId, sealedSecret: sealSecret(secret, ctx.actor), lastStep, time });
    tx.send(updateNoneRemembered, { userId });
    tx.send(updateEnrolled, { userId });
    recordFactor(tx, ctx, "app-added");
    const [codes] = await tx.query(selectCodesLeft, { userId });
    return { recoveryCodes: codes && codes.left > 0 ? [] : makeCodes(tx, ctx.actor) };
  });
}

/** The app is asked for no longer. Without any other factor its recovery codes go too. */
export async function removeTotp(ctx: UserContext): Promise<void> {
  const { userId } = ctx.actor;
  await withRole("app_auth", async (tx) => {
    const [factors] = await tx.query(selectHasFactor, { userId });
    if (!factors?.hasTotp) throw new AppError("not_found", "There is no authenticator app to remove.");
    if (!factors.hasPasskey) await assertMayRemove(tx, ctx.actor);
    tx.send(deleteTotp, { userId });
    tx.send(updateNoneRemembered, { userId });
    if (!factors.hasPasskey) tx.send(deleteCodes, { userId });
    recordFactor(tx, ctx, "app-removed");
  });
}

function secretOf(sealed: string, owner: { userId: string; schoolId: string }, time: Date): Uint8Array {
  const opened = openEnrolment(sealed, owner);
  const kept = opened === undefined ? undefined : enrolment.safeParse(JSON.parse(opened)).data;
  if (!kept || kept.until < time.getTime()) throw fault("enrolment", "has ended; start again");
  return Buffer.from(kept.secret, "base64url");
}

/** The dark modules as one SVG path, with the quiet zone that scanners need. */
function qrOf(address: string): EnrolmentAnswer["qr"] {
  const rows = encodeQR(address, "raw", { ecc: "medium", border: 4 });
  const path = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return { size: rows.length, path };
}

function fault(path: string, message: string): AppError {
  return new AppError("invalid", "The authenticator app was not set up.", { errors: [{ path, message }] });
}
