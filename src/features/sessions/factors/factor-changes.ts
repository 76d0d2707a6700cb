import { AppError } from "#src/errors.ts";
import { selectIsFactorDue } from "#src/features/sessions/factors/statements.ts";
import { type FactorChange, insertMailRequest } from "#src/features/sessions/mail-requests.ts";
import { audit } from "#src/platform/audit/audit.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** A change of a person's own factors: in the audit, and mailed to them, since they may not be who made it. */
export function recordFactor(tx: Tx, ctx: UserContext, change: FactorChange): void {
  const { userId, schoolId } = ctx.actor;
  audit(tx, ctx.actor, {
    action: `factor.${change}`,
    entityType: "user",
    entityId: userId,
    schoolId,
    requestId: ctx.requestId,
  });
  insertMailRequest(tx, { kind: change, about: userId, requestId: ctx.requestId });
}

/** The last factor of somebody whose school wants one can be replaced, not removed. */
export async function assertMayRemove(tx: Tx, { userId, schoolId, role }: UserActor): Promise<void> {
  const [due] = await tx.query(selectIsFactorDue, { userId, schoolId, role });
  if (due?.isShort) {
    throw new AppError("conflict", "Your password is short, which only a second step makes up for. Change it first.");
  }
  if (due?.isDue) {
    throw new AppError("conflict", "Your school asks you for a second step. Set another one up first.");
  }
}
