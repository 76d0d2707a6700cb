import { AppError } from "#src/errors.ts";
import { countScope } from "#src/features/deployments/act-scope.ts";
import { events } from "#src/features/deployments/events.ts";
import { lockManaged } from "#src/features/deployments/lock-deployment.ts";
import { auditAct, recordAct } from "#src/features/deployments/record-act.ts";
import type { ActAnswer } from "#src/features/deployments/schema.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * A school admin decides that a student keeps the open work of a group that they left. It is not asked again. To
 * withdraw it instead is `withdrawDeployment` for that student.
 */
export async function keepOpenWork(ctx: UserContext, id: string, studentId: string): Promise<ActAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const deployment = await lockManaged(tx, ctx, id);
      if (deployment.status !== "ACTIVE") throw new AppError("conflict", "This assignment to students has ended.");
      const scope = { type: "students" as const, studentIds: [studentId] };
      const students = await countScope(tx, deployment, scope, { exceptOthers: false });
      const actId = recordAct(tx, ctx, {
        ...{ deploymentId: id, kind: "KEEP", status: "RUNNING", students, detail: { scope } },
      });
      auditAct(tx, ctx, "deployment.keep", id, { actId, studentId });
      emit(tx, [events.actRequested.of({ schoolId: deployment.schoolId, data: { deploymentId: id, actId } })]);
      return { deploymentId: id, status: deployment.status, actId };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}
