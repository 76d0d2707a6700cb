import { AppError } from "#src/errors.ts";
import { holdAnswerOf } from "#src/features/privacy/erasing/read-erasures.ts";
import { permissions } from "#src/features/privacy/permissions.ts";
import { insertHold, liftHoldRow, lockHold, selectHold, selectPerson } from "#src/features/privacy/queries.ts";
import type { HoldAnswer, HoldBody } from "#src/features/privacy/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin keeps a person's data: an erasure that waits is not carried out until the hold is lifted. */
export async function placeHold(ctx: UserContext, { userId, reason }: HoldBody): Promise<HoldAnswer> {
  const { actor, requestId } = ctx;
  return withActor(
    actor,
    async (tx) => {
      const [person] = await tx.query(selectPerson, { userId });
      authorize(actor, permissions.hold, { schoolId: person?.schoolId ?? "" });
      const id = newId();
      const { schoolId } = actor;
      const [inserted] = await tx.query(insertHold, { id, schoolId, userId, reason, placedBy: actor.userId });
      if (!inserted) throw new AppError("conflict", "The data of this person are held already.");
      audit(tx, actor, {
        action: "privacy.hold.place",
        entityType: "legal_hold",
        entityId: id,
        schoolId,
        requestId,
        detail: { userId },
      });
      return getHold(tx, id);
    },
    ctx.bracket,
  );
}

/** A school admin ends a hold; what waited goes on, at the earliest when its days of grace are over. */
export async function liftHold(ctx: UserContext, id: string): Promise<HoldAnswer> {
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
      return getHold(tx, id);
    },
    ctx.bracket,
  );
}

async function getHold(tx: Tx, id: string): Promise<HoldAnswer> {
  const [row] = await tx.query(selectHold, { id });
  if (!row) throw new Error("the hold was just written");
  return holdAnswerOf(row);
}
