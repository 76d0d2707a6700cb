import { noteDevice } from "#src/features/sessions/factors/known-device.ts";
import { selectIsFactorDue } from "#src/features/sessions/factors/statements.ts";
import type { SessionUser } from "#src/features/sessions/schema.ts";
import { type Caller, startSession, type Tokens } from "#src/features/sessions/start-session.ts";
import { newId } from "#src/lib/ids.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

export type SignedIn = Tokens & { deviceToken: string | undefined };

/**
 * Starts the session of somebody who has proved all that they have. Where the school wants a second factor of their role,
 * or their password is too short without one, and they have none, the session opens nothing but setting one up. Without `isProved` sensitive acts ask for the factor
 * that the sign-in did not ask for.
 *
 * Threats: a role that needs a second factor goes on without one, by signing in before it was set up; whoever has the
 * password and a remembered browser does what the factor protects.
 */
export async function completeSignIn(
  tx: Tx,
  user: SessionUser,
  caller: Caller,
  {
    hasFactor,
    remember,
    isProved,
    isShared,
  }: { hasFactor: boolean; remember: boolean; isProved: boolean; isShared: boolean },
): Promise<SignedIn> {
  const { id: userId, schoolId, role } = user;
  const [due] = hasFactor ? [] : await tx.query(selectIsFactorDue, { userId, schoolId, role });
  const sessionId = newId();
  const deviceToken = await noteDevice(tx, { user, sessionId, caller, remember: remember && hasFactor, isShared });
  const tokens = await startSession(tx, user, caller, {
    sessionId,
    isShared,
    mustEnrol: due ? due.isDue || due.isShort : false,
    ...(isProved ? {} : { provedAt: new Date(0) }),
  });
  return { ...tokens, deviceToken };
}
