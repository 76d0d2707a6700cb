import { AppError } from "#src/errors.ts";
import { now } from "#src/lib/clock.ts";
import type { UserActor } from "#src/policy/actor.ts";

const freshForSeconds = 10 * 60;

/**
 * For acts that would do much harm in somebody else's hands: the person has proved who they are within the last ten
 * minutes. Signing in is such a proof; later it is a code of their second factor, a passkey or, without one, the password.
 *
 * Threat: a browser left open, or an access token that was stolen, changes roles, takes everybody's records away, or adds a
 * factor by which its finder stays.
 */
export function requireFreshProof(actor: UserActor): void {
  if (isProofFresh(actor)) return;
  throw new AppError("step_up_required", "Confirm that it is you, then try again.");
}

export function isProofFresh({ provedAt }: UserActor): boolean {
  return provedAt !== undefined && now().getTime() / 1000 - provedAt <= freshForSeconds;
}
