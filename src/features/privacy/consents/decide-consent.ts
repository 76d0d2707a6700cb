import { AppError } from "#src/errors.ts";
import { insertDecision, selectLiveText } from "#src/features/privacy/consents/consent-statements.ts";
import { getOwnConsents } from "#src/features/privacy/consents/read-consents.ts";
import type { ConsentDecisionBody, OwnConsentsAnswer } from "#src/features/privacy/consents/schema.ts";
import { decisionOf } from "#src/features/privacy/rules.ts";
import type { Purpose } from "#src/features/privacy/values.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * A person agrees to a purpose, or does not, or no longer. It holds at once: a trigger on the ledger keeps what holds now,
 * and takes back what was recorded with a consent that is withdrawn.
 */
export async function decideConsent(
  ctx: UserContext,
  purpose: Purpose,
  { isGranted, textId }: ConsentDecisionBody,
): Promise<OwnConsentsAnswer> {
  const { actor } = ctx;
  const { userId, schoolId } = actor;
  return withActor(
    actor,
    async (tx) => {
      const [live] = await tx.query(selectLiveText, { userId, schoolId, purpose });
      const liveId = live?.id ?? null;
      if (liveId === null && purpose !== "learning_analytics") {
        throw new AppError("not_found", "Your school does not ask for this.");
      }
      if (textId !== undefined && textId !== liveId) {
        throw new AppError("conflict", "The text has changed. Read it again.");
      }
      const decision = decisionOf(isGranted, live?.wasGranted ?? false);
      tx.send(insertDecision, { id: newId(), schoolId, userId, purpose, textId: liveId, decision, decidedAt: now() });
      audit(tx, actor, {
        action: isGranted ? "consent.grant" : "consent.withdraw",
        entityType: "user",
        entityId: userId,
        schoolId,
        requestId: ctx.requestId,
        detail: { purpose, textId: liveId },
      });
      return getOwnConsents(tx, actor);
    },
    ctx.bracket,
  );
}
