import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/first-hour/permissions.ts";
import { selectMade, updateHidden } from "#src/features/first-hour/queries.ts";
import { stepsOf } from "#src/features/first-hour/rules.ts";
import type { FirstHourAnswer } from "#src/features/first-hour/schema.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** How far a school is from nothing to its first assessment, by what there is. */
export async function readFirstHour({ actor }: UserContext): Promise<FirstHourAnswer> {
  const { schoolId } = actor;
  const [found] = await readAs(actor, (tx) => tx.query(selectMade, { schoolId }));
  if (!found) throw new AppError("not_found", "There is no such school.");
  const { isHidden, ...made } = found;
  return { made, ...stepsOf(made), isHidden };
}

/** A school admin puts the first steps away, or takes them out again. */
export async function hideFirstHour(ctx: UserContext, isHidden: boolean): Promise<FirstHourAnswer> {
  const { schoolId } = ctx.actor;
  await withActor(ctx.actor, (tx) => {
    authorize(ctx.actor, permissions.walk, { schoolId });
    tx.send(updateHidden, { schoolId, at: isHidden ? now() : null });
    audit(tx, ctx.actor, {
      action: isHidden ? "first_hour.hide" : "first_hour.show",
      entityType: "school",
      entityId: schoolId,
      schoolId,
      requestId: ctx.requestId,
    });
  });
  return readFirstHour(ctx);
}
