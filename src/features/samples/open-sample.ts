import { AppError } from "#src/errors.ts";
import { fillSample } from "#src/features/samples/fill-sample.ts";
import { permissions } from "#src/features/samples/permissions.ts";
import { insertSample, lockSample, lockSchool } from "#src/features/samples/queries.ts";
import { countSample } from "#src/features/samples/read-sample.ts";
import type { SampleAnswer } from "#src/features/samples/schema.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { systemActor } from "#src/policy/actor.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * A school admin gets a sample school beside their own, filled in one transaction: pressed twice, by two at once, or with
 * the process killed meanwhile, there is one or none. The system writes it, since it is another school's.
 */
export async function openSample(ctx: UserContext): Promise<SampleAnswer> {
  const { schoolId } = ctx.actor;
  authorize(ctx.actor, permissions.keep, { schoolId });
  return withActor(
    systemActor("fill a sample school"),
    async (tx) => {
      const [own] = await tx.query(lockSchool, { schoolId });
      if (!own) throw new AppError("not_found", "There is no such school.");
      if (own.sampleOf !== null)
        throw new AppError("conflict", "This is a sample school. It has no sample of its own.");
      const [known] = await tx.query(lockSample, { schoolId });
      if (known?.hasPeople) return countSample(tx, schoolId);
      const id = known?.id ?? newId();
      if (!known) tx.send(insertSample, { id, name: "Sample school", timeZone: own.timeZone, sampleOf: schoolId });
      await fillSample(tx, { schoolId: id, timeZone: own.timeZone, today: now() });
      audit(tx, ctx.actor, {
        action: "sample.open",
        entityType: "school",
        entityId: id,
        schoolId,
        requestId: ctx.requestId,
      });
      return countSample(tx, schoolId);
    },
    ctx.bracket,
  );
}
