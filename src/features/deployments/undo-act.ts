import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { type DeploymentState, stateOf, updateState } from "#src/features/deployments/change-deployment.ts";
import { events } from "#src/features/deployments/events.ts";
import { type LockedDeployment, lockManaged } from "#src/features/deployments/lock-deployment.ts";
import { moveDeployment } from "#src/features/deployments/move-deployment.ts";
import { auditAct, recordAct } from "#src/features/deployments/record-act.ts";
import { type UndoRefusal, undoRefusal } from "#src/features/deployments/rules.ts";
import type { ActAnswer } from "#src/features/deployments/schema.ts";
import { actKinds, actStatuses, undoHours } from "#src/features/deployments/values.ts";
import { updateCompetencies } from "#src/features/deployments/withdraw-deployment.ts";
import { now } from "#src/lib/clock.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, type RowOf, sqlStatement } from "#src/platform/db/statement.ts";
import { deploymentActs } from "#src/platform/db/tables/deployment-acts.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const refusals: Record<UndoRefusal, string> = {
  kind: "This cannot be undone.",
  running: "It is still being carried out. Undo it when it is done.",
  undone: "It was undone already.",
  late: `It can be undone for ${undoHours} hours only.`,
};

/**
 * A school admin undoes an act: the deployment is as it was before, at once, and a job restores exactly what the act
 * withdrew or moved. What was changed again since, or given to the student anew, stays as it is.
 */
export async function undoAct(ctx: UserContext, id: string, actId: string): Promise<ActAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const deployment = await lockManaged(tx, ctx, id);
      const [act] = await tx.query(selectAct, { id, actId });
      if (!act) throw new AppError("not_found", "There is no such change.");
      const refusal = undoRefusal(act, now());
      if (refusal) throw new AppError("conflict", refusals[refusal]);
      const status = restoreDeployment(tx, deployment, act);
      const isDone = act.kind === "CANCEL";
      const undoId = recordAct(tx, ctx, {
        ...{ deploymentId: id, kind: "UNDO", status: isDone ? "DONE" : "RUNNING", undoesId: actId },
        ...{ students: act.students, detail: {} },
      });
      auditAct(tx, ctx, "deployment.undo", id, { actId: undoId, undoes: actId, kind: act.kind });
      emit(tx, [
        isDone
          ? events.requested.of({ schoolId: deployment.schoolId, data: { deploymentId: id } })
          : events.actRequested.of({ schoolId: deployment.schoolId, data: { deploymentId: id, actId: undoId } }),
      ]);
      return { deploymentId: id, status, actId: undoId };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

type Act = RowOf<typeof selectAct>;

/** What the act changed of the deployment itself, unless that was changed again since. */
function restoreDeployment(tx: Tx, deployment: LockedDeployment, { kind, detail }: Act): LockedDeployment["status"] {
  const { id, status } = deployment;
  if (kind === "CANCEL") {
    moveDeployment(tx, deployment, "SCHEDULED", "undo");
    return "SCHEDULED";
  }
  if (kind === "WITHDRAW" && detail.scope.type === "all" && !detail.before) {
    moveDeployment(tx, deployment, "ACTIVE", "undo");
    return "ACTIVE";
  }
  if (kind === "WITHDRAW" && detail.before && isSame(detail.after?.competencyIds, deployment.competencyIds)) {
    tx.send(updateCompetencies, { id, competencyIds: detail.before.competencyIds ?? null });
  }
  if (kind === "MOVE_DUE" && detail.before && detail.after) {
    const current = stateOf(deployment);
    const { dueAt, dueFrom, dueOffset, dueUnit, dueRotationId } = detail.before as DeploymentState;
    if (dueKeys.every((key) => isSame(detail.after?.[key], current[key]))) {
      tx.send(updateState, { id, ...current, dueAt, dueFrom, dueOffset, dueUnit, dueRotationId });
    }
  }
  return status;
}

const dueKeys = ["dueAt", "dueFrom", "dueOffset", "dueUnit", "dueRotationId"] as const;

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

const keptState = z.looseObject({
  competencyIds: z.array(z.string()).nullable().optional(),
  dueAt: z.string().nullable().optional(),
  dueFrom: z.string().nullable().optional(),
  dueOffset: z.number().nullable().optional(),
  dueUnit: z.string().nullable().optional(),
  dueRotationId: z.string().nullable().optional(),
});

const actRow = z.object({
  kind: z.enum(actKinds),
  status: z.enum(actStatuses),
  createdAt: z.date(),
  isUndone: z.boolean(),
  students: z.number(),
  detail: z.looseObject({
    scope: z.looseObject({ type: z.string() }).default({ type: "all" }),
    before: keptState.optional(),
    after: keptState.optional(),
  }),
});

const selectAct = sqlStatement("deployment_act_get", actRow, (p: Params<{ id: string; actId: string }>) => {
  return sql`
    select act.kind, act.status, act.created_at as "createdAt", act.students, act.detail,
           exists (select from ${deploymentActs} undo where undo.undoes_id = act.id) as "isUndone"
    from ${deploymentActs} act where act.id = ${p.actId} and act.deployment_id = ${p.id}`;
});
