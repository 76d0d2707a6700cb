import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/privacy/permissions.ts";
import { insertHold, liftHoldRow, lockHold, selectPerson } from "#src/features/privacy/queries.ts";
import type { HoldBody, HoldStep } from "#src/features/privacy/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin keeps a person's data: an erasure that waits is not carried out until the hold is lifted. */
export async function placeHold(ctx: UserContext, { userId, reason }: HoldBody): Promise<HoldStep> {
  const { actor, requestId } = ctx;
  return withActor(
    actor,
    async (tx) => {
      const [person] = await tx.query(selectPerson, { userId });
      authorize(actor, permissions.hold, { schoolId: person?.schoolId ?? "" });
      const id = newId();
      const { schoolId } = actor;
      const [inserted] = await tx.query(insertHold, {
        id,
        schoolId,
        userId,
        reason: sealText(sealedFields.holdReason, { schoolId, rowId: id }, reason),
        placedBy: actor.userId,
      });
      if (!inserted) throw new AppError("conflict", "The data of this person are held already.");
      audit(tx, actor, {
        action: "privacy.hold.place",
        entityType: "legal_hold",
        entityId: id,
        schoolId,
        requestId,
        detail: { userId },
      });
      return { holdId: id };
    },
    ctx.bracket,
  );
}

/** A school admin ends a hold; what waited goes on, at the earliest when its days of grace are over. */
export async function liftHold(ctx: UserContext, id: string): Promise<HoldStep> {
  const { actor, requestId } = ctx;
  return withActor(
    actor,
    async (tx) => {
      const [found] = await tx.query(lockHold, { id });
      if (!found) throw new AppError("not_found", "There is no such hold.");
      authorize(actor, permissions.hold, { schoolId: found.schoolId });
      if (found.liftedAt) throw new AppError("conflict", "This hold was lifted already.");
      tx.send(liftHoldRow, { id, liftedBy: actor.userId });
      audit(tx, actor, {
        action: "privacy.hold.lift",
        entityType: "legal_hold",
        entityId: id,
        schoolId: found.schoolId,
        requestId,
        detail: { userId: found.userId },
      });
      return { holdId: id };
    },
    ctx.bracket,
  );
}
