import { lockManaged } from "#src/features/deployments/lock-deployment.ts";
import { moveDeployment } from "#src/features/deployments/move-deployment.ts";
import { auditAct, recordAct } from "#src/features/deployments/record-act.ts";
import type { ActAnswer } from "#src/features/deployments/schema.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A school admin cancels a deployment before it begins: no student gets anything by it. */
export async function cancelDeployment(ctx: UserContext, id: string): Promise<ActAnswer> {
  return withActor(
    ctx.actor,
    async (tx) => {
      const deployment = await lockManaged(tx, ctx, id);
      moveDeployment(tx, deployment, "CANCELLED", "admin");
      const actId = recordAct(tx, ctx, { deploymentId: id, kind: "CANCEL", status: "DONE", detail: {} });
      auditAct(tx, ctx, "deployment.cancel", id, { actId });
      return { deploymentId: id, status: "CANCELLED" as const, actId };
    },
    ctx.bracket,
  );
}
