import type { z } from "zod";
import type { deploymentStatus } from "#src/features/deployments/schema.ts";
import type { StateTable } from "#src/lib/state-table.ts";

export type DeploymentStatus = z.infer<typeof deploymentStatus>;
export type DeploymentActor = "admin" | "job";

export const deploymentSteps: StateTable<DeploymentStatus, DeploymentActor> = {
  thing: "assignment to students",
  steps: {
    NEW: { SCHEDULED: ["admin"] },
    SCHEDULED: { ACTIVATING: ["job"], CANCELLED: ["admin"] },
    ACTIVATING: { ACTIVE: ["job"], FAILED: ["job"] },
    FAILED: { ACTIVATING: ["admin"] },
    ACTIVE: { WITHDRAWN: ["admin"] },
    CANCELLED: {},
    WITHDRAWN: {},
  },
};

/** The states in which a deployment creates assignments for students who do not have them yet. */
export const assigningStates = ["ACTIVATING", "ACTIVE"] as const satisfies readonly DeploymentStatus[];

export function isAssigning(status: DeploymentStatus): boolean {
  return assigningStates.some((state) => state === status);
}
