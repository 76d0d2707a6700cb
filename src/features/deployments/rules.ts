import { type ActKind, type ActStatus, type DeploymentStatus, undoHours } from "#src/features/deployments/values.ts";
import type { StateTable } from "#src/lib/state-table.ts";

export type { DeploymentStatus } from "#src/features/deployments/values.ts";
export type DeploymentActor = "admin" | "job";

/** Back from CANCELLED and WITHDRAWN goes only the undoing of the act that led there. */
export const deploymentSteps: StateTable<DeploymentStatus, DeploymentActor | "undo"> = {
  thing: "assignment to students",
  steps: {
    NEW: { SCHEDULED: ["admin"] },
    SCHEDULED: { ACTIVATING: ["job"], CANCELLED: ["admin"] },
    ACTIVATING: { ACTIVE: ["job"], FAILED: ["job"] },
    FAILED: { ACTIVATING: ["admin"] },
    ACTIVE: { WITHDRAWN: ["admin"] },
    CANCELLED: { SCHEDULED: ["undo"] },
    WITHDRAWN: { ACTIVE: ["undo"] },
  },
};

/** An act on students already given a deployment is carried out by a job; every other act is done at once. */
export const actSteps: StateTable<ActStatus, DeploymentActor> = {
  thing: "change",
  steps: {
    NEW: { RUNNING: ["admin"], DONE: ["admin"] },
    RUNNING: { DONE: ["job"] },
    DONE: {},
  },
};

/** The states in which a deployment creates assignments for students who do not have them yet. */
export const assigningStates = ["ACTIVATING", "ACTIVE"] as const satisfies readonly DeploymentStatus[];

export function isAssigning(status: DeploymentStatus): boolean {
  return assigningStates.some((state) => state === status);
}

const undoable: readonly ActKind[] = ["CANCEL", "MOVE_DUE", "WITHDRAW", "KEEP"];

export type UndoRefusal = "kind" | "running" | "undone" | "late";

/** Why an act cannot be undone; undefined where it can be. It can for 24 hours, once, and when it is done. */
export function undoRefusal(
  act: { kind: ActKind; status: ActStatus; createdAt: Date; isUndone: boolean },
  at: Date,
): UndoRefusal | undefined {
  if (!undoable.includes(act.kind)) return "kind";
  if (act.isUndone) return "undone";
  if (act.status === "RUNNING") return "running";
  return at.getTime() - act.createdAt.getTime() > undoHours * 3_600_000 ? "late" : undefined;
}
