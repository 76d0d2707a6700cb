import { eq } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/deployments/events.ts";
import { moveDeployment } from "#src/features/deployments/move-deployment.ts";
import { permissions } from "#src/features/deployments/permissions.ts";
import { recordAct } from "#src/features/deployments/record-act.ts";
import type { DeployAnswer } from "#src/features/deployments/schema.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * A school admin starts a failed deployment again. The job continues with the students who were not given it yet, so
 * that nothing is assigned twice.
 */
export async function retryDeployment(ctx: UserContext, id: string): Promise<DeployAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const [found] = await tx.query(lockForRetry, { id });
      authorize(ctx.actor, permissions.manage, { schoolId: found?.schoolId ?? "" });
      if (!found) throw new AppError("not_found", "There is no such assignment to students.");
      moveDeployment(tx, found, "ACTIVATING", "admin");
      recordAct(tx, ctx, { deploymentId: id, kind: "RETRY", status: "DONE", detail: {} });
      audit(tx, ctx.actor, {
        action: "deployment.retry",
        entityType: "deployment",
        entityId: id,
        schoolId: found.schoolId,
        requestId: ctx.requestId,
      });
      emit(tx, [events.requested.of({ schoolId: found.schoolId, data: { deploymentId: id } })]);
      return { deploymentId: id, status: "ACTIVATING" as const, assignmentsPlanned: found.assignmentsPlanned };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

const lockForRetry = statement("deployment_lock_for_retry", (db, p: Params<{ id: string }>) =>
  db
    .select({
      id: competencyDeployments.id,
      schoolId: competencyDeployments.schoolId,
      status: competencyDeployments.status,
      assignmentsPlanned: competencyDeployments.assignmentsPlanned,
    })
    .from(competencyDeployments)
    .where(eq(competencyDeployments.id, p.id))
    .for("update"),
);
