import { events } from "#src/features/assessments/events.ts";
import type { LockedRequest } from "#src/features/requests/queries.ts";
import { audit } from "#src/platform/audit/audit.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

type Step = Pick<LockedRequest, "id" | "schoolId" | "studentId" | "competencyId">;

/** The audit row and the event of a step that a person took. */
export function recordStep(tx: Tx, ctx: UserContext, request: Step, action: `request.${string}`): void {
  const { id, schoolId, studentId } = request;
  audit(tx, ctx.actor, {
    action,
    entityType: "assessment",
    entityId: id,
    schoolId,
    studentId,
    requestId: ctx.requestId,
  });
  emit(tx, [requestChanged(request)]);
}

export function requestChanged({ id, schoolId, studentId, competencyId }: Step) {
  return events.requestChanged.of({ schoolId, studentId, data: { assessmentId: id, studentId, competencyId } });
}
