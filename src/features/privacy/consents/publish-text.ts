import { AppError } from "#src/errors.ts";
import { endLiveText, endText, insertText, lockText } from "#src/features/privacy/consents/consent-statements.ts";
import type { ConsentTextBody, ConsentTextStep } from "#src/features/privacy/consents/schema.ts";
import { permissions } from "#src/features/privacy/permissions.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin publishes what people are asked to agree to; a later version asks everybody anew. */
export async function publishText(ctx: UserContext, { purpose, words }: ConsentTextBody): Promise<ConsentTextStep> {
  const { actor, requestId } = ctx;
  const { schoolId, userId } = actor;
  return withActor(
    actor,
    async (tx) => {
      authorize(actor, permissions.publish, { schoolId });
      const id = newId();
      await tx.query(endLiveText, { schoolId, purpose });
      const sealed = sealText(sealedFields.consentText, { schoolId, rowId: id }, words);
      await tx.query(insertText, { id, schoolId, purpose, words: sealed, publishedBy: userId });
      audit(tx, actor, {
        action: "consent.publish",
        entityType: "consent_text",
        entityId: id,
        schoolId,
        requestId,
        detail: { purpose },
      });
      return { textId: id };
    },
    ctx.bracket,
  );
}

/** A school admin no longer asks for a purpose. What people answered stays in the ledger and holds until they withdraw. */
export async function endConsentText(ctx: UserContext, id: string): Promise<ConsentTextStep> {
  const { actor, requestId } = ctx;
  return withActor(
    actor,
    async (tx) => {
      const [found] = await tx.query(lockText, { id });
      if (!found) throw new AppError("not_found", "There is no such text.");
      authorize(actor, permissions.publish, { schoolId: found.schoolId });
      if (found.endedAt) throw new AppError("conflict", "This text is no longer asked.");
      await tx.query(endText, { id });
      audit(tx, actor, {
        action: "consent.end",
        entityType: "consent_text",
        entityId: id,
        schoolId: found.schoolId,
        requestId,
        detail: { purpose: found.purpose },
      });
      return { textId: id };
    },
    ctx.bracket,
  );
}
