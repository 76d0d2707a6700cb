import { selectFamiliarity, upsertDevice } from "#src/features/sessions/factors/device-statements.ts";
import { insertMailRequest } from "#src/features/sessions/mail-requests.ts";
import { type Caller, maxUserAgentLength } from "#src/features/sessions/start-session.ts";
import { hashToken, newToken } from "#src/features/sessions/tokens.ts";
import { rememberedDays } from "#src/features/sessions/values.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

type Owner = { id: string; schoolId: string };

/**
 * Whether this browser is one in which the person's second factor is not asked for.
 *
 * Threat: the token of a remembered browser is stolen. It ends after 30 days whatever happens, skips nothing but the second
 * factor, is listed with its device, and goes with a change of password or factor.
 */
export async function isRemembered(tx: Tx, userId: string, caller: Caller): Promise<boolean> {
  if (!caller.deviceToken) return false;
  const [found] = await tx.query(selectFamiliarity, facts(userId, caller, caller.deviceToken));
  return (found?.rememberedUntil?.getTime() ?? 0) > now().getTime();
}

/**
 * Notes the browser of a sign-in that succeeds. A mail tells the person of one that they never used, unless they have
 * signed in nowhere before. Programs keep no cookies; they are known by their address, as
 * a device that others use too: its cookie would make it one's own.
 *
 * @returns the token for the browser's cookie
 */
export async function noteDevice(
  tx: Tx,
  {
    user,
    sessionId,
    caller,
    remember,
    isShared,
  }: { user: Owner; sessionId: string; caller: Caller; remember: boolean; isShared: boolean },
): Promise<string | undefined> {
  const token = caller.deviceToken ?? newToken();
  const [found] = await tx.query(selectFamiliarity, facts(user.id, caller, token));
  if (found?.wasAnywhere && !found.isKnown && !found.isFamiliar) {
    insertMailRequest(tx, { kind: "device", about: sessionId, requestId: caller.requestId });
  }
  if (!caller.isBrowser || isShared) return undefined;
  const time = now();
  tx.send(upsertDevice, {
    id: newId(),
    userId: user.id,
    schoolId: user.schoolId,
    tokenHash: hashToken(token),
    userAgent: shortened(caller),
    time,
    rememberedUntil: remember ? new Date(time.getTime() + rememberedDays * 86_400_000) : null,
  });
  return token;
}

function facts(userId: string, caller: Caller, token: string) {
  return { userId, tokenHash: hashToken(token), userAgent: shortened(caller), ip: caller.ip };
}

function shortened({ userAgent }: Caller): string | null {
  return userAgent?.slice(0, maxUserAgentLength) ?? null;
}
