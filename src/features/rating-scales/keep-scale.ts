import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/rating-scales/permissions.ts";
import {
  countScales,
  countUses,
  insertScale,
  lockScale,
  removeScale,
  updateScale,
} from "#src/features/rating-scales/queries.ts";
import { faultsOfScale, hasSameFrame, type Scale } from "#src/features/rating-scales/rules.ts";
import type { ScaleBody, ScaleChange } from "#src/features/rating-scales/schema.ts";
import { maxScales } from "#src/features/rating-scales/values.ts";
import { newId } from "#src/lib/ids.ts";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin makes a rating scale for their school. */
export async function addScale(ctx: UserContext, body: ScaleBody): Promise<{ id: string }> {
  const { schoolId } = ctx.actor;
  const id = newId();
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.manage, { schoolId });
      refuseFaults(body);
      const [found] = await tx.query(countScales, { schoolId });
      if ((found?.count ?? 0) >= maxScales) throw new AppError("conflict", `A school has at most ${maxScales} scales.`);
      tx.send(insertScale, { id, schoolId, ...body });
      record(tx, ctx, "rating_scale.add", id);
      return { id };
    },
    ctx.bracket,
  );
}

/** A school admin changes a scale of their school. Of one that competencies use, only words and the usual target. */
export async function changeScale(ctx: UserContext, id: string, body: ScaleChange): Promise<{ id: string }> {
  return withActor(ctx.actor, async (tx) => {
    const [found] = await tx.query(lockScale, { id });
    authorize(ctx.actor, permissions.manage, { schoolId: found?.schoolId ?? "" });
    if (!found) throw new AppError("not_found", "There is no such record.");
    const { schoolId: _, levels, ...stored } = found;
    const before = { ...stored, levels: levels.map((level) => ({ short: shortLevelWord(level.label), ...level })) };
    const after = {
      name: body.name ?? before.name,
      kind: body.kind ?? before.kind,
      question: body.question ?? before.question,
      minValue: body.minValue ?? before.minValue,
      maxValue: body.maxValue ?? before.maxValue,
      defaultTarget: body.defaultTarget ?? before.defaultTarget,
      allowMean: body.allowMean ?? before.allowMean,
      levels: body.levels ?? before.levels,
    };
    refuseFaults(after);
    const [used] = await tx.query(countUses, { id });
    if ((used?.count ?? 0) > 0 && !hasSameFrame(before, after)) {
      throw new AppError(
        "conflict",
        `${usesWords(used?.count ?? 0)} rated by this scale, so its values stay. Its words can change; for other values make a copy.`,
      );
    }
    tx.send(updateScale, { id, ...after });
    record(tx, ctx, "rating_scale.change", id);
    return { id };
  });
}

/** A school admin deletes a scale of their school that nothing is rated by. */
export async function deleteScale(ctx: UserContext, id: string): Promise<{ id: string }> {
  return withActor(ctx.actor, async (tx) => {
    const [found] = await tx.query(lockScale, { id });
    authorize(ctx.actor, permissions.manage, { schoolId: found?.schoolId ?? "" });
    const [used] = await tx.query(countUses, { id });
    if ((used?.count ?? 0) > 0) {
      throw new AppError("conflict", `${usesWords(used?.count ?? 0)} rated by this scale, so it stays.`);
    }
    tx.send(removeScale, { id });
    record(tx, ctx, "rating_scale.delete", id);
    return { id };
  });
}

function usesWords(count: number): string {
  return count === 1 ? "1 competency is" : `${count} competencies are`;
}

function refuseFaults(scale: Scale): void {
  const errors = faultsOfScale(scale);
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
}

function record(tx: Tx, ctx: UserContext, action: string, entityId: string): void {
  audit(tx, ctx.actor, {
    action,
    entityType: "rating_scale",
    entityId,
    schoolId: ctx.actor.schoolId,
    requestId: ctx.requestId,
  });
}
