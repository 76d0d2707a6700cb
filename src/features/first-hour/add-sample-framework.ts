import { permissions } from "#src/features/first-hour/permissions.ts";
import { lockSchool, selectByTitle } from "#src/features/first-hour/queries.ts";
import { events } from "#src/features/frameworks/events.ts";
import { insertSampleFramework } from "#src/features/samples/insert-sample-framework.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

const title = "Registered Nurse: entry to practice (O*NET 29.3)";

/**
 * A school admin starts with the framework that comes with the program, published and their school's own. Pressed twice,
 * or by two at once, it is there once.
 */
export async function addSampleFramework(ctx: UserContext): Promise<{ id: string }> {
  const { schoolId, userId } = ctx.actor;
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.walk, { schoolId });
      await tx.query(lockSchool, { schoolId });
      const [known] = await tx.query(selectByTitle, { schoolId, name: title });
      if (known) return known;
      const id = await insertSampleFramework(tx, { schoolId, createdBy: userId, title });
      audit(tx, ctx.actor, {
        action: "framework.create",
        entityType: "framework",
        entityId: id,
        schoolId,
        requestId: ctx.requestId,
        detail: { sample: title, isPublished: true },
      });
      emit(tx, [events.published.of({ schoolId, data: { frameworkId: id } })]);
      return { id };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}
