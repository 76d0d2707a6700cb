import { deleteSchoolRows } from "#src/features/samples/delete-school-rows.ts";
import { permissions } from "#src/features/samples/permissions.ts";
import { lockSample, lockSchool, selectSampleId } from "#src/features/samples/queries.ts";
import { readSample } from "#src/features/samples/read-sample.ts";
import type { SampleAnswer } from "#src/features/samples/schema.ts";
import { endSessionsOfSchool } from "#src/features/sessions/end-sessions.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { systemActor } from "#src/policy/actor.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * A school admin removes the sample school beside theirs, whoever made it, with all that was tried in it. Nothing of
 * another school can refer to its rows. Its empty school and its audit remain; removing it twice is not an error.
 */
export async function removeSample(ctx: UserContext): Promise<SampleAnswer> {
  const { schoolId } = ctx.actor;
  authorize(ctx.actor, permissions.keep, { schoolId });
  const actor = systemActor("remove a sample school");
  const [found] = await readAs(actor, (tx) => tx.query(selectSampleId, { schoolId }));
  // First, since afterwards nobody knows which there were.
  if (found) await endSessionsOfSchool(found.id);
  await withActor(actor, async (tx) => {
    await tx.query(lockSchool, { schoolId });
    const [sample] = await tx.query(lockSample, { schoolId });
    if (!sample?.hasPeople) return;
    await deleteSchoolRows(tx, sample.id);
    audit(tx, ctx.actor, {
      action: "sample.remove",
      entityType: "school",
      entityId: sample.id,
      schoolId,
      requestId: ctx.requestId,
    });
  });
  return readSample(ctx);
}
