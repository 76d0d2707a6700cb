import { AppError } from "#src/errors.ts";
import { isSentenceKey } from "#src/features/analytics/sentences.ts";
import { record } from "#src/features/wordings/keep-model.ts";
import { getWordings } from "#src/features/wordings/list-wordings.ts";
import { permissions } from "#src/features/wordings/permissions.ts";
import type { SentenceBody, WordingsAnswer } from "#src/features/wordings/schema.ts";
import { lockModel, setAside } from "#src/features/wordings/statements.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin has one sentence shown in our words, or in the model's again. One that was refused stays in ours. */
export async function chooseSentence(
  ctx: UserContext,
  id: string,
  { usesOurs }: SentenceBody,
): Promise<WordingsAnswer> {
  const { schoolId } = ctx.actor;
  if (!isSentenceKey(id)) throw new AppError("not_found", "There is no such sentence.");
  return withActor(ctx.actor, async (tx) => {
    authorize(ctx.actor, permissions.manage, { schoolId });
    const [model] = await tx.query(lockModel, { schoolId });
    const changed = await tx.query(setAside, {
      schoolId,
      id,
      isSetAside: usesOurs,
      isShown: !usesOurs && model?.isOn === true,
    });
    if (changed === 0) throw new AppError("conflict", "The model has no sentence here that can be used.");
    record(tx, ctx, usesOurs ? "wording.set-aside" : "wording.use", { sentence: id });
    return getWordings(tx, schoolId);
  });
}
