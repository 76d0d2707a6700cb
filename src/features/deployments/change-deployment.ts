import { eq, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { type ActDetail, countScope } from "#src/features/deployments/act-scope.ts";
import { countTargeted, insertTargets } from "#src/features/deployments/deploy-framework.ts";
import { type DuePlan, movedBy, offsetDays } from "#src/features/deployments/due-dates.ts";
import { events } from "#src/features/deployments/events.ts";
import { type LockedDeployment, lockManaged } from "#src/features/deployments/lock-deployment.ts";
import { invalid, readDates, readTargets } from "#src/features/deployments/read-plan.ts";
import { auditAct, recordAct } from "#src/features/deployments/record-act.ts";
import type { ActAnswer, ChangeBody, DueChange } from "#src/features/deployments/schema.ts";
import { duePlanOf } from "#src/features/deployments/student-days.ts";
import type { DueFrom, DueUnit } from "#src/features/deployments/values.ts";
import { now } from "#src/lib/clock.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * A school admin changes a deployment: its due date for all, a group or single students; before it begins also its
 * effective date and its groups; and whether students are told, and get a framework that was retired since. What its
 * students have already is moved by a job.
 */
export async function changeDeployment(ctx: UserContext, id: string, body: ChangeBody): Promise<ActAnswer> {
  const answer = await withActor(ctx.actor, async (tx) => {
    const deployment = await lockManaged(tx, ctx, id);
    const isScheduled = deployment.status === "SCHEDULED";
    if (!isScheduled && deployment.status !== "ACTIVE") {
      throw new AppError("conflict", "Only what is scheduled or active can be changed.");
    }
    if (!isScheduled && (body.effectiveDate !== undefined || body.targetGroups !== undefined)) {
      throw new AppError("conflict", "The first day and the groups can be changed only before it begins.");
    }
    if (isScheduled && body.due && body.due.scope.type !== "all") {
      throw new AppError("conflict", "Before it begins, the due date can be changed for all only.");
    }
    const before = stateOf(deployment);
    const after = { ...before };
    if (body.notifications !== undefined) after.notifications = body.notifications;
    if (body.deprecatedToo !== undefined) after.deprecatedToo = body.deprecatedToo;
    const dueAt =
      body.effectiveDate !== undefined || body.due ? await changeDates(tx, deployment, body, after) : deployment.dueAt;
    if (body.targetGroups) await changeTargets(tx, deployment, body.targetGroups);
    tx.send(updateState, { id, ...after });
    const isMoving = body.due !== undefined && !isScheduled;
    const students =
      isMoving && body.due ? await countScope(tx, deployment, body.due.scope, { exceptOthers: false }) : 0;
    const due = body.due && dueOf(body.due, dueAt);
    const actId = recordAct(tx, ctx, {
      deploymentId: id,
      kind: isMoving ? "MOVE_DUE" : "CHANGE",
      status: isMoving ? "RUNNING" : "DONE",
      reason: body.due?.reason,
      students,
      detail: {
        ...(body.due ? { scope: body.due.scope, due } : {}),
        before,
        after,
        ...(body.targetGroups ? { targets: true } : {}),
      },
    });
    auditAct(tx, ctx, "deployment.change", id, { actId, before, after, scope: body.due?.scope });
    if (isMoving)
      emit(tx, [events.actRequested.of({ schoolId: deployment.schoolId, data: { deploymentId: id, actId } })]);
    // Brought forward to now or earlier, it begins at once.
    if (isScheduled && new Date(after.effectiveAt) <= now()) {
      emit(tx, [events.requested.of({ schoolId: deployment.schoolId, data: { deploymentId: id } })]);
    }
    return { deploymentId: id, status: deployment.status, actId };
  });
  wakeRelay();
  return answer;
}

/** What of a deployment may be changed, in the shape that its history keeps. */
export type DeploymentState = {
  effectiveAt: string;
  dueAt: string | null;
  dueFrom: DueFrom | null;
  dueOffset: number | null;
  dueUnit: DueUnit | null;
  dueRotationId: string | null;
  notifications: boolean;
  deprecatedToo: boolean;
};

export function stateOf(deployment: LockedDeployment): DeploymentState {
  const { dueFrom, dueOffset, dueUnit, dueRotationId, notifications, deprecatedToo } = deployment;
  return {
    effectiveAt: deployment.effectiveAt.toISOString(),
    dueAt: deployment.dueAt?.toISOString() ?? null,
    ...{ dueFrom, dueOffset, dueUnit, dueRotationId, notifications, deprecatedToo },
  };
}

/** Sets what is to be for those who get it later, and returns the new due date as an instant. */
async function changeDates(
  tx: Tx,
  deployment: LockedDeployment,
  { due, effectiveDate }: ChangeBody,
  after: DeploymentState,
): Promise<Date | null> {
  const dates = (
    await readDates(tx, deployment.schoolId, {
      effectiveDate: effectiveDate ?? after.effectiveAt,
      dueDate: due?.dueDate ?? (due ? null : after.dueAt),
      dueRule: due?.dueRule,
    })
  )();
  after.effectiveAt = dates.effectiveAt.toISOString();
  if (due?.scope.type !== "all") return dates.dueAt;
  const plan = newPlan(due, { ...duePlanOf(deployment) }, dates.dueAt, deployment.timeZone);
  if (plan.dueAt && plan.dueAt < dates.effectiveAt) {
    throw invalid([{ path: "due", message: "must not lie before the effective date" }]);
  }
  after.dueAt = plan.dueAt?.toISOString() ?? null;
  after.dueFrom = plan.rule?.from ?? null;
  after.dueOffset = plan.rule?.offset ?? null;
  after.dueUnit = plan.rule?.unit ?? null;
  after.dueRotationId = plan.rule?.rotationId ?? null;
  return dates.dueAt;
}

/** When it is due for those who get it later. */
function newPlan(due: DueChange, before: DuePlan, dueAt: Date | null, timeZone: string): DuePlan {
  if (due.dueRule) return { dueAt: null, rule: due.dueRule };
  if (due.moveByDays === undefined) return { dueAt, rule: null };
  if (!before.rule) return { dueAt: movedBy(before.dueAt, due.moveByDays, timeZone), rule: null };
  return { dueAt: null, rule: { ...before.rule, unit: "DAY", offset: offsetDays(before.rule) + due.moveByDays } };
}

/** What the job needs: the new date as an instant, the rule, or by how many days each date moves. */
function dueOf({ dueRule, moveByDays, alsoByHand }: DueChange, dueAt: Date | null): ActDetail["due"] {
  return {
    dueAt: dueRule || moveByDays !== undefined ? null : (dueAt?.toISOString() ?? null),
    rule: dueRule ?? null,
    moveByDays: moveByDays ?? null,
    alsoByHand,
  };
}

async function changeTargets(
  tx: Tx,
  { id, schoolId, givenIds }: LockedDeployment,
  requested: NonNullable<ChangeBody["targetGroups"]>,
): Promise<void> {
  const targets = JSON.stringify((await readTargets(tx, requested))());
  await tx.query(deleteTargets, { id });
  tx.send(insertTargets, { deploymentId: id, schoolId, targets });
  const [counted] = await tx.query(countTargeted, { schoolId, targets });
  tx.send(updatePlannedNumber, { id, planned: (counted?.students ?? 0) * givenIds.length });
}

export const updateState = statement("deployment_change", (db, p: Params<DeploymentState & { id: string }>) =>
  db
    .update(competencyDeployments)
    .set({
      effectiveAt: sql`${p.effectiveAt}::timestamptz`,
      dueAt: sql`${p.dueAt}::timestamptz`,
      dueFrom: p.dueFrom,
      dueOffset: p.dueOffset,
      dueUnit: p.dueUnit,
      dueRotationId: p.dueRotationId,
      notifications: p.notifications,
      deprecatedToo: p.deprecatedToo,
      updatedAt: sql`now()`,
    })
    .where(eq(competencyDeployments.id, p.id)),
);

const deleteTargets = statement("deployment_targets_delete", (db, p: Params<{ id: string }>) =>
  db.delete(deploymentTargets).where(eq(deploymentTargets.deploymentId, p.id)),
);

const updatePlannedNumber = statement("deployment_set_planned", (db, p: Params<{ id: string; planned: number }>) =>
  db.update(competencyDeployments).set({ assignmentsPlanned: p.planned }).where(eq(competencyDeployments.id, p.id)),
);
