import { eq, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { countScope } from "#src/features/deployments/act-scope.ts";
import { events } from "#src/features/deployments/events.ts";
import { lockManaged } from "#src/features/deployments/lock-deployment.ts";
import { moveDeployment } from "#src/features/deployments/move-deployment.ts";
import { invalid } from "#src/features/deployments/read-plan.ts";
import { auditAct, recordAct } from "#src/features/deployments/record-act.ts";
import type { ActAnswer, WithdrawBody } from "#src/features/deployments/schema.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * A school admin withdraws an active deployment from everybody, a group or single students, as a whole or some
 * competencies of it. Evidence is kept, and what another deployment still gives stays with that one's due date. Nobody
 * is given it by this deployment any more; a job takes it from the students.
 */
export async function withdrawDeployment(ctx: UserContext, id: string, body: WithdrawBody): Promise<ActAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const deployment = await lockManaged(tx, ctx, id);
      if (deployment.status !== "ACTIVE") {
        throw new AppError("conflict", "Only what is active can be withdrawn; what is scheduled can be cancelled.");
      }
      const { schoolId, givenIds, competencyIds: chosenBefore } = deployment;
      const competencyIds = body.competencyIds ? [...new Set(body.competencyIds)] : null;
      if (competencyIds?.some((each) => !givenIds.includes(each))) {
        throw invalid([{ path: "competencyIds", message: "names a competency that is not assigned by this" }]);
      }
      const students = await countScope(tx, deployment, body.scope, { exceptOthers: true });
      const remaining = competencyIds && givenIds.filter((each) => !competencyIds.includes(each));
      const isWhole = remaining === null || remaining.length === 0;
      const detail: Record<string, unknown> = {
        scope: body.scope,
        competencyIds: isWhole ? null : competencyIds,
        completedToo: body.completedToo,
      };
      const isAll = body.scope.type === "all";
      if (isAll && isWhole) moveDeployment(tx, deployment, "WITHDRAWN", "admin");
      else if (isAll) {
        // Who joins later gets the others only.
        tx.send(updateCompetencies, { id, competencyIds: remaining });
        detail.before = { competencyIds: chosenBefore };
        detail.after = { competencyIds: remaining };
      }
      const actId = recordAct(tx, ctx, {
        ...{ deploymentId: id, kind: "WITHDRAW", status: "RUNNING", detail, reason: body.reason, students },
      });
      auditAct(tx, ctx, "deployment.withdraw", id, { actId, scope: body.scope, competencyIds, students });
      emit(tx, [events.actRequested.of({ schoolId, data: { deploymentId: id, actId } })]);
      return { deploymentId: id, status: isAll && isWhole ? ("WITHDRAWN" as const) : deployment.status, actId };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

export const updateCompetencies = statement(
  "deployment_set_competencies",
  (db, p: Params<{ id: string; competencyIds: string[] | null }>) =>
    db
      .update(competencyDeployments)
      .set({ competencyIds: sql`${p.competencyIds}::text[]`, updatedAt: sql`now()` })
      .where(eq(competencyDeployments.id, p.id)),
);
